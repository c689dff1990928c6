// Ending a session by its refresh token: RevokeToken and the revocation endpoint (RFC 7009).
#pragma once

#include <string_view>

#include "auth/services.h"
#include "base/result.h"
#include "domain/client.h"

namespace postern::auth {

// With `linked`, the session of the browser that it came from ends too, and what else came from
// that. A text that is no token of this engine is as good as revoked (RFC 7009, section 2.2).
// Refused in Cognito's names: UnsupportedOperationException where the client does not revoke,
// UnsupportedTokenTypeException for an ID or access token, UnauthorizedException for the token of
// another client (O38). REQUIRES: the client has proven itself.
Status revoke_refresh_token(Services& services, const domain::Client& client,
                            std::string_view refresh_token, bool linked);

}  // namespace postern::auth
