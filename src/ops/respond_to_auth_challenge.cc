// RespondToAuthChallenge: the public door to answering a challenge.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(auto target, client_of(context, request));
  const Json none = Json::object();
  const Json* responses = request.find("ChallengeResponses");
  return auth::respond(context.services, request.get_string("ChallengeName"),
                       auth_request(context, std::move(target), /*admin=*/false,
                                    responses == nullptr ? none : *responses, request));
}

}  // namespace

const Operation kRespondToAuthChallenge{"RespondToAuthChallenge", handle};

}  // namespace postern::ops
