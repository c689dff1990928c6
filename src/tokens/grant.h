// Everything a pair of tokens is made from.
#pragma once

#include <cstdint>
#include <string_view>

#include "domain/client.h"
#include "domain/pool.h"
#include "domain/records.h"
#include "domain/scopes.h"
#include "tokens/customise.h"
#include "tokens/group_claims.h"

namespace postern::tokens {

// Borrows all of it for the call.
struct Grant {
  const domain::Pool& pool;
  const domain::Client& client;
  const domain::User& user;
  const GroupClaims& groups;
  const domain::Session& session;
  // What TokenService::issue_time_us() said before the session was read or made.
  std::int64_t issued_us = 0;
  // Of the PreTokenGeneration trigger; null when none was called.
  const Customisation* customisation = nullptr;
  // Of the request for an authorization code; empty without one.
  std::string_view nonce;

  // Whether the tokens include an ID token: those of the OAuth endpoints only where the user's
  // identity was asked for (OpenID Connect Core 1.0, section 3.1.2.1).
  [[nodiscard]] bool identifies() const {
    return !session.hosted || domain::has_scope(session.scope, "openid");
  }
};

// Everything the token of a client for itself is made from. Borrows all of it for the call.
struct ClientGrant {
  const domain::Pool& pool;
  const domain::Client& client;
  std::string_view scope;
  // What TokenService::issue_time_us() said before the client was read.
  std::int64_t issued_us = 0;
  const Customisation* customisation = nullptr;
};

}  // namespace postern::tokens
