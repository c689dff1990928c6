// Sealed records: whatever does not open whole, at its own key and as its own type, does not open.
#include "storage/envelope.h"

#include <catch2/catch.hpp>

#include "crypto/random.h"

namespace postern::storage {
namespace {

constexpr std::uint8_t kType = 7;
const std::string kRootKey(32, 'r');

struct Fixture {
  crypto::SystemRandom random;
  Envelope envelope{kRootKey, random};

  void refuse(std::uint8_t type, std::string_view key, std::string_view sealed) const {
    const auto opened = envelope.open(type, key, sealed);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().errc == Errc::corrupt);
    CHECK(opened.error().code == "InternalErrorException");
  }
};

TEST_CASE_METHOD(Fixture, "a sealed record opens at its key and as its type", "[storage][seal]") {
  const std::string large(1 << 20, 'x');
  for (const std::string& plaintext : {std::string(), std::string("secret"), large}) {
    const auto opened = envelope.open(kType, "key", envelope.seal(kType, "key", plaintext));
    REQUIRE(opened.ok());
    CHECK(*opened == plaintext);
  }
}

TEST_CASE_METHOD(Fixture, "D06: a record with any bit flipped is corrupt", "[storage][seal]") {
  const std::string sealed = envelope.seal(kType, "key", "secret");
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    std::string rotten = sealed;
    rotten[bit / 8] = static_cast<char>(rotten[bit / 8] ^ (1 << bit % 8));
    refuse(kType, "key", rotten);
  }
  REQUIRE(envelope.open(kType, "key", sealed).ok());
}

TEST_CASE_METHOD(Fixture, "D06: a record cut short or grown is corrupt", "[storage][seal]") {
  const std::string sealed = envelope.seal(kType, "key", "secret");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    refuse(kType, "key", std::string_view(sealed).substr(0, size));
  }
  refuse(kType, "key", sealed + '\0');
}

TEST_CASE_METHOD(Fixture, "D07: a record moved to another key or type is corrupt",
                 "[storage][seal]") {
  const std::string sealed = envelope.seal(kType, "alice", "admin");
  refuse(kType, "mallory", sealed);
  refuse(kType, "", sealed);
  refuse(kType + 1, "alice", sealed);
  std::string retyped = sealed;
  retyped[1] = kType + 1;
  refuse(kType + 1, "alice", retyped);
}

TEST_CASE_METHOD(Fixture, "a record of another root key is corrupt", "[storage][seal]") {
  const Envelope other(std::string(32, 's'), random);
  refuse(kType, "key", other.seal(kType, "key", "secret"));
}

TEST_CASE_METHOD(Fixture, "the refusal names the type and nothing of the content",
                 "[storage][seal]") {
  const auto opened = envelope.open(kType, "alice", "\x01\x07not sealed at all, but long enough");
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().message == "A stored record of type 7 failed its integrity check.");
}

TEST_CASE_METHOD(Fixture, "the nonce identifies one sealed version", "[storage][seal]") {
  const std::string first = envelope.seal(kType, "key", "same");
  const std::string second = envelope.seal(kType, "key", "same");
  CHECK(Envelope::nonce_of(first).size() == Envelope::kNonceBytes);
  CHECK(Envelope::nonce_of(first) != Envelope::nonce_of(second));
  CHECK(Envelope::nonce_of("short").empty());
}

TEST_CASE_METHOD(Fixture, "K09: records under the key before open until it is forgotten",
                 "[storage][seal]") {
  const std::string old = envelope.seal(kType, "key", "secret");
  envelope.rotate(std::string(32, 'n'));
  CHECK(*envelope.open(kType, "key", old) == "secret");
  const auto renewed = envelope.renew(kType, "key", old);
  REQUIRE((renewed.ok() && *renewed));
  CHECK(*envelope.renew(kType, "key", **renewed) == std::nullopt);
  CHECK_FALSE(envelope.renew(kType, "other", old).ok());
  CHECK_FALSE(envelope.renew(kType, "key", "").ok());
  envelope.forget_previous();
  refuse(kType, "key", old);
  CHECK(*envelope.open(kType, "key", **renewed) == "secret");
  envelope.also_open(Envelope::key_of(kRootKey));
  CHECK(*envelope.open(kType, "key", old) == "secret");
}

}  // namespace
}  // namespace postern::storage
