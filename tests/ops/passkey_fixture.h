// A pool that signs in with passkeys, and users who have an authenticator.
#pragma once

#include "ops/choice_fixture.h"
#include "support/software_authenticator.h"

namespace postern::test {

inline constexpr std::string_view kWithPasskeys =
    R"({"AutoVerifiedAttributes":["email"],"Policies":{"SignInPolicy":
        {"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}}})";
inline constexpr std::string_view kInvalidCredential =
    "NotAuthorizedException: Invalid credential.";

struct PasskeyFixture : ChoiceFixture {
  PasskeyFixture() : ChoiceFixture(kWithPasskeys) {
    configure(R"({"RelyingPartyId":"example.com"})");
    new_confirmed("alice");
  }

  void configure(std::string_view web_authn) {
    run("SetUserPoolMfaConfig",
        for_pool(pool, R"({"WebAuthnConfiguration":)" + std::string(web_authn) + "}"));
  }

  // Registering.
  Json creation_options(const std::string& token) {
    return *run("StartWebAuthnRegistration", object("AccessToken", token))
                .find("CredentialCreationOptions");
  }
  static Json completion(const std::string& token, Json credential) {
    return object("AccessToken", token).set("Credential", std::move(credential));
  }
  void register_key(SoftwareAuthenticator& key, const std::string& token,
                    const Ceremony& ceremony = {}) {
    run("CompleteWebAuthnRegistration",
        completion(token, key.create(creation_options(token), ceremony)));
  }
  // "" for success, else the code of the refusal.
  std::string registration_outcome(SoftwareAuthenticator& key, const std::string& token,
                                   const Ceremony& ceremony = {}) {
    const Json request = completion(token, key.create(creation_options(token), ceremony));
    const std::string text = outcome("CompleteWebAuthnRegistration", request);
    return text.substr(0, text.find(':'));
  }
  Json credentials_of(const std::string& token) {
    return *run("ListWebAuthnCredentials", object("AccessToken", token)).find("Credentials");
  }

  // Signing in: the challenge, the options in it, and its answer.
  Json ask(std::string_view name) {
    Json challenge = run("InitiateAuth", choose(name, "PREFERRED_CHALLENGE", "WEB_AUTHN"));
    REQUIRE(challenge.get_string("ChallengeName") == "WEB_AUTHN");
    return challenge;
  }
  static Json options_of(const Json& challenge) {
    const Json* parameters = challenge.find("ChallengeParameters");
    return json(parameters->get_string("CREDENTIAL_REQUEST_OPTIONS"));
  }
  Json answer_with(const SoftwareAuthenticator& key, const Json& challenge, std::string_view name,
                   const Ceremony& ceremony = {}) {
    return answer(challenge, name, "CREDENTIAL", key.get(options_of(challenge), ceremony).dump());
  }
  std::string sign_in_outcome(const SoftwareAuthenticator& key, std::string_view name,
                              const Ceremony& ceremony = {}) {
    return outcome("RespondToAuthChallenge", answer_with(key, ask(name), name, ceremony));
  }
};

}  // namespace postern::test
