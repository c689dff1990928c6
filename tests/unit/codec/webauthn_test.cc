// What WebAuthn sends: authenticator data, attestation objects, public keys, client data, and the
// JSON around them.
#include <catch2/catch.hpp>

#include "codec/authenticator_data.h"
#include "codec/base64.h"
#include "codec/client_data.h"
#include "codec/cose_key.h"
#include "codec/public_key_credential.h"
#include "support/cbor_writer.h"

using namespace postern;
using namespace postern::codec;
namespace enc = test::cbor;

namespace {

const std::string kHash(32, 'h');
const std::string kKey = enc::map({enc::integer(1), enc::integer(2)});

std::string auth_data(unsigned flags, std::string_view rest = {}) {
  return kHash + static_cast<char>(flags) + std::string("\x00\x00\x01\x02", 4) + std::string(rest);
}

std::string attested(std::string_view id, std::string_view key = kKey) {
  return std::string(16, 'a') + static_cast<char>(id.size() >> 8U) + static_cast<char>(id.size()) +
         std::string(id) + std::string(key);
}

bool reads(const std::string& bytes) {
  return parse_authenticator_data(bytes).ok();
}

std::string es256_key(std::string_view x = std::string_view("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
                      std::int64_t alg = -7, std::int64_t curve = 1, std::int64_t type = 2) {
  return enc::map({enc::integer(1), enc::integer(type), enc::integer(3), enc::integer(alg),
                   enc::integer(-1), enc::integer(curve), enc::integer(-2), enc::bytes(x),
                   enc::integer(-3), enc::bytes(std::string(32, 'y'))});
}

Json registration() {
  return Json::parse(R"({"id":"AAEC","rawId":"AAEC","type":"public-key",
      "authenticatorAttachment":"platform","clientExtensionResults":{},
      "response":{"clientDataJSON":"e30","attestationObject":"oA",
                  "transports":["internal","telepathy","hybrid"]}})")
      .value();
}

Json authentication() {
  return Json::parse(R"({"id":"AAEC","rawId":"AAEC","type":"public-key",
      "clientExtensionResults":{},
      "response":{"clientDataJSON":"e30","authenticatorData":"oA","signature":"AQ",
                  "userHandle":"dQ"}})")
      .value();
}

Json with(Json credential, std::string_view member, Json value) {
  return credential.set(member, std::move(value));
}
Json with_response(Json credential, std::string_view member, Json value) {
  credential.find("response")->set(member, std::move(value));
  return credential;
}

}  // namespace

TEST_CASE("authenticator data is read by its flags", "[codec][webauthn]") {
  const std::string bytes = auth_data(0x1d);
  const auto data = parse_authenticator_data(bytes);
  REQUIRE(data.ok());
  CHECK(data->rp_id_hash == kHash);
  CHECK(data->user_present);
  CHECK(data->user_verified);
  CHECK(data->backup_eligible);
  CHECK(data->backed_up);
  CHECK(data->sign_count == 0x0102);
  CHECK_FALSE(data->attested);

  const std::string with_key = auth_data(0xc1, attested("id") + enc::map({}));
  const auto attesting = parse_authenticator_data(with_key);
  REQUIRE(attesting.ok());
  REQUIRE(attesting->attested);
  CHECK_FALSE(attesting->user_verified);
  CHECK(attesting->attested->credential_id == "id");
  CHECK(attesting->attested->public_key == kKey);
  CHECK(attesting->attested->aaguid == std::string(16, 'a'));
}

TEST_CASE("W16: authenticator data that is cut, too long or whose flags lie is refused",
          "[codec][webauthn]") {
  const std::string whole = auth_data(0xc1, attested("id") + enc::map({}));
  REQUIRE(reads(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    CHECK_FALSE(reads(whole.substr(0, size)));
  }
  CHECK_FALSE(reads(whole + '\0'));
  CHECK_FALSE(reads(auth_data(0x01, attested("id"))));  // No flag says so.
  CHECK_FALSE(reads(auth_data(0x41)));
  CHECK_FALSE(reads(auth_data(0x81)));
  CHECK_FALSE(reads(auth_data(0x81, attested("id"))));
  CHECK_FALSE(reads(auth_data(0x41, attested("id") + enc::map({}))));
}

TEST_CASE("W16: a credential id has 1 to 1023 bytes", "[codec][webauthn]") {
  CHECK(reads(auth_data(0x41, attested("i"))));
  CHECK(reads(auth_data(0x41, attested(std::string(1023, 'i')))));
  CHECK_FALSE(reads(auth_data(0x41, attested(""))));
  CHECK_FALSE(reads(auth_data(0x41, attested(std::string(1024, 'i')))));
}

TEST_CASE("W15: keys and extensions must be canonical maps", "[codec][webauthn]") {
  CHECK(reads(auth_data(0x81, enc::map({enc::text("credProtect"), enc::integer(2)}))));
  CHECK_FALSE(reads(auth_data(0x81, enc::integer(0))));
  CHECK_FALSE(reads(auth_data(0x81, "\xbf\xff")));
  CHECK_FALSE(reads(auth_data(0x41, attested("id", enc::text("key")))));
  CHECK_FALSE(reads(auth_data(0x41, attested("id", "\xa1\x18\x01\x02"))));
}

TEST_CASE("W19: backed up without being eligible is refused", "[codec][webauthn]") {
  CHECK(reads(auth_data(0x01)));
  CHECK(reads(auth_data(0x09)));
  CHECK(reads(auth_data(0x19)));
  CHECK_FALSE(reads(auth_data(0x11)));
}

TEST_CASE("an attestation object has its three members and no more", "[codec][webauthn]") {
  const auto object = [](std::initializer_list<std::string> items) {
    return parse_attestation_object(enc::map(items)).ok();
  };
  const std::string fmt = enc::text("fmt");
  const std::string statement = enc::text("attStmt");
  const std::string data = enc::text("authData");
  const std::string none = enc::text("none");
  CHECK(object({fmt, none, statement, enc::map({}), data, enc::bytes("d")}));
  CHECK_FALSE(object({fmt, none, statement, enc::map({})}));
  CHECK_FALSE(object({fmt, none, data, enc::bytes("d")}));
  CHECK_FALSE(object({statement, enc::map({}), data, enc::bytes("d")}));
  CHECK_FALSE(object({fmt, enc::bytes("none"), statement, enc::map({}), data, enc::bytes("d")}));
  CHECK_FALSE(object({fmt, none, statement, enc::array({}), data, enc::bytes("d")}));
  CHECK_FALSE(object({fmt, none, statement, enc::map({}), data, enc::text("d")}));
  CHECK_FALSE(object(
      {fmt, none, statement, enc::map({}), data, enc::bytes("d"), enc::text("moreData"), none}));
  CHECK_FALSE(parse_attestation_object(enc::array({})).ok());
}

TEST_CASE("W08: a public key has exactly the members of its algorithm", "[codec][webauthn]") {
  const auto key = parse_cose_key(es256_key());
  REQUIRE(key.ok());
  CHECK(key->algorithm == CoseAlgorithm::es256);
  CHECK(key->first == std::string(32, 'x'));
  CHECK(key->second == std::string(32, 'y'));
  CHECK_FALSE(parse_cose_key(es256_key(std::string(31, 'x'))).ok());
  CHECK_FALSE(parse_cose_key(es256_key(std::string(32, 'x'), -35)).ok());    // ES384
  CHECK_FALSE(parse_cose_key(es256_key(std::string(32, 'x'), -47)).ok());    // ES256K
  CHECK_FALSE(parse_cose_key(es256_key(std::string(32, 'x'), -8)).ok());     // An OKP's.
  CHECK_FALSE(parse_cose_key(es256_key(std::string(32, 'x'), -7, 2)).ok());  // P-384
  CHECK_FALSE(parse_cose_key(es256_key(std::string(32, 'x'), -7, 1, 1)).ok());

  const std::string x = enc::bytes(std::string(32, 'x'));
  const auto i = [](std::int64_t value) { return enc::integer(value); };
  // A compressed point; a missing algorithm; a member too many.
  CHECK_FALSE(
      parse_cose_key(enc::map({i(1), i(2), i(3), i(-7), i(-1), i(1), i(-2), x, i(-3), "\xf5"}))
          .ok());
  CHECK_FALSE(parse_cose_key(enc::map({i(1), i(2), i(-1), i(1), i(-2), x, i(-3), x})).ok());
  CHECK_FALSE(parse_cose_key(enc::map({i(1), i(2), i(2), enc::bytes("kid"), i(3), i(-7), i(-1),
                                       i(1), i(-2), x, i(-3), x}))
                  .ok());
  CHECK(parse_cose_key(enc::map({i(1), i(1), i(3), i(-8), i(-1), i(6), i(-2), x})).ok());
  CHECK_FALSE(parse_cose_key(enc::map({i(1), i(1), i(3), i(-8), i(-1), i(7), i(-2), x})).ok());
  CHECK(parse_cose_key(enc::map({i(1), i(3), i(3), i(-257), i(-1), x, i(-2), x})).ok());
  CHECK_FALSE(
      parse_cose_key(enc::map({i(1), i(3), i(3), i(-257), i(-1), x, i(-2), enc::bytes("")})).ok());
  CHECK_FALSE(parse_cose_key(enc::map({i(1), i(3), i(3), i(-65535), i(-1), x, i(-2), x})).ok());
  CHECK_FALSE(parse_cose_key(enc::text("key")).ok());
}

TEST_CASE("W17, W18: client data is strict JSON, and frames are seen", "[codec][webauthn]") {
  const auto data = parse_client_data(
      R"({"type":"webauthn.get","challenge":"AAEC","origin":"https://a.example","x":[1]})");
  REQUIRE(data.ok());
  CHECK(data->type == "webauthn.get");
  CHECK(data->challenge == std::string("\0\1\2", 3));
  CHECK(data->origin == "https://a.example");
  CHECK_FALSE(data->cross_origin);
  const auto cross_origin = [](const std::string& more) {
    return parse_client_data(R"({"type":"t","challenge":"AA","origin":"o",)" + more + "}")
        ->cross_origin;
  };
  CHECK_FALSE(cross_origin(R"("crossOrigin":false)"));
  CHECK(cross_origin(R"("crossOrigin":true)"));
  CHECK(cross_origin(R"("crossOrigin":false,"topOrigin":"https://b.example")"));

  for (const std::string& json : {
           std::string(R"({"challenge":"AA","origin":"o"})"),
           std::string(R"({"type":"t","origin":"o"})"),
           std::string(R"({"type":"t","challenge":"AA"})"),
           std::string(R"({"type":1,"challenge":"AA","origin":"o"})"),
           std::string(R"({"type":"t","challenge":"AA==","origin":"o"})"),
           std::string(R"({"type":"t","challenge":"AB","origin":"o"})"),
           std::string(R"({"type":"t","challenge":"AA","origin":"o","crossOrigin":"true"})"),
           std::string(R"({"type":"t","type":"t","challenge":"AA","origin":"o"})"),
           std::string(R"({"type":"t","\u0074ype":"t","challenge":"AA","origin":"o"})"),
           std::string("\xef\xbb\xbf{\"type\":\"t\",\"challenge\":\"AA\",\"origin\":\"o\"}"),
           std::string("{\"type\":\"t\",\"challenge\":\"AA\",\"origin\":\"\xff\"}"),
           std::string(R"({"type":"t","challenge":"AA","origin":"o\u0000"})"),
           std::string(R"({"type":"t","challenge":"AA","origin":"o"} )") + '\0',
           std::string("[]"),
           R"({"type":"t","challenge":"AA","origin":")" + std::string(9'000, 'o') + "\"}",
       }) {
    INFO(json.substr(0, 80));
    CHECK_FALSE(parse_client_data(json).ok());
  }
}

TEST_CASE("responses of browsers are read, hints they do not know are passed over",
          "[codec][webauthn]") {
  const auto made = read_registration_response(registration());
  REQUIRE(made.ok());
  CHECK(made->id == std::string("\0\1\2", 3));
  CHECK(made->client_data_json == "{}");
  CHECK(made->attestation_object == "\xa0");
  CHECK(made->attachment == "platform");
  CHECK(made->transports == std::vector<std::string>{"internal", "hybrid"});
  CHECK(read_registration_response(with(registration(), "authenticatorAttachment", "lunar"))
            ->attachment.empty());

  const auto used = read_authentication_response(authentication());
  REQUIRE(used.ok());
  CHECK(used->signature == "\x01");
  CHECK(used->user_handle == "u");
  CHECK_FALSE(read_authentication_response(with_response(authentication(), "userHandle", nullptr))
                  ->user_handle);
}

TEST_CASE("responses that are none are refused", "[codec][webauthn]") {
  CHECK_FALSE(read_registration_response(Json("text")).ok());
  CHECK_FALSE(read_registration_response(with(registration(), "type", "password")).ok());
  CHECK_FALSE(read_registration_response(with(registration(), "id", "AAEC==")).ok());
  CHECK_FALSE(read_registration_response(with(registration(), "id", "")).ok());
  CHECK_FALSE(read_registration_response(with(registration(), "rawId", "AAED")).ok());
  CHECK_FALSE(read_registration_response(with(registration(), "response", "AAED")).ok());
  CHECK_FALSE(read_registration_response(with_response(registration(), "clientDataJSON", 1)).ok());
  CHECK_FALSE(
      read_registration_response(with_response(registration(), "attestationObject", "+/8")).ok());
  CHECK_FALSE(read_registration_response(with_response(registration(), "attestationObject",
                                                       base64url_encode(std::string(70'000, 'a'))))
                  .ok());
  CHECK_FALSE(read_authentication_response(registration()).ok());
  CHECK_FALSE(read_authentication_response(with_response(authentication(), "signature", "")).ok());
  CHECK_FALSE(read_authentication_response(
                  with_response(authentication(), "userHandle", std::string(90, 'A')))
                  .ok());
}
