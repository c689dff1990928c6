// The ceremonies of WebAuthn as pure functions: the published vectors, and every fault an answer
// can have beside the same answer without it.
#include "auth/webauthn_ceremony.h"

#include <catch2/catch.hpp>

#include "codec/base64.h"
#include "codec/hex.h"
#include "support/cbor_writer.h"
#include "support/software_authenticator.h"
#include "webauthn_examples.h"
#include "webauthn_vectors.h"

using namespace postern;
using namespace postern::auth;
using namespace postern::test;

namespace {

using Kind = SoftwareAuthenticator::Kind;

constexpr std::string_view kNotSupported = "WebAuthnCredentialNotSupportedException";
constexpr std::string_view kOrigin = "WebAuthnOriginNotAllowedException";
constexpr std::string_view kParty = "WebAuthnRelyingPartyMismatchException";
constexpr std::string_view kParameter = "InvalidParameterException";

const std::string kChallenge(32, 'c');

domain::PasskeyRules rules_of(std::string_view relying_party_id = "example.com") {
  domain::PasskeyRules rules;
  rules.relying_party_id = relying_party_id;
  return rules;
}

std::string bytes(std::string_view hex) {
  return codec::hex_decode(hex).value();
}

// "" for success, else the refusal's code.
template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "" : result.error().code;
}

Json creation_options(std::string_view relying_party_id = "example.com") {
  return codec::to_json(codec::CreationOptions{
      kChallenge, std::string(relying_party_id), "the-sub", "alice", "preferred", {}});
}
Json request_options(std::string_view relying_party_id = "example.com") {
  return codec::to_json(
      codec::RequestOptions{kChallenge, std::string(relying_party_id), "preferred", {}});
}

std::string registered(const domain::PasskeyRules& rules, const Json& credential) {
  const auto response = codec::read_registration_response(credential);
  REQUIRE(response.ok());
  const auto client_data = codec::parse_client_data(response->client_data_json);
  if (!client_data.ok()) return client_data.error().code;
  return code_of(verify_registration(rules, *client_data, *response));
}

std::string registered(const Ceremony& ceremony, const domain::PasskeyRules& rules = rules_of(),
                       Kind kind = Kind::es256) {
  SoftwareAuthenticator key(kind);
  return registered(rules, key.create(creation_options(), ceremony));
}

domain::Passkey passkey_of(const SoftwareAuthenticator& key) {
  domain::Passkey passkey;
  passkey.sub = "the-sub";
  passkey.credential_id = key.credential_id;
  passkey.public_key = key.cose_key;
  passkey.relying_party_id = "example.com";
  return passkey;
}

std::string asserted(const domain::PasskeyRules& rules, const domain::Passkey& passkey,
                     const Json& credential) {
  const auto response = codec::read_authentication_response(credential);
  REQUIRE(response.ok());
  return code_of(verify_assertion(rules, passkey, kChallenge, *response));
}

std::string asserted(const Ceremony& ceremony, const domain::PasskeyRules& rules = rules_of(),
                     Kind kind = Kind::es256) {
  const SoftwareAuthenticator key(kind);
  return asserted(rules, passkey_of(key), key.get(request_options(), ceremony));
}

// What one bit more or less anywhere does.
void flip(std::string& text) {
  text[text.size() / 2] = static_cast<char>(text[text.size() / 2] ^ 1);
}

codec::RegistrationResponse registration_of(const WebAuthnVector& vector) {
  return {bytes(vector.credential_id),
          bytes(vector.registration_client_data),
          bytes(vector.attestation_object),
          {},
          {}};
}

}  // namespace

TEST_CASE("the vectors of WebAuthn level 3, section 16, verify", "[auth][webauthn]") {
  const domain::PasskeyRules rules = rules_of("example.org");
  for (const WebAuthnVector& vector : kWebAuthnVectors) {
    INFO(vector.name);
    const auto response = registration_of(vector);
    const auto client_data = codec::parse_client_data(response.client_data_json);
    REQUIRE(client_data.ok());
    CHECK(client_data->challenge == bytes(vector.challenge));
    const auto verified = verify_registration(rules, *client_data, response);
    const bool in_frame = vector.name.find("Origin") != std::string_view::npos;
    CHECK(code_of(verified) == (in_frame ? kOrigin : ""));  // W18
    if (in_frame) continue;

    domain::Passkey passkey;
    passkey.relying_party_id = rules.relying_party_id;
    passkey.credential_id = verified->attested->credential_id;
    passkey.public_key = verified->attested->public_key;
    passkey.backup_eligible = verified->backup_eligible;
    codec::AuthenticationResponse assertion{passkey.credential_id,
                                            bytes(vector.assertion_client_data),
                                            bytes(vector.authenticator_data),
                                            bytes(vector.signature),
                                            {}};
    const std::string challenge = bytes(vector.assertion_challenge);
    CHECK(code_of(verify_assertion(rules, passkey, challenge, assertion)).empty());
    flip(assertion.signature);
    CHECK(code_of(verify_assertion(rules, passkey, challenge, assertion)) == kNotSupported);
  }
}

TEST_CASE("what real authenticators answered is read and verifies", "[auth][webauthn]") {
  const auto decoded = [](std::string_view text) { return codec::base64url_decode(text).value(); };
  for (const RegistrationExample& example : kRegistrationExamples) {
    INFO(example.name);
    const codec::RegistrationResponse response{decoded(example.credential_id),
                                               decoded(example.client_data),
                                               decoded(example.attestation_object),
                                               {},
                                               {}};
    const auto client_data = codec::parse_client_data(response.client_data_json);
    REQUIRE(client_data.ok());
    const auto object = codec::parse_attestation_object(response.attestation_object);
    REQUIRE(object.ok());
    CHECK(codec::parse_authenticator_data(object->authenticator_data).ok());
    const bool other_port = example.relying_party_id != "localhost";
    CHECK(code_of(verify_registration(rules_of(example.relying_party_id), *client_data,
                                      response)) == (other_port ? kOrigin : ""));
  }
  for (const AssertionExample& example : kAssertionExamples) {
    INFO(example.name);
    codec::AuthenticationResponse response{"id",
                                           decoded(example.client_data),
                                           decoded(example.authenticator_data),
                                           decoded(example.signature),
                                           {}};
    domain::Passkey passkey;
    passkey.public_key = decoded(example.public_key);
    passkey.relying_party_id = "localhost";
    const auto verified = [&] {
      return code_of(
          verify_assertion(rules_of("localhost"), passkey, decoded(example.challenge), response));
    };
    CHECK(verified().empty());
    flip(response.signature);
    CHECK(verified() == kNotSupported);
  }
}

TEST_CASE("every algorithm that is offered registers and asserts", "[auth][webauthn]") {
  const Kind kind = GENERATE(Kind::es256, Kind::rs256, Kind::eddsa);
  CHECK(registered({}, rules_of(), kind).empty());
  CHECK(registered({.format = "packed"}, rules_of(), kind).empty());
  CHECK(asserted({}, rules_of(), kind).empty());
  CHECK(asserted({.signature = flip}, rules_of(), kind) == kNotSupported);
  CHECK(registered({.format = "packed", .signature = flip}, rules_of(), kind) == kNotSupported);
}

TEST_CASE("W01: a page that is not the relying party's is refused", "[auth][webauthn]") {
  const auto origin = GENERATE(table<const char*, bool>({{"https://example.com", true},
                                                         {"https://login.example.com", true},
                                                         {"https://example.org", false},
                                                         {"https://com", false},
                                                         {"http://example.com", false},
                                                         {"https://example.com:444", false},
                                                         {"https://example.com.", false},
                                                         {"null", false}}));
  INFO(std::get<0>(origin));
  const std::string expected(std::get<1>(origin) ? "" : kOrigin);
  CHECK(registered({.origin = std::get<0>(origin)}) == expected);
  CHECK(asserted({.origin = std::get<0>(origin)}) == expected);
}

TEST_CASE("W02: another relying party is refused", "[auth][webauthn]") {
  CHECK(registered({.relying_party_id = "example.com"}).empty());
  CHECK(registered({.relying_party_id = "example.org"}) == kParty);
  CHECK(asserted({.relying_party_id = "example.org"}) == kParty);
  const SoftwareAuthenticator key;
  domain::Passkey passkey = passkey_of(key);
  CHECK(asserted(rules_of(), passkey, key.get(request_options())).empty());
  passkey.relying_party_id = "www.example.com";  // Registered under another setting of the pool.
  CHECK(asserted(rules_of(), passkey, key.get(request_options())) == kParty);
}

TEST_CASE("W03: another challenge is refused", "[auth][webauthn]") {
  CHECK(asserted({.challenge = codec::base64url_encode(kChallenge)}).empty());
  CHECK(asserted({.challenge = codec::base64url_encode(std::string(32, 'd'))}) == kNotSupported);
  CHECK(asserted({.challenge = ""}) == kNotSupported);
}

TEST_CASE("W04: one ceremony does not pass for the other", "[auth][webauthn]") {
  CHECK(registered({.type = "webauthn.create"}).empty());
  CHECK(registered({.type = "webauthn.get"}) == kNotSupported);
  CHECK(asserted({.type = "webauthn.create"}) == kNotSupported);
  CHECK(asserted({.type = "payment.get"}) == kNotSupported);
}

TEST_CASE("W05, W06: the user must be present, and verified where that is required",
          "[auth][webauthn]") {
  domain::PasskeyRules required = rules_of();
  required.user_verification_required = true;
  for (const auto& [flags, preferred, demanded] :
       {std::tuple(kUserPresent | kUserVerified, true, true),
        std::tuple<unsigned, bool, bool>(kUserPresent, true, false),
        std::tuple<unsigned, bool, bool>(kUserVerified, false, false),
        std::tuple(0U, false, false)}) {
    INFO(flags);
    CHECK(registered({.flags = flags}) == (preferred ? "" : kNotSupported));
    CHECK(asserted({.flags = flags}) == (preferred ? "" : kNotSupported));
    CHECK(registered({.flags = flags}, required) == (demanded ? "" : kNotSupported));
    CHECK(asserted({.flags = flags}, required) == (demanded ? "" : kNotSupported));
  }
}

TEST_CASE("W08: a key that was not offered, or is none, is not registered", "[auth][webauthn]") {
  const auto registers = [](SoftwareAuthenticator& key) {
    return registered(rules_of(), key.create(creation_options()));
  };
  SoftwareAuthenticator off_curve;
  CHECK(registers(off_curve).empty());
  off_curve.cose_key.back() = static_cast<char>(off_curve.cose_key.back() ^ 1);
  CHECK(registers(off_curve) == kNotSupported);

  SoftwareAuthenticator weak(Kind::rs256, "id", 1024);
  CHECK(registers(weak) == kNotSupported);
  SoftwareAuthenticator strong(Kind::rs256, "id", 3072);
  CHECK(registers(strong).empty());

  SoftwareAuthenticator es384;
  es384.cose_key.replace(es384.cose_key.find("\x03\x26"), 2, "\x03\x38\x22");
  CHECK(registers(es384) == kNotSupported);
  SoftwareAuthenticator mismatch(Kind::eddsa);
  mismatch.cose_key.replace(mismatch.cose_key.find("\x03\x27"), 2, "\x03\x26");
  CHECK(registers(mismatch) == kNotSupported);
}

TEST_CASE("W14: a statement that proves nothing adds nothing, one that should must",
          "[auth][webauthn]") {
  CHECK(registered({.format = "none"}).empty());
  CHECK(registered({.format = "fido-u2f"}).empty());
  CHECK(registered({.format = "packed"}).empty());
  // "none" states nothing.
  const auto renamed = [](std::string& object) {
    object.replace(object.find("\x66packed"), 7, "\x64none");
  };
  CHECK(registered({.format = "packed", .attestation_object = renamed}) == kNotSupported);
  // A self attestation is of the key's own algorithm.
  const auto other_algorithm = [](std::string& object) {
    object[object.find("\x63"
                       "alg") +
           4] = '\x27';
  };
  CHECK(registered({.format = "packed", .attestation_object = other_algorithm}) == kNotSupported);
  const auto no_signature = [](std::string& object) {
    object[object.find("\x63sig") + 1] = 't';  // {"alg", "tig"}
  };
  CHECK(registered({.format = "packed", .attestation_object = no_signature}) == kNotSupported);
}

TEST_CASE("W15, W16: attestation objects and authenticator data are read strictly",
          "[auth][webauthn]") {
  const auto trailing = [](std::string& text) { text.push_back('\0'); };
  CHECK(registered({.attestation_object = trailing}) == kParameter);
  CHECK(registered({.authenticator_data = trailing}) == kParameter);
  CHECK(asserted({.authenticator_data = trailing}) == kParameter);
  CHECK(registered({.flags = kUserPresent | kExtensionData}) == kParameter);
  const auto extended = [](std::string& data) {
    data += cbor::map({cbor::text("credProtect"), cbor::integer(2)});
  };
  CHECK(
      registered({.flags = kUserPresent | kExtensionData, .authenticator_data = extended}).empty());
  CHECK(asserted({.flags = kUserPresent | kExtensionData, .authenticator_data = extended}).empty());
}

TEST_CASE("W16: a registration attests the credential it names, an assertion none",
          "[auth][webauthn]") {
  SoftwareAuthenticator key;
  Json credential = key.create(creation_options());
  CHECK(registered(rules_of(), credential).empty());
  credential.set("id", "AAAA").set("rawId", "AAAA");
  CHECK(registered(rules_of(), credential) == kNotSupported);

  const auto without_credential = [](std::string& data) {
    data.resize(37);
    data[32] = static_cast<char>(data[32] & ~kAttestedData);
  };
  CHECK(registered({.authenticator_data = without_credential}) == kNotSupported);
  const auto with_credential = [&](std::string& data) {
    data[32] = static_cast<char>(data[32] | kAttestedData);
    data += std::string(16, '\0') + std::string("\0\1i", 3) + key.cose_key;
  };
  CHECK(asserted({.authenticator_data = with_credential}) == kNotSupported);
}

TEST_CASE("W17, W18: client data is strict, and no frame of another page takes part",
          "[auth][webauthn]") {
  CHECK(registered({.more_client_data = R"(,"crossOrigin":false)"}).empty());
  CHECK(registered({.more_client_data = R"(,"crossOrigin":true)"}) == kOrigin);
  CHECK(asserted({.more_client_data = R"(,"crossOrigin":true)"}) == kOrigin);
  CHECK(asserted({.more_client_data = R"(,"topOrigin":"https://evil.example")"}) == kOrigin);
  CHECK(asserted({.more_client_data = R"(,"type":"webauthn.get")"}) == kParameter);
  const auto marked = [](std::string& json) { json.insert(0, "\xef\xbb\xbf"); };
  CHECK(registered({.client_data = marked}) == kParameter);
  CHECK(asserted({.client_data = marked}) == kParameter);
}

TEST_CASE("W19: a passkey is a synced one from its first day or never", "[auth][webauthn]") {
  constexpr unsigned kSynced = kUserPresent | kBackupEligible;
  CHECK(registered({.flags = kSynced | kBackedUp}).empty());
  CHECK(registered({.flags = kUserPresent | kBackedUp}) == kParameter);
  CHECK(asserted({.flags = kUserPresent | kBackedUp}) == kParameter);
  CHECK(asserted({.flags = kSynced}) == kNotSupported);
  const SoftwareAuthenticator key;
  domain::Passkey passkey = passkey_of(key);
  passkey.backup_eligible = true;
  CHECK(asserted(rules_of(), passkey, key.get(request_options(), {.flags = kSynced})).empty());
  CHECK(asserted(rules_of(), passkey, key.get(request_options())) == kNotSupported);
}

TEST_CASE("an assertion by another key is refused", "[auth][webauthn]") {
  const SoftwareAuthenticator key;
  const SoftwareAuthenticator other;
  CHECK(asserted(rules_of(), passkey_of(key), key.get(request_options())).empty());
  CHECK(asserted(rules_of(), passkey_of(other), key.get(request_options())) == kNotSupported);
  // What was signed is what counts, not what is sent beside it.
  Json moved = key.get(request_options());
  moved.find("response")
      ->set("authenticatorData", *key.get(request_options(), {.sign_count = 9})
                                      .find("response")
                                      ->find("authenticatorData"));
  CHECK(asserted(rules_of(), passkey_of(key), moved) == kNotSupported);
}
