// UpdateTerms: changes what the request names; links are replaced as a whole.
#include "domain/settings.h"
#include "domain/terms.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

domain::PoolResource changed_terms(const domain::PoolResource& before, const Json& request,
                                   std::int64_t now_us) {
  constexpr std::string_view kMembers[] = {"TermsName", "TermsSource", "Enforcement", "Links"};
  domain::PoolResource after = before;
  const Json given = domain::pick_members(request, kMembers);
  for (const JsonMember& member : given.as_object()) after.settings.set(member.key, member.value);
  after.modified_us = now_us;
  return after;
}

Result<Json> handle(Context& context, const Json& request) {
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto before,
                domain::require_terms(txn, pool->id, request.get_string("TermsId")));
    const auto after = changed_terms(before, request, context.store().now_us());
    POSTERN_CHECK(domain::check_terms(after.settings));
    POSTERN_CHECK(domain::update_terms(txn, pool->id, before, after));
    return Json::object().set("Terms", render_terms(pool->id, after));
  });
}

}  // namespace

const Operation kUpdateTerms{"UpdateTerms", handle};

}  // namespace postern::ops
