// Passkeys of a store that was put back from a backup.
#include "ops/passkey_fixture.h"
#include "ops/restore_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

using RestoredPasskeys = Restored<PasskeyFixture>;

}  // namespace

TEST_CASE_METHOD(RestoredPasskeys, "D26: a passkey half registered is to be begun anew",
                 "[ops][restore]") {
  SoftwareAuthenticator key;
  const Json options = creation_options(access_token("alice"));
  take_backup();
  restore();
  const std::string token = access_token("alice");
  CHECK(outcome("CompleteWebAuthnRegistration", completion(token, key.create(options)))
            .starts_with("WebAuthnChallengeNotFoundException"));
  SECTION("a registered one signs in, but not with an answer from before") {
    register_key(key, token);
    const Json asked = ask("alice");
    const Json answer = answer_with(key, asked, "alice");
    take_backup();
    CHECK(outcome("RespondToAuthChallenge", answer).empty());
    restore();
    CHECK_FALSE(outcome("RespondToAuthChallenge", answer).empty());
    CHECK(sign_in_outcome(key, "alice").empty());
  }
}
