// postern:CheckStore: whether the store is whole, piece by piece. The first answer, without a
// token, is about the store's own files, which are read whole; every further one about some rows,
// until one has no NextToken.
#include "domain/store_check.h"
#include "ops/paging.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

constexpr std::size_t kRowsPerCall = 2000;
constexpr Listing kListing{"CheckStore", ""};
constexpr char kFromStart = '\0';  // In front of the last key checked.

Json render_findings(const std::vector<domain::Finding>& findings) {
  Json list = Json::array();
  for (const domain::Finding& finding : findings) {
    Json item = Json::object().set("Kind", finding.kind);
    if (!finding.record.empty()) item.set("Record", finding.record);
    if (!finding.pool_id.empty()) item.set("UserPoolId", finding.pool_id);
    list.push_back(std::move(item));
  }
  return list;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const Page page, parse_page(context, kListing, request));
  domain::CheckedRows checked;
  bool more = true;
  if (page.after.empty()) {
    POSTERN_TRY(checked.findings, domain::inspect_store(context.store()));
  } else {
    const auto after = std::string_view(page.after).substr(1);
    POSTERN_TRY(checked, domain::check_rows(context.store(), after, kRowsPerCall));
    more = !checked.last_key.empty();
  }
  Json response = Json::object()
                      .set("Findings", render_findings(checked.findings))
                      .set("RowsChecked", static_cast<std::int64_t>(checked.rows));
  if (more) set_next_page(context, kListing, kFromStart + checked.last_key, response);
  return response;
}

}  // namespace

const Operation kPosternCheckStore{"CheckStore", handle};

}  // namespace postern::ops
