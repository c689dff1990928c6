// DeleteTerms: the client's pages link to the document no more.
#include "domain/terms.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto terms,
                domain::require_terms(txn, pool->id, request.get_string("TermsId")));
    return domain::erase_terms(txn, pool->id, terms);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteTerms{"DeleteTerms", handle};

}  // namespace postern::ops
