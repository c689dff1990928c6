// The three functions of CUSTOM_AUTH: what each is told, and what each decided.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/json.h"
#include "domain/pool.h"
#include "domain/user.h"
#include "triggers/triggers.h"

namespace postern::triggers {

// A challenge that was answered before, as the functions see it.
struct PastChallenge {
  std::string name;  // "CUSTOM_CHALLENGE", "SRP_A", "PASSWORD_VERIFIER", ...
  bool passed = false;
  std::string metadata;  // What CreateAuthChallenge called it; empty for none.
};

// Who is signing in, and what has happened so far. Borrows all it points at.
struct ChallengeEvent {
  const domain::Pool& pool;
  std::string_view client_id;
  std::string_view username;
  const domain::User* user = nullptr;  // Null: there is none, which a client may hide.
  std::span<const PastChallenge> session = {};
  std::optional<bool> user_not_found;  // Told only for clients that hide whether a user exists.
  Json client_metadata = Json::object();
};

// Exactly one of the three holds; deciding nothing fails the authentication.
struct NextChallenge {
  std::string name;  // Empty when one of the others holds.
  bool issue_tokens = false;
  bool fail_authentication = false;
};

struct CreatedChallenge {
  Json public_parameters = Json::object();  // Texts by name, for the client.
  Json private_parameters =
      Json::object();  // Texts by name, for VerifyAuthChallengeResponse alone.
  std::string metadata;
};

// Each fires its trigger. REQUIRES: no transaction and no lock is held. Without a function:
// UnexpectedLambdaException, because there is nobody to decide. InvalidLambdaResponseException for
// members of a wrong type; those that are missing or null stand for nothing.
Result<NextChallenge> define_auth_challenge(const Triggers& triggers, const ChallengeEvent& event);
Result<CreatedChallenge> create_auth_challenge(const Triggers& triggers,
                                               const ChallengeEvent& event,
                                               std::string_view challenge_name);
Result<bool> verify_auth_challenge_response(const Triggers& triggers, const ChallengeEvent& event,
                                            const Json& private_parameters,
                                            std::string_view answer);

}  // namespace postern::triggers
