// Revocation: what ends a token before its time, seen by the next call, remembered or not.
#include <atomic>
#include <thread>

#include "token_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

// Everything below runs for a token seen before and one not, issued just when the engine opened (so
// that the store must be asked) and long after (so that it need not be).
struct Setting {
  bool seen_before;
  bool long_open;
};

struct RevocationFixture : TokenFixture {
  std::string token;

  void issue(const Setting& setting) {
    if (setting.long_open) clock.advance_s(1000);
    token = mint().access_token;
    if (setting.seen_before) REQUIRE(access_refusal(token).empty());
  }
  Setting setting = {GENERATE(false, true), GENERATE(false, true)};
};

}  // namespace

TEST_CASE_METHOD(RevocationFixture, "J35: signing out everywhere ends access and ID tokens at once",
                 "[tokens][revocation]") {
  issue(setting);
  const std::string id_token = mint().id_token;
  CHECK(tokens->verify(id_token).ok());
  CHECK(access_refusal(token).empty());
  revoke_all();
  CHECK(access_refusal(token) == "Access Token has been revoked");
  CHECK(tokens->verify(id_token).error().message == "Token has been revoked");
  CHECK(tokens->verify(token).error().message == "Token has been revoked");
}

TEST_CASE_METHOD(RevocationFixture, "J35: one session ends, the user's others go on",
                 "[tokens][revocation]") {
  issue(setting);
  domain::Session second(session);
  second.id = "another-session";
  write([&](domain::Txn& txn) { return domain::insert_session(txn, pool.id, second); });
  std::swap(session, second);
  const std::string other = mint().access_token;
  second.revoked = true;
  write([&](domain::Txn& txn) -> Status {
    txn.revokes_user(pool.id, user.sub);
    return domain::put_session(txn, pool.id, second);
  });
  CHECK(access_refusal(token) == "Access Token has been revoked");
  CHECK(access_refusal(other).empty());
}

TEST_CASE_METHOD(RevocationFixture, "J35: a client without revocation still signs out",
                 "[tokens][revocation]") {
  client.token_revocation = false;
  issue(setting);
  REQUIRE_FALSE(payload_of(token).contains("origin_jti"));
  CHECK(access_refusal(token).empty());
  revoke_all();
  CHECK(access_refusal(token) == "Access Token has been revoked");

  // Signed in again in the same instant: the new token counts.
  session.id = "next-session";
  write([&](domain::Txn& txn) { return domain::insert_session(txn, pool.id, session); });
  CHECK(access_refusal(mint().access_token).empty());
  CHECK(access_refusal(token) == "Access Token has been revoked");
}

TEST_CASE_METHOD(RevocationFixture, "J35: disabling a user ends the tokens",
                 "[tokens][revocation]") {
  issue(setting);
  domain::User disabled(user);
  disabled.enabled = false;
  write([&](domain::Txn& txn) -> Status {
    txn.revokes_user(pool.id, user.sub);
    return domain::update_user(txn, pool, user, disabled, clock.now_us(), false);
  });
  CHECK(access_refusal(token) == "Access Token has been revoked");
}

TEST_CASE_METHOD(RevocationFixture, "J35: a deleted user's tokens say so", "[tokens][revocation]") {
  issue(setting);
  write([&](domain::Txn& txn) { return domain::remove_user(txn, pool, user); });
  const auto refused = tokens->verify_access(token);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "UserNotFoundException");
  CHECK(refused.error().message == "User does not exist.");
  CHECK(tokens->verify(token).error().message == "Token has been revoked");
}

TEST_CASE_METHOD(RevocationFixture, "J35: deleting the client ends its tokens",
                 "[tokens][revocation]") {
  issue(setting);
  write([&](domain::Txn& txn) { return domain::erase_client(txn, client); });
  CHECK(access_refusal(token) == "Access Token has been revoked");
}

TEST_CASE_METHOD(RevocationFixture, "K07: a removed key verifies nothing from then on",
                 "[tokens][revocation]") {
  issue(setting);
  write([&](domain::Txn& txn) -> Status {
    txn.revokes_all();
    return txn.put(domain::keys::keys(pool.id), to_record(shared_keys(1)));
  });
  CHECK(access_refusal(token) == "Could not verify signature for Access Token");
  CHECK(access_refusal(mint().access_token).empty());
}

TEST_CASE_METHOD(RevocationFixture, "J35: deleting the pool ends its tokens",
                 "[tokens][revocation]") {
  issue(setting);
  write([&](domain::Txn& txn) { return domain::erase_pool(txn, pool); });
  CHECK(access_refusal(token) == "Could not verify signature for Access Token");
}

TEST_CASE_METHOD(RevocationFixture, "revocation after the clock stepped back is seen",
                 "[tokens][revocation]") {
  clock.advance_s(5000);
  issue(setting);
  clock.advance_s(-4000);
  revoke_all();
  CHECK(access_refusal(token) == "Access Token has been revoked");
}

TEST_CASE_METHOD(RevocationFixture, "a sign-out between the issue time and the signature is seen",
                 "[tokens][revocation]") {
  clock.advance_s(1000);
  const tokens::Grant early = grant();
  revoke_all();
  clock.advance_s(10);
  const auto minted = tokens->mint(early);
  REQUIRE(minted.ok());
  CHECK(access_refusal(minted->access_token) == "Access Token has been revoked");
}

TEST_CASE_METHOD(TokenFixture, "revocation survives a restart", "[tokens][revocation]") {
  clock.advance_s(1000);
  const std::string token = mint().access_token;
  revoke_all();
  domain::Store reopened(storage, envelope, clock, random);
  tokens::TokenService service(reopened, std::string(kIssuerBase),
                               Secret(std::string_view(root_key)));
  CHECK(service.verify_access(token).error().message == "Access Token has been revoked");
}

TEST_CASE_METHOD(TokenFixture, "another user's sign-out leaves tokens alone",
                 "[tokens][revocation]") {
  clock.advance_s(1000);
  const std::string token = mint().access_token;
  for (int i = 0; i < 5'000; ++i) {
    store.revocations().note_user(kPoolId, "someone-" + std::to_string(i), clock.now_us());
  }
  CHECK(access_refusal(token).empty());
}

TEST_CASE_METHOD(TokenFixture, "verifying while sessions end never accepts after the end",
                 "[tokens][revocation][threads]") {
  clock.advance_s(1000);
  for (int round = 0; round < 20; ++round) {
    session.id = "round-" + std::to_string(round);
    write([&](domain::Txn& txn) { return domain::insert_session(txn, pool.id, session); });
    const std::string token = mint().access_token;
    std::atomic<bool> revoked = false;
    std::atomic<int> accepted_late = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
      readers.emplace_back([&] {
        for (int n = 0; n < 200; ++n) {
          const bool was_revoked = revoked;
          const bool accepted = tokens->verify_access(token).ok();
          if (was_revoked && accepted) ++accepted_late;
        }
      });
    }
    revoke_all();
    revoked = true;
    for (auto& reader : readers) reader.join();
    CHECK(accepted_late == 0);
    CHECK_FALSE(tokens->verify_access(token).ok());
  }
}
