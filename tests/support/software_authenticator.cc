// A software authenticator over OpenSSL, apart from the engine's own code.
#include "support/software_authenticator.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <cstdlib>

#include "codec/base64.h"
#include "support/cbor_writer.h"

namespace postern::test {
namespace {

EVP_PKEY* as_key(const std::shared_ptr<void>& key) {
  return static_cast<EVP_PKEY*>(key.get());
}

void must(bool succeeded) {
  if (!succeeded) std::abort();
}

std::shared_ptr<void> owned(EVP_PKEY* key) {
  return {key, [](void* made) { EVP_PKEY_free(static_cast<EVP_PKEY*>(made)); }};
}

std::shared_ptr<void> make_key(SoftwareAuthenticator::Kind kind, int rsa_bits) {
  using Kind = SoftwareAuthenticator::Kind;
  EVP_PKEY* key = kind == Kind::es256   ? EVP_EC_gen("P-256")
                  : kind == Kind::rs256 ? EVP_RSA_gen(static_cast<unsigned>(rsa_bits))
                                        : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  must(key != nullptr);
  return owned(key);
}

std::string octets(EVP_PKEY* key, const char* name) {
  unsigned char buffer[256];
  std::size_t size = 0;
  must(EVP_PKEY_get_octet_string_param(key, name, buffer, sizeof buffer, &size) == 1);
  return {reinterpret_cast<const char*>(buffer), size};
}

std::string number(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  must(EVP_PKEY_get_bn_param(key, name, &value) == 1);
  std::string out(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, reinterpret_cast<unsigned char*>(out.data()));
  BN_free(value);
  return out;
}

std::string cose_key_of(SoftwareAuthenticator::Kind kind, EVP_PKEY* key) {
  using Kind = SoftwareAuthenticator::Kind;
  const auto label = [](std::int64_t value) { return cbor::integer(value); };
  if (kind == Kind::eddsa) {
    return cbor::map({label(1), label(1), label(3), label(-8), label(-1), label(6), label(-2),
                      cbor::bytes(octets(key, OSSL_PKEY_PARAM_PUB_KEY))});
  }
  if (kind == Kind::rs256) {
    return cbor::map({label(1), label(3), label(3), label(-257), label(-1),
                      cbor::bytes(number(key, OSSL_PKEY_PARAM_RSA_N)), label(-2),
                      cbor::bytes(number(key, OSSL_PKEY_PARAM_RSA_E))});
  }
  const std::string point = octets(key, OSSL_PKEY_PARAM_PUB_KEY);  // 04, x, y
  return cbor::map({label(1), label(2), label(3), label(-7), label(-1), label(1), label(-2),
                    cbor::bytes(point.substr(1, 32)), label(-3), cbor::bytes(point.substr(33))});
}

std::int64_t algorithm_of(SoftwareAuthenticator::Kind kind) {
  using Kind = SoftwareAuthenticator::Kind;
  return kind == Kind::es256 ? -7 : kind == Kind::rs256 ? -257 : -8;
}

std::string big_endian(std::uint32_t value, int bytes) {
  std::string out;
  for (int shift = 8 * bytes - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift)));
  }
  return out;
}

void change(const std::function<void(std::string&)>& how, std::string& what) {
  if (how) how(what);
}

std::string client_data_of(const Ceremony& ceremony, std::string_view type,
                           std::string_view challenge) {
  std::string json = R"({"type":")" + ceremony.type.value_or(std::string(type)) +
                     R"(","challenge":")" + ceremony.challenge.value_or(std::string(challenge)) +
                     R"(","origin":")" + ceremony.origin + '"' +
                     (ceremony.more_client_data.empty() ? R"(,"crossOrigin":false)" : "") +
                     ceremony.more_client_data + '}';
  change(ceremony.client_data, json);
  return json;
}

std::string data_start(const Ceremony& ceremony, std::string_view relying_party_id,
                       unsigned more_flags) {
  return sha256_of(ceremony.relying_party_id.value_or(std::string(relying_party_id))) +
         static_cast<char>(ceremony.flags | more_flags) + big_endian(ceremony.sign_count, 4);
}

Json credential_json(const std::string& id, Json response) {
  return Json::object()
      .set("id", codec::base64url_encode(id))
      .set("rawId", codec::base64url_encode(id))
      .set("type", "public-key")
      .set("authenticatorAttachment", "platform")
      .set("clientExtensionResults", Json::object())
      .set("response", std::move(response));
}

}  // namespace

std::string sha256_of(std::string_view message) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(message.data()), message.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

SoftwareAuthenticator::SoftwareAuthenticator(Kind kind, std::string id, int rsa_bits)
    : SoftwareAuthenticator(kind, std::move(id), make_key(kind, rsa_bits)) {}

SoftwareAuthenticator::SoftwareAuthenticator(Kind kind, std::string id, std::shared_ptr<void> key)
    : credential_id(std::move(id)), kind_(kind), key_(std::move(key)) {
  cose_key = cose_key_of(kind, as_key(key_));
}

SoftwareAuthenticator SoftwareAuthenticator::from_seed(std::string_view seed, std::string id) {
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(seed.data()), seed.size());
  must(key != nullptr);
  return {Kind::eddsa, std::move(id), owned(key)};
}

std::string SoftwareAuthenticator::sign(std::string_view message) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const EVP_MD* digest = kind_ == Kind::eddsa ? nullptr : EVP_sha256();
  must(EVP_DigestSignInit(context, nullptr, digest, nullptr, as_key(key_)) == 1);
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  must(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                      reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

Json SoftwareAuthenticator::create(const Json& options, const Ceremony& ceremony) {
  user_handle = codec::base64url_decode(options.find("user")->get_string("id")).value();
  const std::string client_data =
      client_data_of(ceremony, "webauthn.create", options.get_string("challenge"));
  std::string data = data_start(ceremony, options.find("rp")->get_string("id"), kAttestedData);
  data.append(16, '\0')
      .append(big_endian(static_cast<std::uint32_t>(credential_id.size()), 2))
      .append(credential_id)
      .append(cose_key);
  change(ceremony.authenticator_data, data);
  std::string statement = cbor::map({});
  if (ceremony.format != "none") {
    std::string signature = sign(data + sha256_of(client_data));
    change(ceremony.signature, signature);
    statement = cbor::map({cbor::text("alg"), cbor::integer(algorithm_of(kind_)), cbor::text("sig"),
                           cbor::bytes(signature)});
  }
  std::string object =
      cbor::map({cbor::text("fmt"), cbor::text(ceremony.format), cbor::text("attStmt"), statement,
                 cbor::text("authData"), cbor::bytes(data)});
  change(ceremony.attestation_object, object);
  return credential_json(credential_id,
                         Json::object()
                             .set("clientDataJSON", codec::base64url_encode(client_data))
                             .set("attestationObject", codec::base64url_encode(object))
                             .set("transports", Json::parse(ceremony.transports).value()));
}

Json SoftwareAuthenticator::get(const Json& options, const Ceremony& ceremony) const {
  const std::string client_data =
      client_data_of(ceremony, "webauthn.get", options.get_string("challenge"));
  std::string data = data_start(ceremony, options.get_string("rpId"), 0);
  change(ceremony.authenticator_data, data);
  std::string signature = sign(data + sha256_of(client_data));
  change(ceremony.signature, signature);
  Json response = Json::object()
                      .set("clientDataJSON", codec::base64url_encode(client_data))
                      .set("authenticatorData", codec::base64url_encode(data))
                      .set("signature", codec::base64url_encode(signature));
  const std::string handle = ceremony.user_handle.value_or(user_handle);
  if (!handle.empty()) response.set("userHandle", codec::base64url_encode(handle));
  return credential_json(credential_id, std::move(response));
}

}  // namespace postern::test
