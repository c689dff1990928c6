// Signing in with a passkey: what it takes, and every answer that is refused.
#include <atomic>
#include <thread>

#include "codec/base32.h"
#include "crypto/totp.h"
#include "ops/passkey_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct SignInFixture : PasskeyFixture {
  SoftwareAuthenticator key;

  SignInFixture() { register_key(key, access_token("alice")); }

  std::string sign_in_with(const Ceremony& ceremony = {}) {
    return sign_in_outcome(key, "alice", ceremony);
  }
};

std::vector<std::string> ids_of(const Json& options) {
  std::vector<std::string> ids;
  for (const Json& allowed : options.find("allowCredentials")->as_array()) {
    ids.emplace_back(allowed.get_string("id"));
  }
  return ids;
}

}  // namespace

TEST_CASE_METHOD(SignInFixture, "a passkey signs its user in") {
  const Json challenge = ask("alice");
  const Json options = options_of(challenge);
  CHECK(options.get_string("rpId") == "example.com");
  CHECK(options.get_string("userVerification") == "preferred");
  CHECK(ids_of(options) == std::vector{codec::base64url_encode(key.credential_id)});
  const Json tokens =
      tokens_of(run("RespondToAuthChallenge", answer_with(key, challenge, "alice")));
  CHECK(run("GetUser", object("AccessToken", tokens.get_string("AccessToken")))
            .get_string("Username") == "alice");
}

TEST_CASE_METHOD(PasskeyFixture, "passkeys of every algorithm sign in") {
  using Kind = SoftwareAuthenticator::Kind;
  SoftwareAuthenticator key(GENERATE(Kind::es256, Kind::rs256, Kind::eddsa));
  register_key(key, access_token("alice"));
  CHECK(sign_in_outcome(key, "alice").empty());
}

TEST_CASE_METHOD(SignInFixture, "a passkey may answer along with the choice, or after it") {
  const Json offered = run("InitiateAuth", choose("alice"));
  REQUIRE(offered.get_string("ChallengeName") == "SELECT_CHALLENGE");
  run("RespondToAuthChallenge", answer(offered, "alice", "ANSWER", "WEB_AUTHN", "CREDENTIAL",
                                       key.get(options_of(offered)).dump()));

  const Json chosen = run("RespondToAuthChallenge", answer(run("InitiateAuth", choose("alice")),
                                                           "alice", "ANSWER", "WEB_AUTHN"));
  REQUIRE(chosen.get_string("ChallengeName") == "WEB_AUTHN");
  run("RespondToAuthChallenge", answer_with(key, chosen, "alice"));
}

TEST_CASE_METHOD(SignInFixture, "W01 to W06, W18: every fault is answered alike") {
  const Ceremony fault = GENERATE(
      Ceremony{.origin = "https://example.org"}, Ceremony{.origin = "null"},
      Ceremony{.relying_party_id = "example.org"},
      Ceremony{.challenge = codec::base64url_encode(std::string(32, 'c'))},
      Ceremony{.type = "webauthn.create"}, Ceremony{.flags = kUserVerified},
      Ceremony{.more_client_data = R"(,"crossOrigin":true)"},
      Ceremony{.flags = kUserPresent | kBackedUp}, Ceremony{.user_handle = "somebody-else"},
      Ceremony{.signature = [](std::string& signature) { signature.back() ^= 1; }},
      Ceremony{.authenticator_data = [](std::string& data) { data += '\0'; }});
  CHECK(sign_in_with(fault) == kInvalidCredential);
  CHECK(sign_in_with().empty());
}

TEST_CASE_METHOD(SignInFixture, "an answer that is no credential is answered like a wrong one") {
  for (const char* text : {"{}", "[]", "null", "not json", R"({"type":"public-key"})"}) {
    INFO(text);
    CHECK(refusal("RespondToAuthChallenge", answer(ask("alice"), "alice", "CREDENTIAL", text)) ==
          kInvalidCredential);
  }
  CHECK(refusal("RespondToAuthChallenge", answer(ask("alice"), "alice")) ==
        "InvalidParameterException: Missing required parameter CREDENTIAL");
}

TEST_CASE_METHOD(SignInFixture, "W03: a challenge is answered once, right or wrong") {
  const Json challenge = ask("alice");
  const Json right = answer_with(key, challenge, "alice");
  run("RespondToAuthChallenge", right);
  CHECK(refusal("RespondToAuthChallenge", right) == kUsedSession);

  const Json second = ask("alice");
  CHECK(refusal("RespondToAuthChallenge", answer_with(key, second, "alice", {.flags = 0})) ==
        kInvalidCredential);
  CHECK(refusal("RespondToAuthChallenge", answer_with(key, second, "alice")) == kUsedSession);
}

TEST_CASE_METHOD(SignInFixture, "W03: what answered one challenge answers no other") {
  const Json first = ask("alice");
  const Json second = ask("alice");
  const std::string credential = key.get(options_of(first)).dump();
  CHECK(refusal("RespondToAuthChallenge", answer(second, "alice", "CREDENTIAL", credential)) ==
        kInvalidCredential);
  run("RespondToAuthChallenge", answer(first, "alice", "CREDENTIAL", credential));

  // Nor does a challenge of a registration, though its signature were right.
  const Json registration = creation_options(access_token("alice"));
  CHECK(sign_in_with({.challenge = std::string(registration.get_string("challenge"))}) ==
        kInvalidCredential);
}

TEST_CASE_METHOD(SignInFixture, "W03: a challenge expires with its session") {
  const Json in_time = ask("alice");
  advance_s(179);
  run("RespondToAuthChallenge", answer_with(key, in_time, "alice"));
  const Json late = ask("alice");
  advance_s(180);
  CHECK(refusal("RespondToAuthChallenge", answer_with(key, late, "alice")) ==
        "NotAuthorizedException: Invalid session for the user, session is expired.");
}

TEST_CASE_METHOD(SignInFixture, "W03, D12: one of many answers at once signs in") {
  const std::string body = answer_with(key, ask("alice"), "alice").dump();
  std::atomic<int> won{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      if (engine->call({.kind = ops::Caller::Kind::anonymous}, "RespondToAuthChallenge", body)
              .ok()) {
        ++won;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(won == 1);
}

TEST_CASE_METHOD(SignInFixture, "W06: a pool may demand that users are verified at sign-in") {
  CHECK(sign_in_with({.flags = kUserPresent}).empty());
  configure(R"({"RelyingPartyId":"example.com","UserVerification":"required"})");
  CHECK(sign_in_with({.flags = kUserPresent}) == kInvalidCredential);
  CHECK(sign_in_with().empty());
}

TEST_CASE_METHOD(SignInFixture, "W07: a signature counter grows or stays at zero") {
  CHECK(sign_in_with({.sign_count = 0}).empty());
  CHECK(sign_in_with({.sign_count = 0}).empty());
  CHECK(sign_in_with({.sign_count = 7}).empty());
  CHECK(sign_in_with({.sign_count = 7}) == kInvalidCredential);
  CHECK(sign_in_with({.sign_count = 6}) == kInvalidCredential);
  CHECK(sign_in_with({.sign_count = 0}) == kInvalidCredential);
  CHECK(sign_in_with({.sign_count = 8}).empty());
  CHECK(sign_in_with({.sign_count = 0xffffffff}).empty());
  CHECK(sign_in_with({.sign_count = 9}) == kInvalidCredential);
}

TEST_CASE_METHOD(SignInFixture, "W07: a counter that a refused answer showed does not count") {
  CHECK(sign_in_with({.flags = 0, .sign_count = 50}) == kInvalidCredential);
  CHECK(sign_in_with({.sign_count = 3}).empty());
}

TEST_CASE_METHOD(SignInFixture, "W10: a passkey signs in nobody but its user") {
  new_confirmed("bob");
  SoftwareAuthenticator of_bob(SoftwareAuthenticator::Kind::es256, std::string(16, 'b'));
  register_key(of_bob, access_token("bob"));
  CHECK(sign_in_outcome(of_bob, "alice") == kInvalidCredential);
  CHECK(sign_in_outcome(of_bob, "alice", {.user_handle = key.user_handle}) == kInvalidCredential);
  // An unknown key under a known id.
  of_bob.credential_id = key.credential_id;
  CHECK(sign_in_outcome(of_bob, "alice", {.user_handle = key.user_handle}) == kInvalidCredential);
  // A session of one user is no other's.
  const Json challenge = ask("alice");
  CHECK_FALSE(outcome("RespondToAuthChallenge", answer_with(key, challenge, "bob")).empty());
  CHECK(sign_in_with().empty());
}

TEST_CASE_METHOD(SignInFixture, "W11: a user handle, where there is one, is the user's") {
  CHECK(sign_in_with({.user_handle = ""}).empty());
  CHECK(sign_in_with({.user_handle = key.user_handle}).empty());
  CHECK(sign_in_with({.user_handle = key.user_handle + "x"}) == kInvalidCredential);
}

TEST_CASE_METHOD(SignInFixture, "W12: a name nobody has looks the same each time it is asked for") {
  // Some names that nobody has would have a passkey, some would not.
  std::size_t with_passkey = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "nobody" + std::to_string(i);
    const Json request = choose_hiding(name, "PREFERRED_CHALLENGE", "WEB_AUTHN");
    const Json first = run("InitiateAuth", request);
    const Json second = run("InitiateAuth", request);
    CHECK(first.get_string("ChallengeName") == second.get_string("ChallengeName"));
    if (first.get_string("ChallengeName") != "WEB_AUTHN") continue;
    ++with_passkey;
    const Json options = options_of(first);
    CHECK(ids_of(options).size() == 1);
    CHECK(ids_of(options) == ids_of(options_of(second)));
    CHECK(options.get_string("challenge") != options_of(second).get_string("challenge"));
    Json respond = answer_with(key, first, name).set("ClientId", hiding);
    CHECK(refusal("RespondToAuthChallenge", respond) == kInvalidCredential);
    CHECK(refusal("RespondToAuthChallenge", respond) == kUsedSession);
  }
  CHECK(with_passkey > 0);
  CHECK(with_passkey < 40);
}

TEST_CASE_METHOD(SignInFixture, "a passkey that is gone signs in no more") {
  const std::string token = access_token("alice");
  const Json challenge = ask("alice");
  run("DeleteWebAuthnCredential",
      object("AccessToken", token, "CredentialId", codec::base64url_encode(key.credential_id)));
  CHECK(refusal("RespondToAuthChallenge", answer_with(key, challenge, "alice")) ==
        kInvalidCredential);
  // Nor is it offered.
  const Json offered = run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "WEB_AUTHN"));
  CHECK(offered.get_string("ChallengeName") == "SELECT_CHALLENGE");
  CHECK_FALSE(offered.find("ChallengeParameters")->contains("CREDENTIAL_REQUEST_OPTIONS"));
}

TEST_CASE_METHOD(SignInFixture, "W02: passkeys of an earlier relying party are not offered") {
  configure(R"({"RelyingPartyId":"example.org"})");
  CHECK(run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "WEB_AUTHN"))
            .get_string("ChallengeName") == "SELECT_CHALLENGE");
  configure(R"({"RelyingPartyId":"example.com"})");
  CHECK(sign_in_with().empty());
}

TEST_CASE_METHOD(SignInFixture, "T08, L05: who was disabled meanwhile does not get in") {
  const Json challenge = ask("alice");
  run("AdminDisableUser", for_user("alice"));
  CHECK(refusal("RespondToAuthChallenge", answer_with(key, challenge, "alice")) ==
        "NotAuthorizedException: User is disabled.");
  run("AdminEnableUser", for_user("alice"));
  CHECK(sign_in_with().empty());
}

namespace {

// The pool takes authenticator apps, and alice has one.
struct BothFactorsFixture : SignInFixture {
  BothFactorsFixture() {
    configure_mfa("OPTIONAL");
    token = access_token("alice");
    const std::string secret(
        run("AssociateSoftwareToken", object("AccessToken", token)).get_string("SecretCode"));
    run("VerifySoftwareToken",
        object("AccessToken", token, "UserCode",
               crypto::totp::code(codec::base32_decode(secret).value(),
                                  crypto::totp::step_at(engine->now_us() / kMicrosPerSecond))));
    run("SetUserMFAPreference", preference(R"({"SoftwareTokenMfaSettings":{"Enabled":true}})"));
  }
  void configure_mfa(std::string_view mode) {
    run("SetUserPoolMfaConfig",
        for_pool(pool, R"({"MfaConfiguration":")" + std::string(mode) +
                           R"(","SoftwareTokenMfaConfiguration":{"Enabled":true}})"));
  }
  void let_passkeys_be_both() {
    configure(R"({"RelyingPartyId":"example.com",
                  "FactorConfiguration":"MULTI_FACTOR_WITH_USER_VERIFICATION"})");
  }
  Json preference(std::string_view settings) const {
    Json request = json(settings);
    return request.set("AccessToken", token);
  }
  std::string preferring(std::string_view settings) {
    return outcome("SetUserMFAPreference", preference(settings));
  }
  bool is_offered() {
    const Json choice = run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "WEB_AUTHN"));
    return choice.get_string("ChallengeName") == "WEB_AUTHN";
  }
  std::string second_factors() {
    const Json user = run("GetUser", object("AccessToken", token));
    const Json* list = user.find("UserMFASettingList");
    return list == nullptr ? std::string() : list->dump();
  }
  std::string token;
};

constexpr std::string_view kBoth =
    R"({"SoftwareTokenMfaSettings":{"Enabled":true},"WebAuthnMfaSettings":{"Enabled":true}})";

}  // namespace

TEST_CASE_METHOD(BothFactorsFixture,
                 "a passkey is both factors where pool and user say so, else neither") {
  CHECK_FALSE(is_offered());
  let_passkeys_be_both();
  CHECK_FALSE(is_offered());
  run("SetUserMFAPreference", preference(kBoth));
  CHECK(second_factors() == R"(["SOFTWARE_TOKEN_MFA","WEB_AUTHN_MFA"])");
  CHECK(options_of(ask("alice")).get_string("userVerification") == "required");
  CHECK(sign_in_with({.flags = kUserPresent}) == kInvalidCredential);  // W06
  tokens_of(run("RespondToAuthChallenge", answer_with(key, ask("alice"), "alice")));
  // The password is one factor still.
  CHECK(
      run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword))
          .get_string("ChallengeName") == "SOFTWARE_TOKEN_MFA");
  configure(R"({"RelyingPartyId":"example.com"})");
  CHECK_FALSE(is_offered());
}

TEST_CASE_METHOD(BothFactorsFixture, "T08: a passkey that is one factor by now signs nobody in") {
  let_passkeys_be_both();
  run("SetUserMFAPreference", preference(kBoth));
  const Json asked = ask("alice");
  run("SetUserMFAPreference", preference(R"({"WebAuthnMfaSettings":{"Enabled":false}})"));
  CHECK(
      run("RespondToAuthChallenge", answer_with(key, asked, "alice")).get_string("ChallengeName") ==
      "SOFTWARE_TOKEN_MFA");
}

TEST_CASE_METHOD(BothFactorsFixture, "where MFA is required, a passkey passes for both factors") {
  let_passkeys_be_both();
  configure_mfa("ON");
  CHECK_FALSE(is_offered());
  run("SetUserMFAPreference", preference(kBoth));
  CHECK(sign_in_with().empty());
}

TEST_CASE_METHOD(BothFactorsFixture, "passkeys are switched on as both factors beside another") {
  constexpr std::string_view kAlone = R"({"WebAuthnMfaSettings":{"Enabled":true}})";
  CHECK(preferring(kBoth) ==
        "InvalidParameterException: WebAuthn MFA is not enabled for the user pool.");
  let_passkeys_be_both();
  CHECK(preferring(kAlone) ==
        "InvalidParameterException: WebAuthn MFA requires enabling an additional MFA setting.");
  const Json mine = credentials_of(token);
  const Json gone =
      object("AccessToken", token, "CredentialId", mine.as_array()[0].get_string("CredentialId"));
  CHECK(preferring(kBoth).empty());
  run("DeleteWebAuthnCredential", gone);
  CHECK(second_factors() == R"(["SOFTWARE_TOKEN_MFA"])");
  CHECK(preferring(kBoth) ==
        "InvalidParameterException: User does not have applicable WebAuthn credentials to enable "
        "WebAuthn MFA.");
  register_key(key, token);
  CHECK(preferring(kBoth).empty());
  CHECK(preferring(R"({"SoftwareTokenMfaSettings":{"Enabled":false}})").empty());
  CHECK(second_factors().empty());
  // Nothing is owed now, so the passkey is the one factor it takes.
  CHECK(sign_in_with().empty());
}
