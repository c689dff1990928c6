// Proof that a request comes from the app client it names.
#include "auth/client_auth.h"

#include "codec/base64.h"
#include "crypto/digest.h"

namespace postern::auth {
namespace {

std::string hash_with(const domain::ClientSecret& secret, const domain::Client& client,
                      std::string_view username) {
  return codec::base64_encode(crypto::hmac_sha256(secret.value, std::string(username) + client.id));
}

}  // namespace

std::string make_secret_hash(const domain::Client& client, std::string_view username) {
  return client.secrets.empty() ? std::string()
                                : hash_with(client.secrets.back(), client, username);
}

Status check_secret_hash(const domain::Client& client, std::string_view username,
                         std::string_view secret_hash, HashWording wording) {
  if (client.secrets.empty()) return ok();
  if (secret_hash.empty()) {
    return not_authorized("Client " + client.id +
                          " is configured with secret but SECRET_HASH was not received");
  }
  bool matches = false;
  for (const auto& secret : client.secrets) {
    matches |= crypto::equal(hash_with(secret, client, username), secret_hash);
  }
  if (matches) return ok();
  return not_authorized(wording == HashWording::sign_in
                            ? "Unable to verify secret hash for client " + client.id
                            : "SecretHash does not match for the client: " + client.id);
}

Status check_client_secret(const domain::Client& client, std::string_view secret) {
  if (client.secrets.empty()) return ok();
  if (secret.empty()) {
    return not_authorized("Client " + client.id +
                          " is configured with secret but Client Secret was not received");
  }
  bool matches = false;
  for (const auto& known : client.secrets) matches |= crypto::equal(known.value, secret);
  return matches ? ok() : Status(not_authorized("Invalid client secret for client " + client.id));
}

}  // namespace postern::auth
