// Proof that a request comes from the app client it names: the secret hash, or the plain secret.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/client.h"

namespace postern::auth {

// Which of Cognito's two wordings a refusal uses.
enum class HashWording {
  sign_in,  // InitiateAuth, RespondToAuthChallenge and their admin twins.
  other,    // SignUp, ConfirmSignUp, ForgotPassword, refresh, ...
};

// SECRET_HASH = base64(HMAC-SHA256(client secret, username + client id)), by any secret in force.
// A client without a secret needs none and ignores one.
Status check_secret_hash(const domain::Client& client, std::string_view username,
                         std::string_view secret_hash, HashWording wording);

// The hash itself, for the engine's own pages, which stand between the client and its user; empty
// for a client without a secret.
std::string make_secret_hash(const domain::Client& client, std::string_view username);

// The secret itself, as GetTokensFromRefreshToken and RevokeToken take it.
Status check_client_secret(const domain::Client& client, std::string_view secret);

}  // namespace postern::auth
