// CreateTerms: where an app client's terms of use or privacy policy can be read.
#include "domain/settings.h"
#include "domain/terms.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

domain::PoolResource make_terms(Context& context, const Json& request) {
  constexpr std::string_view kMembers[] = {"ClientId", "TermsName", "TermsSource", "Enforcement",
                                           "Links"};
  Json settings = domain::pick_members(request, kMembers);
  settings.set("TermsId", domain::new_uuid(context.store().random()));
  domain::set_default(settings, "Links", Json::object());
  return domain::new_resource(std::move(settings), context.store().now_us());
}

Result<Json> handle(Context& context, const Json& request) {
  const auto terms = make_terms(context, request);
  POSTERN_CHECK(domain::check_terms(terms.settings));
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_CHECK(domain::load_client(txn, pool->id, request.get_string("ClientId")));
    POSTERN_CHECK(domain::insert_terms(txn, pool->id, terms));
    return Json::object().set("Terms", render_terms(pool->id, terms));
  });
}

}  // namespace

const Operation kCreateTerms{"CreateTerms", handle};

}  // namespace postern::ops
