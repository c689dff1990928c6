// DescribeTermsByClient: a client's document of that name.
#include "domain/terms.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view name = request.get_string("TermsName");
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto client,
                domain::load_client(txn, pool->id, request.get_string("ClientId")));
    POSTERN_TRY(const auto terms, domain::find_terms_of_client(txn, pool->id, client->id, name));
    if (!terms) {
      return reject("ResourceNotFoundException",
                    "The app client has no " + std::string(name) + ".");
    }
    return Json::object().set("Terms", render_terms(pool->id, *terms));
  });
}

}  // namespace

const Operation kDescribeTermsByClient{"DescribeTermsByClient", handle};

}  // namespace postern::ops
