// The end of every flow: the factors are proven, now a session begins and tokens are minted.
#pragma once

#include <string_view>

#include "auth/advance.h"
#include "base/result.h"
#include "codec/json.h"
#include "tokens/customise.h"
#include "tokens/group_claims.h"

namespace postern::auth {

// Fires PostAuthentication and PreTokenGeneration, begins the session in one transaction that runs
// the step's effect and checks once more that this user, as stored by then, may sign in with what
// was proven (T08, L05), and returns the response body with its AuthenticationResult.
// Of managed login: {"BrowserSession": text}, which codes and tokens are had with later.
Result<Json> complete_sign_in(Services& services, const AuthRequest& request, Step step);

// What an identity provider has proven of a user.
struct ProviderProof {
  std::string_view provider;
  std::string_view acr;   // In the pool's words; empty where nobody asks.
  bool is_first = false;  // The user's first sign-in, of which PostAuthentication is not told.
};

// The end of a sign-in at a provider: fires PostAuthentication, then begins the browser's session
// as above. The pool's own second factors are not asked for, as at Cognito. Returns the cookie's
// text.
Result<std::string> complete_sign_in_at_provider(Services& services, const AuthRequest& request,
                                                 const Step& step, const ProviderProof& proof);

// Begins a session in a transaction that has found nothing against it.
Status begin_session(domain::Txn& txn, const domain::Pool& pool, const domain::Session& session,
                     std::int64_t now_us);

// The groups of a user and what PreTokenGeneration made of the user's tokens, before minting.
struct TokenInputs {
  tokens::GroupClaims groups;
  std::optional<tokens::Customisation> customisation;
};
Result<TokenInputs> prepare_tokens(Services& services, const domain::Pool& pool,
                                   const domain::Client& client, const domain::User& user,
                                   std::string_view scope, std::string_view trigger_source,
                                   const Json& client_metadata);

// The second half alone, for groups that were read already.
Result<std::optional<tokens::Customisation>> customise_tokens(
    Services& services, const domain::Pool& pool, const domain::Client& client,
    const domain::User& user, const tokens::GroupClaims& groups, std::string_view scope,
    std::string_view trigger_source, const Json& client_metadata);

// {"ChallengeParameters": {}, "AuthenticationResult": {...}}.
Json tokens_response(std::string_view access_token, std::string_view id_token,
                     std::string_view refresh_token, std::int64_t expires_in_s);

}  // namespace postern::auth
