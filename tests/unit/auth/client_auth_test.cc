// Proof that a request comes from its app client.
#include "auth/client_auth.h"

#include "codec/base64.h"
#include "crypto/digest.h"
#include "unit/domain/settings.h"

using namespace postern;
using namespace postern::auth;
using test::fault;

namespace {

std::string hash_of(std::string_view secret, std::string_view username,
                    std::string_view client_id) {
  return codec::base64_encode(
      crypto::hmac_sha256(secret, std::string(username) + std::string(client_id)));
}

domain::Client client_with(std::string_view secret) {
  return test::make_client_of(R"({"ClientName":"c"})", secret);
}

}  // namespace

TEST_CASE("the secret hash is over username and client id, by the formula of the developer guide") {
  const domain::Client client = client_with("a-secret-of-twenty-four-x");
  const std::string good = hash_of("a-secret-of-twenty-four-x", "alice", client.id);
  CHECK(fault(check_secret_hash(client, "alice", good, HashWording::sign_in)).empty());
  CHECK(fault(check_secret_hash(client, "bob", good, HashWording::sign_in)) ==
        "NotAuthorizedException: Unable to verify secret hash for client " + client.id);
  CHECK(fault(check_secret_hash(client, "bob", good, HashWording::other)) ==
        "NotAuthorizedException: SecretHash does not match for the client: " + client.id);
  CHECK(fault(check_secret_hash(client, "alice", "", HashWording::other)) ==
        "NotAuthorizedException: Client " + client.id +
            " is configured with secret but SECRET_HASH was not received");
  CHECK_FALSE(check_secret_hash(client, "alice", good.substr(1), HashWording::sign_in).ok());
  CHECK_FALSE(check_secret_hash(client, "alice", good + "=", HashWording::sign_in).ok());
}

TEST_CASE("a client without a secret needs no hash and ignores one") {
  const domain::Client client = client_with("");
  CHECK(check_secret_hash(client, "alice", "", HashWording::sign_in).ok());
  CHECK(check_secret_hash(client, "alice", "anything", HashWording::sign_in).ok());
  CHECK(check_client_secret(client, "").ok());
}

TEST_CASE("any of two secrets proves the client, plain or hashed") {
  domain::Client client = client_with("first-secret-of-a-client-");
  client.secrets.emplace_back().value = "second-secret-of-a-client";
  for (const auto& secret : client.secrets) {
    CHECK(check_client_secret(client, secret.value).ok());
    CHECK(check_secret_hash(client, "alice", hash_of(secret.value, "alice", client.id),
                            HashWording::sign_in)
              .ok());
  }
  for (const char* wrong : {"", "first-secret-of-a-client", "third-secret-of-a-client-"}) {
    CHECK_FALSE(check_client_secret(client, wrong).ok());
  }
}
