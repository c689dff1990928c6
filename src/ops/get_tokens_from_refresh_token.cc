// GetTokensFromRefreshToken: new tokens, and a new refresh token where the client rotates them.
#include "auth/flows/flows.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, client_of(context, request));
  POSTERN_CHECK(auth::check_client_secret(*target.client, request.get_string("ClientSecret")));
  POSTERN_TRY(auto answer,
              auth::refresh_with_token(context.services, target,
                                       {.refresh_token = request.get_string("RefreshToken"),
                                        .device_key = request.get_string("DeviceKey"),
                                        .scopes = {},
                                        .client_metadata = client_metadata(request)}));
  answer.erase("ChallengeParameters");
  return answer;
}

}  // namespace

const Operation kGetTokensFromRefreshToken{"GetTokensFromRefreshToken", handle};

}  // namespace postern::ops
