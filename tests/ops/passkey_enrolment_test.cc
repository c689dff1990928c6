// Who may add a passkey, and what its attestation is worth.
#include "codec/hex.h"
#include "ops/passkey_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

std::string code_of(const std::string& outcome) {
  return outcome.substr(0, outcome.find(':'));
}

}  // namespace

TEST_CASE_METHOD(PasskeyFixture, "W20: what a revoked token began it does not end") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  const Json credential = key.create(creation_options(token));
  run("AdminUserGlobalSignOut", for_user("alice"));
  CHECK(code_of(refusal("CompleteWebAuthnRegistration", completion(token, credential))) ==
        "NotAuthorizedException");
  run("CompleteWebAuthnRegistration", completion(access_token("alice"), credential));
}

// As at Cognito a live token of the user's is proof enough, however long ago they signed in; what
// it began is good for five minutes and once (W03).
TEST_CASE_METHOD(PasskeyFixture, "W20: only a live token of the user's enrols a passkey") {
  const Json signed_in = sign_in("alice");
  const std::string token(signed_in.get_string("AccessToken"));
  SoftwareAuthenticator key;
  const auto start = [&](std::string_view any_token) {
    return code_of(outcome("StartWebAuthnRegistration", object("AccessToken", any_token)));
  };
  CHECK(start(signed_in.get_string("IdToken")) == "NotAuthorizedException");
  CHECK(start(signed_in.get_string("RefreshToken")) == "NotAuthorizedException");
  const Json begun = completion(token, key.create(creation_options(token)));
  advance_s(3600);
  CHECK(start(token) == "NotAuthorizedException");
  CHECK(code_of(outcome("CompleteWebAuthnRegistration", begun)) == "NotAuthorizedException");
  const std::string refreshed(
      tokens_of(run("InitiateAuth", refresh_request(signed_in.get_string("RefreshToken"))))
          .get_string("AccessToken"));
  const Json credential = key.create(creation_options(refreshed));
  run("AdminDisableUser", for_user("alice"));
  CHECK(start(refreshed) == "NotAuthorizedException");
  run("AdminEnableUser", for_user("alice"));
  CHECK(code_of(outcome("CompleteWebAuthnRegistration", completion(refreshed, credential))) ==
        "NotAuthorizedException");  // Disabling ended the session.
  CHECK(registration_outcome(key, access_token("alice")).empty());
}

// No pool can demand attestation, as at Cognito, and so none is believed: whoever makes the key may
// say of it what they like.
TEST_CASE_METHOD(PasskeyFixture, "W13: an attestation and its AAGUID grant nothing") {
  const std::string token = access_token("alice");
  CHECK(creation_options(token).get_string("attestation") == "none");
  // The AAGUID of a provider that has a name.
  const std::string known = codec::hex_decode("fbfc3007154e4ecc8c0b6e020557d7bd").value();
  const auto claim_known = [&](std::string& data) { data.replace(37, known.size(), known); };
  char made = 'a';
  for (const char* format : {"none", "packed", "fido-u2f", "tpm"}) {
    for (const bool claims : {false, true}) {
      INFO(format << claims);
      SoftwareAuthenticator key(SoftwareAuthenticator::Kind::es256, std::string(16, made++));
      Ceremony ceremony{.flags = kUserPresent, .format = format};
      if (claims) ceremony.authenticator_data = claim_known;
      CHECK(registration_outcome(key, token, ceremony).empty());
      const Json newest = credentials_of(token).as_array().back();
      CHECK((newest.get_string("FriendlyCredentialName") == "iCloud Keychain") == claims);
      CHECK(sign_in_outcome(key, "alice").empty());
      // Verified is a user by what each answer says, whatever its key is said to be.
      configure(R"({"RelyingPartyId":"example.com","UserVerification":"required"})");
      CHECK_FALSE(sign_in_outcome(key, "alice", {.flags = kUserPresent}).empty());
      configure(R"({"RelyingPartyId":"example.com"})");
    }
  }
}
