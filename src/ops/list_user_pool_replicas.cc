// ListUserPoolReplicas: where a pool is, which is here.
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/replica_requests.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto pool, pool_of(context, request));
  // It fits on one page: any token that comes in is not ours.
  POSTERN_TRY([[maybe_unused]] const Page page,
              parse_page(context, {"ListUserPoolReplicas", pool->id}, request));
  Json replicas = Json::array();
  replicas.push_back(render_primary(context.services, pool->id));
  return Json::object().set("UserPoolReplicas", std::move(replicas));
}

}  // namespace

const Operation kListUserPoolReplicas{"ListUserPoolReplicas", handle};

}  // namespace postern::ops
