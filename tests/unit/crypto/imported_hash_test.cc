// Password hashes of other systems: published vectors, what is refused, and libcrypt as a second
// opinion on bcrypt.
#include "crypto/imported_hash.h"

#include <crypt.h>

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "crypto/bcrypt.h"
#include "crypto/pi_fraction.h"
#include "crypto/pwhash.h"

using namespace postern;
using crypto::HashAlgorithm;
using crypto::ImportedHash;

namespace {

struct Vector {
  HashAlgorithm algorithm;
  std::string password;
  std::string text;
};

std::vector<Vector> vectors() {
  using enum HashAlgorithm;
  return {
      // Openwall crypt_blowfish 1.3, wrapper.c.
      {bcrypt, "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
      {bcrypt, "U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
      {bcrypt, "U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
      {bcrypt, "", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"},
      {bcrypt, "\xa3", "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"},
      {bcrypt, "\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
      {bcrypt, "\xa3", "$2b$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
      // RFC 7914, section 12.
      {scrypt, "pleaseletmein",
       "16384$8$1$536f6469756d43686c6f72696465$7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b5"
       "43f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"},
      // phc-winner-argon2, src/test.c: a salt of eight bytes.
      {argon2id, "password",
       "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"},
      // RFC 7914, section 11: the first 32 bytes of PBKDF2-HMAC-SHA-256 of "passwd" and "salt".
      {pbkdf2_sha256, "passwd",
       "$pbkdf2-sha256$1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw"},
      // passlib 1.7, documentation of pbkdf2_sha256; base64 with "." for "+".
      {pbkdf2_sha256, "toomanysecrets",
       "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk"},
  };
}

bool reads(HashAlgorithm algorithm, const std::string& text) {
  return ImportedHash::parse(algorithm, text).has_value();
}

}  // namespace

TEST_CASE("published vectors of every hash format are matched by their password alone") {
  for (const Vector& vector : vectors()) {
    INFO(vector.text);
    const auto hash = ImportedHash::recognise(vector.text);
    REQUIRE(hash);
    CHECK(hash->algorithm() == vector.algorithm);
    CHECK(hash->matches(vector.password));
    CHECK_FALSE(hash->matches(vector.password + "x"));
    CHECK_FALSE(hash->matches(std::string("\0", 1) + vector.password));
  }
}

TEST_CASE("a hash is read as the algorithm that was announced, and as no other") {
  for (const Vector& vector : vectors()) {
    for (const auto algorithm : {HashAlgorithm::bcrypt, HashAlgorithm::scrypt,
                                 HashAlgorithm::argon2id, HashAlgorithm::pbkdf2_sha256}) {
      INFO(vector.text);
      CHECK(reads(algorithm, vector.text) == (algorithm == vector.algorithm));
    }
  }
}

TEST_CASE("no text but the exact one is a hash: cut, lengthened, padded") {
  for (const Vector& vector : vectors()) {
    INFO(vector.text);
    for (const std::string& other :
         {vector.text.substr(0, vector.text.size() - 1), vector.text + "=", vector.text + "$",
          " " + vector.text, vector.text + "\n", vector.text + std::string(1, '\0'),
          std::string(vector.text).replace(vector.text.rfind('$') + 1, 1, "!")}) {
      CHECK_FALSE(reads(vector.algorithm, other));
    }
  }
  CHECK_FALSE(ImportedHash::recognise(""));
  CHECK_FALSE(ImportedHash::recognise("$"));
  CHECK_FALSE(ImportedHash::recognise("$5$rounds=5000$salt$hash"));
}

TEST_CASE("a hash beyond the bounds of cost is refused, one at the bound is read") {
  const std::string tail22 = "$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  CHECK(reads(HashAlgorithm::bcrypt, "$2b$12" + tail22));
  CHECK(reads(HashAlgorithm::bcrypt, "$2b$04" + tail22));
  for (const char* cost : {"13", "31", "03", "00", "4", "012", "+5"}) {
    CHECK_FALSE(reads(HashAlgorithm::bcrypt, std::string("$2b$") + cost + tail22));
  }
  const std::string hex = "$00$000102030405060708090a0b0c0d0e0f";
  CHECK(reads(HashAlgorithm::scrypt, "65536$8$1" + hex));
  for (const char* cost : {"131072$8$1", "65536$9$1", "65536$8$2", "65535$8$1", "0$8$1", "1$8$1",
                           "016384$8$1", "16384$0$1", "16384$8$0", "-2$8$1"}) {
    CHECK_FALSE(reads(HashAlgorithm::scrypt, cost + hex));
  }
  const auto argon = [](const std::string& cost) {
    return "$argon2id$v=19$" + cost + "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  };
  CHECK(reads(HashAlgorithm::argon2id, argon("m=19456,t=2,p=1")));
  for (const char* cost : {"m=19457,t=2,p=1", "m=19456,t=3,p=1", "m=19456,t=2,p=2", "m=7,t=2,p=1",
                           "m=256,t=0,p=1", "t=2,m=256,p=1", "m=256,t=2"}) {
    CHECK_FALSE(reads(HashAlgorithm::argon2id, argon(cost)));
  }
  const std::string tag = "$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw";
  CHECK(reads(HashAlgorithm::pbkdf2_sha256, "$pbkdf2-sha256$600000" + tag));
  for (const char* cost : {"600001", "0", "-1", "01", "99999999999", ""}) {
    CHECK_FALSE(reads(HashAlgorithm::pbkdf2_sha256, std::string("$pbkdf2-sha256$") + cost + tag));
  }
}

TEST_CASE("bcrypt agrees with libcrypt on passwords of every length and any bytes") {
  std::mt19937 random(7);
  for (std::size_t length = 0; length < 90; length += 3) {
    std::string password(length, '\0');
    for (char& c : password) c = static_cast<char>(1 + random() % 255);
    // Beyond ASCII the old $2a$ of some systems differs, so the marks are the unambiguous ones.
    for (const char* variant : {"$2b$", "$2y$", "$2x$"}) {
      crypt_data data{};
      const char* made = crypt_r(
          password.c_str(), (variant + std::string("04$abcdefghijklmnopqrstuu")).c_str(), &data);
      REQUIRE(made != nullptr);
      INFO(made);
      const auto hash = ImportedHash::parse(HashAlgorithm::bcrypt, made);
      REQUIRE(hash);
      CHECK(hash->matches(password));
    }
  }
}

TEST_CASE("the fraction of pi that Blowfish begins with has the published words") {
  // The first subkey and the last word of the last box in Schneier's tables.
  CHECK(crypto::pi_fraction().front() == 0x243f6a88);
  CHECK(crypto::pi_fraction().back() == 0x3ac372e6);
}

TEST_CASE("the hasher checks imported hashes and wants them made anew") {
  crypto::PasswordHasher hasher({.memory_kib = 8, .passes = 1});
  for (const Vector& vector : vectors()) {
    INFO(vector.text);
    CHECK(hasher.verify(vector.password, vector.text).value());
    CHECK_FALSE(hasher.verify("wrong", vector.text).value());
    CHECK(hasher.needs_rehash(vector.text));
  }
  CHECK_FALSE(hasher.verify(std::string(257, 'p'), vectors().front().text).ok());
  CHECK(hasher.verify("p", "$2b$13$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
            .error()
            .errc == Errc::corrupt);
}
