// Tokens for what a browser has proven: authorization codes and the implicit grant (RFC 6749,
// sections 4.1 and 4.2). Whoever reads the requests of clients has checked what they may ask for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/browser_session.h"

namespace postern::auth {

// What a client asks for.
struct GrantRequest {
  std::string redirect_uri;
  std::string code_challenge;  // S256 (RFC 7636); empty without PKCE.
  std::string nonce;
  std::string scope;     // Granted, space-joined.
  std::string resource;  // RFC 8707; empty without.
};

struct GrantedTokens {
  std::string access_token;
  std::string id_token;       // Empty unless `openid` was granted.
  std::string refresh_token;  // Empty for the implicit grant.
  std::int64_t expires_in_s = 0;
};

// A code for the client. NotAuthorizedException when the browser's session or its user's leave to
// sign in ended meanwhile.
Result<std::string> issue_code(Services& services, const domain::PoolAndClient& target,
                               const BrowserSignIn& signed_in, const GrantRequest& request);

// Exchanges a code, once. Fires PreTokenGeneration (TokenGeneration_HostedAuth), then begins the
// session in the transaction that uses the code up. NotAuthorizedException "Invalid code" unless it
// is the client's, for that address, with the verifier its challenge was made from (O03 to O05). A
// code that comes back ends the session it was exchanged for (O01). REQUIRES: the client has
// proven itself.
Result<GrantedTokens> redeem_code(Services& services, const domain::PoolAndClient& target,
                                  std::string_view code, std::string_view redirect_uri,
                                  std::string_view code_verifier);

// Tokens at once, for response_type=token: never a refresh token.
Result<GrantedTokens> issue_implicit(Services& services, const domain::PoolAndClient& target,
                                     const BrowserSignIn& signed_in, const GrantRequest& request);

}  // namespace postern::auth
