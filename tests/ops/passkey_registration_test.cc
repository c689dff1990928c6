// Passkeys of a signed-in user: begun, made, listed, deleted, and what is refused on the way.
#include <atomic>
#include <thread>

#include "conformance/faulty_storage.h"
#include "ops/passkey_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kChallengeNotFound = "WebAuthnChallengeNotFoundException";
constexpr std::string_view kNotSupported = "WebAuthnCredentialNotSupportedException";

std::string code_of(const std::string& outcome) {
  return outcome.substr(0, outcome.find(':'));
}

// An engine over a store that fails when told to.
struct FaultyFixture : PasskeyFixture {
  FaultyStorage faulty{memory};

  FaultyFixture() {
    engine.reset();
    engine = open(faulty);
  }
};

std::string id_of(std::size_t number) {
  return std::string(16, static_cast<char>('a' + number));
}

}  // namespace

TEST_CASE_METHOD(PasskeyFixture, "a registration is offered in the terms of WebAuthn") {
  const std::string token = access_token("alice");
  const Json options = creation_options(token);
  CHECK(*options.find("rp") == object("id", "example.com", "name", "example.com"));
  CHECK(codec::base64url_decode(options.find("user")->get_string("id")).value() ==
        attribute("alice", "sub"));
  CHECK(options.find("user")->get_string("name") == "alice");
  CHECK(codec::base64url_decode(options.get_string("challenge"))->size() == 32);
  CHECK(*options.find("pubKeyCredParams") ==
        json(R"([{"type":"public-key","alg":-7},{"type":"public-key","alg":-257},
                 {"type":"public-key","alg":-8}])"));
  CHECK(*options.find("authenticatorSelection") ==
        json(R"({"requireResidentKey":true,"residentKey":"required",
                 "userVerification":"preferred"})"));
  CHECK(options.get_string("attestation") == "none");
  CHECK(options.get_int("timeout") > 0);
  CHECK(options.find("excludeCredentials")->empty());
  CHECK(creation_options(token).get_string("challenge") != options.get_string("challenge"));
}

TEST_CASE_METHOD(PasskeyFixture, "a passkey is registered, listed, excluded and deleted") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  register_key(key, token);
  const std::string id = codec::base64url_encode(key.credential_id);

  const Json listed = credentials_of(token);
  REQUIRE(listed.size() == 1);
  const Json& shown = listed.as_array()[0];
  CHECK(shown.get_string("CredentialId") == id);
  CHECK(shown.get_string("FriendlyCredentialName") == "Passkey");
  CHECK(shown.get_string("RelyingPartyId") == "example.com");
  CHECK(shown.get_string("AuthenticatorAttachment") == "platform");
  CHECK(*shown.find("AuthenticatorTransports") == json(R"(["internal"])"));
  CHECK(shown.find("CreatedAt")->is_number());

  const Json options = creation_options(token);
  CHECK(*options.find("excludeCredentials") ==
        json(R"([{"type":"public-key","id":")" + id + R"(","transports":["internal"]}])"));

  run("DeleteWebAuthnCredential", object("AccessToken", token, "CredentialId", id));
  CHECK(credentials_of(token).empty());
  CHECK(refusal("DeleteWebAuthnCredential", object("AccessToken", token, "CredentialId", id)) ==
        "ResourceNotFoundException: Credential does not exist.");
  register_key(key, token);  // The same id may come again.
}

TEST_CASE_METHOD(PasskeyFixture, "a pool has passkeys where it says so and for whom") {
  const std::string token = access_token("alice");
  creation_options(token);
  configure("{}");
  CHECK(code_of(refusal("StartWebAuthnRegistration", object("AccessToken", token))) ==
        "WebAuthnConfigurationMissingException");

  const std::string other = make_pool("{}");
  const std::string other_client = make_client("{}", other);
  run("AdminCreateUser", object("UserPoolId", other, "Username", "bob"));
  run("AdminSetUserPassword",
      object("UserPoolId", other, "Username", "bob", "Password", kPassword).set("Permanent", true));
  const std::string bob(sign_in("bob", kPassword, other_client).get_string("AccessToken"));
  const Json empty = Json::object();
  CHECK(code_of(refusal("StartWebAuthnRegistration", object("AccessToken", bob))) ==
        "WebAuthnNotEnabledException");
  CHECK(code_of(outcome("CompleteWebAuthnRegistration", completion(bob, empty))) ==
        "WebAuthnNotEnabledException");
  CHECK(credentials_of(bob).empty());
}

TEST_CASE_METHOD(PasskeyFixture, "a pool that names no relying party is one by its domain") {
  const std::string token = access_token("alice");
  configure("{}");
  const auto relying_party = [&] {
    return std::string(creation_options(token).find("rp")->get_string("id"));
  };
  run("CreateUserPoolDomain", object("UserPoolId", pool, "Domain", "my-app"));
  CHECK(relying_party() == "my-app.auth.us-east-1.amazoncognito.com");
  run("CreateUserPoolDomain",
      object("UserPoolId", pool, "Domain", "login.example.net")
          .set("CustomDomainConfig",
               object("CertificateArn", "arn:aws:acm:us-east-1:123456789012:certificate/one")));
  CHECK(relying_party() == "login.example.net");
  SoftwareAuthenticator key;
  CHECK(registration_outcome(key, token, {.origin = "https://login.example.net"}).empty());
  CHECK(sign_in_outcome(key, "alice", {.origin = "https://login.example.net"}).empty());
  configure(R"({"RelyingPartyId":"example.net"})");
  CHECK(relying_party() == "example.net");
}

TEST_CASE_METHOD(PasskeyFixture, "W03: a challenge registers once") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  const Json credential = key.create(creation_options(token));
  run("CompleteWebAuthnRegistration", completion(token, credential));
  run("DeleteWebAuthnCredential",
      object("AccessToken", token, "CredentialId", credential.get_string("id")));
  CHECK(code_of(refusal("CompleteWebAuthnRegistration", completion(token, credential))) ==
        kChallengeNotFound);
}

TEST_CASE_METHOD(PasskeyFixture, "W03: a challenge that was answered wrong is used up") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  const Json options = creation_options(token);
  CHECK(code_of(refusal("CompleteWebAuthnRegistration",
                        completion(token, key.create(options, {.flags = 0})))) == kNotSupported);
  CHECK(code_of(refusal("CompleteWebAuthnRegistration", completion(token, key.create(options)))) ==
        kChallengeNotFound);
  register_key(key, token);
}

TEST_CASE_METHOD(PasskeyFixture, "W03: a challenge is its user's, good for five minutes and last") {
  const std::string alice = access_token("alice");
  new_confirmed("bob");
  const std::string bob = access_token("bob");
  SoftwareAuthenticator key;
  const auto complete = [&](const std::string& token, const Json& options) {
    return code_of(outcome("CompleteWebAuthnRegistration", completion(token, key.create(options))));
  };
  const Json of_alice = creation_options(alice);
  CHECK(complete(bob, of_alice) == kChallengeNotFound);
  creation_options(bob);
  CHECK(complete(bob, of_alice) == kChallengeNotFound);
  CHECK(complete(alice, of_alice).empty());

  key.credential_id = id_of(1);
  const Json replaced = creation_options(alice);
  const Json newer = creation_options(alice);
  CHECK(complete(alice, replaced) == kChallengeNotFound);
  advance_s(299);
  CHECK(complete(alice, newer).empty());
  key.credential_id = id_of(2);
  const Json late = creation_options(alice);
  advance_s(300);
  CHECK(complete(alice, late) == kChallengeNotFound);
}

TEST_CASE_METHOD(PasskeyFixture, "W03, D12: one of many answers at once registers") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  std::vector<std::string> bodies;
  const Json options = creation_options(token);
  for (std::size_t i = 0; i < 4; ++i) {
    key.credential_id = id_of(i);
    bodies.push_back(completion(token, key.create(options)).dump());
  }
  std::atomic<int> won{0};
  std::vector<std::thread> threads;
  for (const std::string& body : bodies) {
    threads.emplace_back([&] {
      if (engine->call({.kind = ops::Caller::Kind::anonymous}, "CompleteWebAuthnRegistration", body)
              .ok()) {
        ++won;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(won == 1);
  CHECK(credentials_of(token).size() == 1);
}

TEST_CASE_METHOD(PasskeyFixture, "a registration is completed with the client that began it") {
  const std::string token = access_token("alice");
  const std::string other(sign_in("alice", kPassword, hiding).get_string("AccessToken"));
  SoftwareAuthenticator key;
  const Json credential = key.create(creation_options(token));
  CHECK(code_of(refusal("CompleteWebAuthnRegistration", completion(other, credential))) ==
        "WebAuthnClientMismatchException");
  run("CompleteWebAuthnRegistration", completion(token, credential));
}

TEST_CASE_METHOD(PasskeyFixture, "W01, W02, W18: each fault of a registration has its exception") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  CHECK(registration_outcome(key, token, {.origin = "https://example.org"}) ==
        "WebAuthnOriginNotAllowedException");
  CHECK(registration_outcome(key, token, {.more_client_data = R"(,"crossOrigin":true)"}) ==
        "WebAuthnOriginNotAllowedException");
  CHECK(registration_outcome(key, token, {.relying_party_id = "example.org"}) ==
        "WebAuthnRelyingPartyMismatchException");
  CHECK(registration_outcome(key, token, {.flags = kUserVerified}) == kNotSupported);
  CHECK(registration_outcome(key, token, {.attestation_object = [](std::string& object) {
                               object += '\0';
                             }}) == "InvalidParameterException");
  CHECK(code_of(outcome("CompleteWebAuthnRegistration", completion(token, Json::object()))) ==
        "InvalidParameterException");
  CHECK(credentials_of(token).empty());
  CHECK(registration_outcome(key, token, {.origin = "https://www.example.com"}).empty());
}

TEST_CASE_METHOD(PasskeyFixture, "W06: a pool may demand that users are verified") {
  const std::string token = access_token("alice");
  configure(R"({"RelyingPartyId":"example.com","UserVerification":"required"})");
  const Json options = creation_options(token);
  CHECK(options.find("authenticatorSelection")->get_string("userVerification") == "required");
  SoftwareAuthenticator key;
  CHECK(registration_outcome(key, token, {.flags = kUserPresent}) == kNotSupported);
  CHECK(registration_outcome(key, token).empty());
}

TEST_CASE_METHOD(PasskeyFixture, "W09: a credential id is registered once in a pool") {
  const std::string alice = access_token("alice");
  new_confirmed("bob");
  const std::string bob = access_token("bob");
  SoftwareAuthenticator key;
  register_key(key, alice);
  CHECK(registration_outcome(key, alice) == kNotSupported);
  CHECK(registration_outcome(key, bob) == kNotSupported);
  CHECK(credentials_of(bob).empty());
  key.credential_id = id_of(1);
  CHECK(registration_outcome(key, bob).empty());
}

TEST_CASE_METHOD(PasskeyFixture, "a user has twenty passkeys at most, listed page by page") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  for (std::size_t i = 0; i < 20; ++i) {
    key.credential_id = id_of(i);
    register_key(key, token);
  }
  key.credential_id = id_of(20);
  CHECK(registration_outcome(key, token) == "LimitExceededException");
  CHECK(credentials_of(token).size() == 20);

  std::size_t seen = 0;
  Json request = object("AccessToken", token).set("MaxResults", 8);
  for (;;) {
    const Json page = run("ListWebAuthnCredentials", request);
    seen += page.find("Credentials")->size();
    if (!page.contains("NextToken")) break;
    request.set("NextToken", *page.find("NextToken"));
  }
  CHECK(seen == 20);

  // A page goes on for the user it began for (A08).
  new_confirmed("bob");
  CHECK(code_of(
            outcome("ListWebAuthnCredentials", request.set("AccessToken", access_token("bob")))) ==
        "InvalidParameterException");

  run("DeleteWebAuthnCredential",
      object("AccessToken", token, "CredentialId", codec::base64url_encode(id_of(3))));
  CHECK(registration_outcome(key, token).empty());
}

TEST_CASE_METHOD(PasskeyFixture, "W23: a user deletes their own passkeys only") {
  const std::string alice = access_token("alice");
  new_confirmed("bob");
  SoftwareAuthenticator key;
  register_key(key, alice);
  const std::string id = codec::base64url_encode(key.credential_id);
  CHECK(refusal("DeleteWebAuthnCredential",
                object("AccessToken", access_token("bob"), "CredentialId", id)) ==
        "ResourceNotFoundException: Credential does not exist.");
  CHECK(code_of(refusal("DeleteWebAuthnCredential",
                        object("AccessToken", alice, "CredentialId", id + "="))) ==
        "InvalidParameterException");
  CHECK(credentials_of(alice).size() == 1);
  run("DeleteWebAuthnCredential", object("AccessToken", alice, "CredentialId", id));
  CHECK(credentials_of(alice).empty());
}

// As at Cognito: what is left are the ways of the pool, for which no credential is needed.
TEST_CASE_METHOD(PasskeyFixture, "W23: who deletes their last passkey has the password left") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  register_key(key, token);
  CHECK(sign_in_outcome(key, "alice").empty());
  const Json deletion =
      object("AccessToken", token, "CredentialId", codec::base64url_encode(key.credential_id));
  run("DeleteWebAuthnCredential", deletion);
  CHECK(code_of(refusal("DeleteWebAuthnCredential", deletion)) == "ResourceNotFoundException");
  CHECK(credentials_of(token).empty());
  CHECK(sign_in("alice").contains("AccessToken"));
  register_key(key, token);
  CHECK(sign_in_outcome(key, "alice").empty());
}

TEST_CASE_METHOD(PasskeyFixture, "passkeys go with their user") {
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  register_key(key, token);
  const Json pending = key.create(creation_options(token));
  run("AdminDeleteUser", for_user("alice"));
  CHECK(code_of(refusal("CompleteWebAuthnRegistration", completion(token, pending))) ==
        "UserNotFoundException");

  new_confirmed("alice");
  const std::string again = access_token("alice");
  CHECK(credentials_of(again).empty());
  CHECK(registration_outcome(key, again).empty());
}

TEST_CASE_METHOD(FaultyFixture, "D03: a failing store leaves a registration open or done") {
  const Errc errc = GENERATE(Errc::storage, Errc::conflict, Errc::unknown_commit);
  const std::string token = access_token("alice");
  SoftwareAuthenticator key;
  for (int k = 1;; ++k) {
    INFO(k);
    const Json request = completion(token, key.create(creation_options(token)));
    faulty.fail_call(k, errc);
    const std::string first = outcome("CompleteWebAuthnRegistration", request);
    const bool failed = faulty.has_failed();
    faulty.fail_call(0);
    const bool done = credentials_of(token).size() == 1;
    if (first.empty()) CHECK(done);
    // What is done is done once; what is not is done by asking again.
    CHECK(code_of(outcome("CompleteWebAuthnRegistration", request)) ==
          (done ? kChallengeNotFound : ""));
    CHECK(credentials_of(token).size() == 1);
    run("DeleteWebAuthnCredential",
        object("AccessToken", token, "CredentialId", codec::base64url_encode(key.credential_id)));
    if (!failed) break;
  }
}
