// AdminRespondToAuthChallenge: the administrator's door to the same machine.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  // The client must belong to the pool the administrator names (A09).
  POSTERN_TRY(auto target, client_in_pool(context, request));
  const Json none = Json::object();
  const Json* parameters = request.find("ChallengeResponses");
  return auth::respond(context.services, request.get_string("ChallengeName"),
                       auth_request(context, std::move(target), /*admin=*/true,
                                    parameters == nullptr ? none : *parameters, request));
}

}  // namespace

const Operation kAdminRespondToAuthChallenge{"AdminRespondToAuthChallenge", handle};

}  // namespace postern::ops
