// Seals: what they hide, what they notice, and that every failure looks the same.
#include "crypto/seal.h"

#include <catch2/catch.hpp>

#include <set>

#include "bytes.h"
#include "crypto/random.h"

namespace postern::crypto {
namespace {

using test::from_hex;

Sealer sealer(char key_byte = 'k') { return Sealer(Secret(std::string(kSealKeyBytes, key_byte))); }

bool is_corrupt(const Result<std::string>& opened) {
  return !opened.ok() && opened.error().errc == Errc::corrupt &&
         opened.error().message == "A sealed record is broken";
}

TEST_CASE("a seal opens to what was sealed", "[crypto][seal]") {
  SystemRandom random;
  for (const std::size_t size : {0, 1, 63, 64, 65, 584, 100'000}) {
    const std::string plaintext = random.bytes(size);
    const std::string sealed = sealer().seal(plaintext, "key", random);
    CHECK(sealed.size() == size + kSealOverheadBytes);
    CHECK(sealer().open(sealed, "key").value() == plaintext);
    CHECK(sealer().open_secret(sealed, "key").value().view() == plaintext);
  }
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
TEST_CASE("a seal is XChaCha20-Poly1305 behind its nonce", "[crypto][seal]") {
  const std::string nonce = from_hex("404142434445464748494a4b4c4d4e4f5051525354555657");
  test::ReplayedRandom random(nonce);
  const Sealer published(
      Secret(from_hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f")));
  const std::string sealed = published.seal(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
      "sunscreen would be it.",
      from_hex("50515253c0c1c2c3c4c5c6c7"), random);
  CHECK(sealed.substr(0, 24) == nonce);
  CHECK(test::to_hex(sealed.substr(24, 16)) == "bd6d179d3e83d43b9576579493c0e939");
  CHECK(test::to_hex(sealed.substr(sealed.size() - 16)) == "c0875924c1c7987947deafd8780acf49");
}

TEST_CASE("X9: every flipped bit of a seal is noticed", "[crypto][seal]") {
  SystemRandom random;
  std::string sealed = sealer().seal("a record", "key", random);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    sealed[bit / 8] = static_cast<char>(sealed[bit / 8] ^ (1 << bit % 8));
    CHECK(is_corrupt(sealer().open(sealed, "key")));
    sealed[bit / 8] = static_cast<char>(sealed[bit / 8] ^ (1 << bit % 8));
  }
  CHECK(sealer().open(sealed, "key").ok());
}

TEST_CASE("K04: truncation, other key and other context give the one error", "[crypto][seal]") {
  SystemRandom random;
  const std::string sealed = sealer().seal("a record", "key", random);
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    CHECK(is_corrupt(sealer().open(sealed.substr(0, size), "key")));
    CHECK_FALSE(sealer().open_secret(sealed.substr(0, size), "key").ok());
  }
  CHECK(is_corrupt(sealer().open(sealed + '\0', "key")));
  CHECK(is_corrupt(sealer().open(sealed, "other key")));
  CHECK(is_corrupt(sealer().open(sealed, "")));
  CHECK(is_corrupt(sealer('l').open(sealed, "key")));
  CHECK(sealer().open(sealed, "key").ok());
}

TEST_CASE("K10: sealing the same bytes twice never gives the same seal", "[crypto][seal]") {
  SystemRandom random;
  std::set<std::string> nonces;
  for (int i = 0; i < 10'000; ++i) nonces.insert(sealer().seal("", "", random).substr(0, 24));
  CHECK(nonces.size() == 10'000);
}

TEST_CASE("each purpose and each root has its own key", "[crypto][seal]") {
  const std::string root(32, 'r');
  const Secret record = derive_key(root, "record");
  CHECK(record.size() == kSealKeyBytes);
  CHECK(derive_key(root, "record").view() == record.view());
  CHECK(derive_key(root, "session").view() != record.view());
  CHECK(derive_key(std::string(32, 's'), "record").view() != record.view());
}

}  // namespace
}  // namespace postern::crypto
