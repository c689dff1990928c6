// Everything an operation may use, wired once by the engine.
#pragma once

#include <string>

#include "domain/store.h"

namespace postern {
namespace tokens {
class TokenService;
}
namespace bulk {
class Transfers;
}
namespace triggers {
class Triggers;
class Messenger;
}  // namespace triggers

namespace auth {

class Credentials;
class SealedTokens;

// Borrowed parts; safe for concurrent use.
struct Services {
  domain::Store& store;
  tokens::TokenService& tokens;    // Mints, refreshes and verifies tokens.
  triggers::Triggers& triggers;    // The host's functions.
  triggers::Messenger& messenger;  // Composes and delivers codes and invitations.
  Credentials& credentials;        // Hashes and checks passwords, lockout included.
  SealedTokens& sealed;            // Challenge sessions, secret blocks, page tokens.
  std::string region;
  std::string account_id;
  bulk::Transfers& transfers;   // Pools on their way out and in.
  domain::RootKeys& root_keys;  // What hangs on the root key, and its rotation.
};

}  // namespace auth
}  // namespace postern
