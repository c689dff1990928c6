// Keys of certificates: which are accepted, and what they verify.
#include "crypto/certificate_key.h"

#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "crypto/random.h"
#include "crypto/rsa.h"
#include "crypto/wrapped_content.h"

using namespace postern;
using crypto::CertificateKey;
using crypto::Hash;

namespace {

const crypto::RsaPrivateKey& key() {
  static const crypto::RsaPrivateKey made = crypto::RsaPrivateKey::generate().value();
  return made;
}

std::string certificate() {
  crypto::SystemRandom random;
  return crypto::self_signed_certificate(key(), {"test", 1'000, 2'000}, random).value();
}

}  // namespace

TEST_CASE("a certificate's key verifies what its private key signed, and nothing else") {
  const auto read = CertificateKey::from_certificate(certificate());  // Long past its end.
  REQUIRE(read.ok());
  CHECK(read->is_rsa());
  const std::string signature = key().sign_rs256("message").value();
  CHECK(read->verify(Hash::sha256, "message", signature));
  CHECK_FALSE(read->verify(Hash::sha256, "messagf", signature));
  CHECK_FALSE(read->verify(Hash::sha512, "message", signature));
  CHECK_FALSE(read->verify(Hash::sha256, "message", ""));
  CHECK_FALSE(read->verify(Hash::sha256, "message", std::string(256, '\0')));
  CHECK_FALSE(read->verify(Hash::sha256, "message", signature + '\0'));
}

TEST_CASE("what is no certificate, or more than one, has no key") {
  const std::string whole = certificate();
  CHECK_FALSE(CertificateKey::from_certificate("").ok());
  CHECK_FALSE(CertificateKey::from_certificate(whole + '\0').ok());
  CHECK_FALSE(CertificateKey::from_certificate(whole.substr(0, whole.size() - 1)).ok());
  CHECK(CertificateKey::from_certificate(whole).ok());
}

TEST_CASE("hashes are those of FIPS 180-4") {
  const auto first = [](Hash hash) {
    const std::string bytes = crypto::digest(hash, "abc");
    return std::pair(bytes.size(), static_cast<unsigned char>(bytes[0]));
  };
  CHECK(first(Hash::sha256) == std::pair(std::size_t{32}, static_cast<unsigned char>(0xba)));
  CHECK(first(Hash::sha384) == std::pair(std::size_t{48}, static_cast<unsigned char>(0xcb)));
  CHECK(first(Hash::sha512) == std::pair(std::size_t{64}, static_cast<unsigned char>(0xdd)));
}

// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 2 and 14.
TEST_CASE("AES-GCM opens what the specification seals, and nothing that is changed") {
  const auto sealed = [](std::string_view ciphertext, std::string_view tag) {
    return std::string(12, '\0') + std::string(ciphertext) + std::string(tag);
  };
  const std::string case2 =
      sealed("\x03\x88\xda\xce\x60\xb6\xa3\x92\xf3\x28\xc2\xb9\x71\xb2\xfe\x78",
             "\xab\x6e\x47\xd4\x2c\xec\x13\xbd\xf5\x3a\x67\xb2\x12\x57\xbd\xdf");
  const std::string case14 =
      sealed("\xce\xa7\x40\x3d\x4d\x60\x6b\x6e\x07\x4e\xc5\xd3\xba\xf3\x9d\x18",
             "\xd0\xd1\xc8\xa7\x99\x99\x6b\xf0\x26\x5b\x98\xb5\xd4\x8a\xb9\x19");
  CHECK(crypto::open_aes_gcm(std::string(16, '\0'), case2).value() == std::string(16, '\0'));
  CHECK(crypto::open_aes_gcm(std::string(32, '\0'), case14).value() == std::string(16, '\0'));
  std::string changed = case2;
  changed[12] ^= 1;
  CHECK_FALSE(crypto::open_aes_gcm(std::string(16, '\0'), changed).ok());
  CHECK_FALSE(crypto::open_aes_gcm(std::string(24, '\0'), case2).ok());
  CHECK_FALSE(crypto::open_aes_gcm(std::string(16, '\0'), case2.substr(0, 27)).ok());
  CHECK_FALSE(
      crypto::unwrap_key(key(), crypto::OaepHash::sha1, crypto::OaepHash::sha1, case2).ok());
}
