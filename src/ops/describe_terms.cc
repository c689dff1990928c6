// DescribeTerms: one document of a pool's clients.
#include "domain/terms.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto terms,
                domain::require_terms(txn, pool->id, request.get_string("TermsId")));
    return Json::object().set("Terms", render_terms(pool->id, terms));
  });
}

}  // namespace

const Operation kDescribeTerms{"DescribeTerms", handle};

}  // namespace postern::ops
