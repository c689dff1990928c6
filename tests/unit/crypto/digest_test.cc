// Digests against published answers, and the comparison of secrets.
#include "crypto/digest.h"

#include <catch2/catch.hpp>

#include "bytes.h"

namespace postern::crypto {
namespace {

using test::from_hex;
using test::to_hex;

TEST_CASE("SHA-256 gives the answers of FIPS 180-4", "[crypto][digest]") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(to_hex(sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// RFC 4231, test cases 1, 2, 3 and 6.
TEST_CASE("HMAC-SHA-256 gives the answers of RFC 4231", "[crypto][digest]") {
  CHECK(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd'))) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(to_hex(hmac_sha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 5869, test cases 1, 2 and 3.
TEST_CASE("HKDF-SHA-256 gives the answers of RFC 5869", "[crypto][digest]") {
  const std::string key(22, '\x0b');
  CHECK(to_hex(hkdf_sha256(key, from_hex("000102030405060708090a0b0c"),
                           from_hex("f0f1f2f3f4f5f6f7f8f9"), 42).view()) ==
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  CHECK(to_hex(hkdf_sha256(key, "", "", 42).view()) ==
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");

  std::string long_key;
  std::string long_salt;
  std::string long_info;
  for (int i = 0; i < 0x50; ++i) {
    long_key.push_back(static_cast<char>(i));
    long_salt.push_back(static_cast<char>(i + 0x60));
    long_info.push_back(static_cast<char>(i + 0xb0));
  }
  CHECK(to_hex(hkdf_sha256(long_key, long_salt, long_info, 82).view()) ==
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e"
        "590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

TEST_CASE("HKDF reaches its longest output", "[crypto][digest]") {
  const Secret longest = hkdf_sha256("key", "salt", "info", 255 * 32);
  REQUIRE(longest.size() == 255 * 32);
  CHECK(longest.view().substr(0, 100) == hkdf_sha256("key", "salt", "info", 100).view());
  CHECK(longest.view().substr(254 * 32) != longest.view().substr(253 * 32, 32));
}

TEST_CASE("K05: equal notices a difference at every position of every length", "[crypto][digest]") {
  for (std::size_t size = 0; size <= 70; ++size) {
    const std::string a(size, 'x');
    std::string b = a;
    CHECK(equal(a, b));
    CHECK_FALSE(equal(a, b + "x"));
    for (std::size_t at = 0; at < size; ++at) {
      for (const unsigned char flip : {0x01, 0x80}) {
        b[at] = static_cast<char>(b[at] ^ flip);
        CHECK_FALSE(equal(a, b));
        b[at] = a[at];
      }
    }
  }
}

TEST_CASE("K05: two differences do not cancel out", "[crypto][digest]") {
  CHECK_FALSE(equal(std::string(32, 'a'), std::string(32, 'b')));
  CHECK_FALSE(equal(from_hex("0000000000000000ff000000000000000000000000000000"),
                    from_hex("ff0000000000000000000000000000000000000000000000")));
}

TEST_CASE("a keyed hash depends on the key and on every byte", "[crypto][digest]") {
  test::ReplayedRandom random;
  const HashKey key = make_hash_key(random);
  const HashKey other = make_hash_key(random);
  CHECK(keyed_hash(key, "name") == keyed_hash(key, "name"));
  CHECK(keyed_hash(key, "name") != keyed_hash(other, "name"));
  CHECK(keyed_hash(key, "name") != keyed_hash(key, std::string_view("name\0", 5)));
}

// The SipHash paper's appendix: key 00..0f, message 00..0e.
TEST_CASE("a keyed hash is SipHash-2-4", "[crypto][digest]") {
  HashKey key;
  std::string message;
  unsigned char value = 0;
  for (auto& byte : key.bytes) byte = value++;
  for (int i = 0; i < 15; ++i) message.push_back(static_cast<char>(i));
  CHECK(keyed_hash(key, message) == 0xa129ca6149be45e5U);
}

}  // namespace
}  // namespace postern::crypto
