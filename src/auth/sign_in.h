// The end of every flow: the factors are proven, now a session begins and tokens are minted.
#pragma once

#include <functional>
#include <string_view>

#include "auth/services.h"
#include "base/result.h"
#include "codec/json.h"
#include "domain/client.h"
#include "domain/user.h"
#include "tokens/customise.h"
#include "tokens/group_claims.h"

namespace postern::auth {

struct SignIn {
  domain::PoolPtr pool;
  domain::ClientPtr client;
  domain::User user;                // As its factors were proven.
  std::string_view trigger_source;  // Of PreTokenGeneration.
  Json client_metadata;             // For PostAuthentication and PreTokenGeneration.

  // Runs inside the transaction that begins the session, on the user as stored by then: spends what
  // is used once and, if `changes_user`, changes what the flow changes. It may run more than once.
  std::function<Status(domain::Txn& txn, domain::User& user)> effect;
  bool changes_user = false;
};

// Fires PostAuthentication and PreTokenGeneration, begins the session in one transaction that
// checks once more that the user may sign in (T08, L05), and returns the response body with its
// AuthenticationResult.
Result<Json> complete_sign_in(Services& services, SignIn sign_in);

// The groups of a user and what PreTokenGeneration made of the user's tokens, before minting.
struct TokenInputs {
  tokens::GroupClaims groups;
  std::optional<tokens::Customisation> customisation;
};
Result<TokenInputs> prepare_tokens(Services& services, const domain::Pool& pool,
                                   const domain::Client& client, const domain::User& user,
                                   std::string_view scope, std::string_view trigger_source,
                                   const Json& client_metadata);

// {"ChallengeParameters": {}, "AuthenticationResult": {...}}.
Json tokens_response(std::string_view access_token, std::string_view id_token,
                     std::string_view refresh_token, std::int64_t expires_in_s);

}  // namespace postern::auth
