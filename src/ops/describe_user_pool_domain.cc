// DescribeUserPoolDomain: whose a domain is. One that nobody has is described by nothing.
#include "domain/user_pool_domains.h"
#include "ops/registry.h"
#include "ops/resource_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto domain, context.store().read([&](domain::Txn& txn) {
    return domain::find_domain(txn, request.get_string("Domain"));
  }));
  return Json::object().set("DomainDescription",
                            domain ? render_domain(context.services, *domain) : Json::object());
}

}  // namespace

const Operation kDescribeUserPoolDomain{"DescribeUserPoolDomain", handle};

}  // namespace postern::ops
