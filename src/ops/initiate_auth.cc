// InitiateAuth: the public door to signing in.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(auto target, client_of(context, request));
  const Json none = Json::object();
  const Json* parameters = request.find("AuthParameters");
  return auth::initiate(context.services,
                        auth_request(context, std::move(target), /*admin=*/false,
                                     parameters == nullptr ? none : *parameters, request));
}

}  // namespace

const Operation kInitiateAuth{"InitiateAuth", handle};

}  // namespace postern::ops
