// Signing in without a name: the passkey says whose it is. Through the door that pages use.
#include "auth/credentials.h"
#include "auth/sealed_tokens.h"
#include "auth/webauthn.h"
#include "bulk/transfers.h"
#include "domain/root_keys.h"
#include "ops/passkey_fixture.h"
#include "tokens/token_service.h"
#include "triggers/messenger.h"
#include "triggers/triggers.h"

using namespace postern;
using namespace postern::test;

namespace {

// The parts a page would use, over the store of the fixture's engine.
struct DiscoveryFixture : PasskeyFixture {
  StoreFixture rows;
  domain::Store store{memory, rows.envelope, rows.clock, rows.random};
  crypto::PasswordHasher hasher{{.memory_kib = 8, .passes = 1}};
  auth::Credentials credentials{store, hasher};
  domain::RootKeys root_keys{rows.root_key, memory, rows.clock, rows.random, nullptr};
  const bool unlocked = root_keys.unlock().ok();
  auth::SealedTokens sealed{root_keys.tokens(), root_keys.digest_key().clone(), rows.random};
  tokens::TokenService tokens{store, "https://issuer.example", Secret(rows.root_key)};
  triggers::Triggers triggers{"us-east-1"};
  triggers::Messenger messenger{triggers, store, "https://issuer.example", {}};
  bulk::Transfers transfers{store};
  auth::Services services{store,  tokens,      triggers,       messenger, credentials,
                          sealed, "us-east-1", "000000000000", transfers, root_keys};
  SoftwareAuthenticator key;
  domain::PoolPtr settings;

  DiscoveryFixture() {
    register_key(key, access_token("alice"));
    settings = store.read([&](domain::Txn& txn) { return domain::load_pool(txn, pool); }).value();
  }

  auth::CredentialRequest ask_anybody() {
    auto request = auth::request_credential(services, *settings, nullptr);
    REQUIRE(request.ok());
    return std::move(*request);
  }
  Result<auth::ProvenCredential> verify(const auth::CredentialRequest& request,
                                        const Ceremony& ceremony = {}) {
    const Json credential = key.get(json(request.options), ceremony);
    return auth::verify_credential(services, *settings, nullptr, request.challenge,
                                   credential.dump());
  }
};

}  // namespace

TEST_CASE_METHOD(DiscoveryFixture, "W11: a discovered passkey says whose it is, by id and handle") {
  const auth::CredentialRequest request = ask_anybody();
  CHECK(json(request.options).find("allowCredentials")->empty());
  const auto proven = verify(request);
  REQUIRE(proven.ok());
  CHECK(proven->sub == attribute("alice", "sub"));
  CHECK(proven->user_verified);
  CHECK_FALSE(verify(request, {.user_handle = ""}).ok());
  CHECK_FALSE(verify(request, {.user_handle = "somebody-else"}).ok());
  CHECK_FALSE(verify(ask_anybody(), {.challenge = request.challenge}).ok());
  key.credential_id = std::string(16, 'u');
  CHECK_FALSE(verify(request).ok());
}

TEST_CASE_METHOD(DiscoveryFixture, "W07: a use counts once, and not for a passkey made anew") {
  const auto proven = verify(ask_anybody(), {.sign_count = 5});
  REQUIRE(proven.ok());
  const auto record = [&](const domain::PasskeyUse& use) {
    return store
        .transact([&](domain::Txn& txn) { return domain::record_passkey_use(txn, pool, use); })
        .ok();
  };
  domain::PasskeyUse of_another = proven->use;
  of_another.public_key.back() ^= 1;
  CHECK_FALSE(record(of_another));
  CHECK(record(proven->use));
  CHECK_FALSE(record(proven->use));
}
