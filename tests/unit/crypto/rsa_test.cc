// RS256: the keys it takes, the signatures it makes, the forgeries it refuses.
#include "crypto/rsa.h"

#include <openssl/bn.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "bytes.h"
#include "crypto/digest.h"

namespace postern::crypto {
namespace {

using test::from_hex;
using test::join;

// One key for the whole program; making one takes a tenth of a second.
const RsaPrivateKey& key() {
  static const RsaPrivateKey made = RsaPrivateKey::generate().value();
  return made;
}

constexpr std::string_view kDigestInfo = "3031300d060960864801650304020105000420";

// A whole encoded block around `tail`, as wide as the modulus.
std::string block_with(const std::string& tail) {
  return from_hex("0001") + std::string(256 - 3 - tail.size(), '\xff') + '\0' + tail;
}

// A key pair in bare numbers: it "signs" any block whatever, which no signing function would.
class Forger {
 public:
  explicit Forger(const char* e_hex = "010001") {
    BN_hex2bn(&e_, e_hex);
    do {
      BN_generate_prime_ex(p_, 1024, 0, nullptr, nullptr, nullptr);
      BN_generate_prime_ex(q_, 1024, 0, nullptr, nullptr, nullptr);
      BN_mul(n_, p_, q_, scratch_);
      BN_sub_word(p_, 1);
      BN_sub_word(q_, 1);
      BN_mul(phi_, p_, q_, scratch_);
    } while (BN_num_bits(n_) != 2048 || BN_mod_inverse(d_, e_, phi_, scratch_) == nullptr);
  }
  ~Forger() {
    for (BIGNUM* number : {p_, q_, n_, e_, phi_, d_}) BN_free(number);
    BN_CTX_free(scratch_);
  }
  Forger(const Forger&) = delete;
  Forger& operator=(const Forger&) = delete;

  RsaPublicKey public_key() const {
    return RsaPublicKey::from_components(bytes(n_), minimal(e_)).value();
  }
  // The "signature" that encodes exactly this block.
  std::string sign_block(const std::string& block) const {
    BIGNUM* number = BN_bin2bn(reinterpret_cast<const unsigned char*>(block.data()),
                               static_cast<int>(block.size()), nullptr);
    BN_mod_exp(number, number, d_, n_, scratch_);
    std::string out = bytes(number);
    BN_free(number);
    return out;
  }

 private:
  static std::string bytes(const BIGNUM* number) {
    std::string out(256, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(out.data()), 256);
    return out;
  }

  static std::string minimal(const BIGNUM* number) {
    std::string out(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(out.data()));
    return out;
  }

  BN_CTX* scratch_ = BN_CTX_new();
  BIGNUM *p_ = BN_new(), *q_ = BN_new(), *n_ = BN_new(), *e_ = BN_new(), *phi_ = BN_new(),
         *d_ = BN_new();
};

TEST_CASE("a signature verifies over its message and no other", "[crypto][rsa]") {
  const std::string signature = key().sign_rs256("message").value();
  CHECK(signature.size() == 256);
  CHECK(key().public_key().verify_rs256("message", signature));
  CHECK_FALSE(key().public_key().verify_rs256("messagf", signature));
  CHECK_FALSE(key().public_key().verify_rs256("", signature));
  CHECK(key().sign_rs256("message").value() == signature);  // PKCS#1 v1.5 is deterministic.
}

// Key and signature made with pyca/cryptography 48 (OpenSSL 3.5).
TEST_CASE("a signature of another implementation verifies", "[crypto][rsa]") {
  const std::string n = from_hex(
      "bb0aba68fe0fa4aff5caadb9c9576fee2c9d01fa4ff2ac68d0de2e5b5ced08b7655442546631620b5d8a612c35"
      "3d7d5469aeb06f0072b7ff694af313c1f81719b93b21d6561859eb2b3135097ba7b00fe95a3de5e48690333449"
      "bc4fc9bb8a679af9434b8a94a3800514f0c11cbc5b5627b3dba0a872fa91f78ebfbf8287d869f86ef82443d3b8"
      "eac253b0c626ac5ba43abb9b0d01396d51a8319f18b944576ab0e2b696f3dee5cf44b72bcac013196b0c58316b"
      "ba3e716418cea1d9af8985c4d38fc8329249497395bbc1708ceb6f5bd8be569bf5454a81cc1db7243911c28770"
      "052c9962f8e8fa333d06109424c67a4ccd26071aece7ba45ab49055549c3a7");
  const std::string signature = from_hex(
      "a5d6de0268680a05f968c59d7d27484482211518d89cfe61d3b8e33925b1446a6e5f110806b9d442c8414b4114"
      "b778be57d9d2e36abd96b64959756f2a12f064e585539549a71dabef6cf7b54b76309e3cc2050368956f082bc5"
      "a0016195c5c02901ebbb1769f42d2f3ac4df117e117c1f87b0f5c2b8e6844df1e2ca13da2f76ad76416d8600c3"
      "aa58eabde4f7cff58acb5c767865e17c0338376ad2f2eb52d22a7a9d3a2362e5f083de32c54b5df2e1f37e4e1f"
      "8be90121e05e7fc79cd702436ead69b29ce075651c1e7b74503cb2d0da339a3466b66a5b538afa197c8ce4fe61"
      "7558118163961dd18e4b09526b8509f19414827399805796027042d0312ccb");
  const auto published = RsaPublicKey::from_components(n, from_hex("010001"));
  REQUIRE(published.ok());
  CHECK(published->verify_rs256("message", signature));
  CHECK_FALSE(published->verify_rs256("messages", signature));
}

TEST_CASE("every flipped bit of a signature is noticed", "[crypto][rsa]") {
  std::string signature = key().sign_rs256("message").value();
  for (std::size_t bit = 0; bit < signature.size() * 8; bit += 3) {
    signature[bit / 8] = static_cast<char>(signature[bit / 8] ^ (1 << bit % 8));
    CHECK_FALSE(key().public_key().verify_rs256("message", signature));
    signature[bit / 8] = static_cast<char>(signature[bit / 8] ^ (1 << bit % 8));
  }
  CHECK(key().public_key().verify_rs256("message", signature));
}

TEST_CASE("J26: malformed signatures are false, never an error taken for true", "[crypto][rsa]") {
  const RsaPublicKey& verifier = key().public_key();
  const std::string good = key().sign_rs256("m").value();
  CHECK(verifier.verify_rs256("m", good));
  for (const std::string& bad :
       {std::string(), std::string(1, '\0'), good.substr(0, 255), good.substr(1),
        join({good, from_hex("00")}), join({from_hex("00"), good}), std::string(256, '\0'),
        join({std::string(255, '\0'), "\x01"}),
        std::string(256, '\xff'), verifier.n(), std::string(100'000, 'x')}) {
    CHECK_FALSE(verifier.verify_rs256("m", bad));
  }
}

TEST_CASE("J25: a representative beyond the modulus is refused", "[crypto][rsa]") {
  const Forger forger;
  const RsaPublicKey verifier = forger.public_key();
  const std::string good =
      forger.sign_block(block_with(from_hex(kDigestInfo) + sha256("m")));
  REQUIRE(verifier.verify_rs256("m", good));
  BIGNUM* beyond = BN_bin2bn(reinterpret_cast<const unsigned char*>(good.data()), 256, nullptr);
  BIGNUM* n = BN_bin2bn(reinterpret_cast<const unsigned char*>(verifier.n().data()), 256, nullptr);
  BN_add(beyond, beyond, n);  // Congruent to the good one; may need one byte more.
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(beyond)), '\0');
  BN_bn2bin(beyond, reinterpret_cast<unsigned char*>(bytes.data()));
  CHECK_FALSE(verifier.verify_rs256("m", bytes));
  BN_free(beyond);
  BN_free(n);
}

TEST_CASE("J25: blocks that a lenient parser takes are refused", "[crypto][rsa]") {
  const Forger forger;
  const RsaPublicKey verifier = forger.public_key();
  const std::string hash = sha256("m");
  const std::string info = from_hex(kDigestInfo);
  const auto verifies = [&](const std::string& block) {
    REQUIRE(block.size() == 256);
    return verifier.verify_rs256("m", forger.sign_block(block));
  };
  CHECK(verifies(block_with(info + hash)));

  const std::string without_null = from_hex("302f300b0609608648016503040201") + from_hex("0420");
  const std::string long_form_length = from_hex("30813130810d060960864801650304020105000420");
  const std::string sha1_info = from_hex("3021300906052b0e03021a05000414");
  // Garbage behind the hash, with the padding shortened to make room (CVE-2006-4339).
  const std::string garbage(256 - 2 - 8 - 1 - info.size() - hash.size(), 'g');
  CHECK_FALSE(verifies(from_hex("0001") + std::string(8, '\xff') + '\0' + info + hash + garbage));
  CHECK_FALSE(verifies(from_hex("0001") + std::string(8, '\xff') + '\0' + garbage + info + hash));
  CHECK_FALSE(verifies(block_with(without_null + hash)));
  CHECK_FALSE(verifies(block_with(long_form_length + hash)));
  CHECK_FALSE(verifies(block_with(sha1_info + hash.substr(0, 20))));
  CHECK_FALSE(verifies(block_with(hash)));
  CHECK_FALSE(verifies(block_with(info + hash.substr(0, 31) + '\0')));

  std::string block = block_with(info + hash);
  block[1] = '\x02';  // Encryption padding.
  CHECK_FALSE(verifies(block));
  block[1] = '\0';
  CHECK_FALSE(verifies(block));
  block[1] = '\x01';
  block[100] = '\xfe';  // A hole in the padding.
  CHECK_FALSE(verifies(block));
  block[100] = '\0';
  CHECK_FALSE(verifies(block));
}

TEST_CASE("J25: weak public keys are refused, the same made strong are taken", "[crypto][rsa]") {
  const std::string n = key().public_key().n();
  const std::string e = from_hex("010001");
  std::string even = n;
  even.back() = static_cast<char>(even.back() & ~1);
  const auto refused = [](std::string_view modulus, std::string_view exponent) {
    const auto made = RsaPublicKey::from_components(modulus, exponent);
    return !made.ok() && made.error().code == "InvalidParameterException";
  };
  CHECK(RsaPublicKey::from_components(n, e).ok());
  CHECK(RsaPublicKey::from_components(join({from_hex("00"), n}), join({from_hex("00"), e})).ok());
  CHECK(RsaPublicKey::from_components(n, "\x05").ok());
  CHECK(refused(n.substr(1), e));
  CHECK(refused(join({"\x7f", n.substr(1)}), e));  // 2047 bits.
  CHECK(refused(even, e));
  CHECK(refused("", e));
  CHECK(refused(std::string(1025, '\x01'), e));
  CHECK(refused(std::string(1'000'000, '\x01'), e));
  for (const std::string& weak :
       {from_hex(""), from_hex("00"), from_hex("01"), from_hex("02"), from_hex("03"),
        from_hex("010000"), from_hex("010000000000000001"), std::string(1'000'000, '\x01')}) {
    CAPTURE(test::to_hex(weak.substr(0, 20)));
    CHECK(refused(n, weak));
  }
}

TEST_CASE("a public key keeps its bytes without leading zeros", "[crypto][rsa]") {
  const RsaPublicKey& original = key().public_key();
  const auto copy = RsaPublicKey::from_components(join({from_hex("0000"), original.n()}),
                                                  from_hex("00010001"));
  REQUIRE(copy.ok());
  CHECK(copy->n() == original.n());
  CHECK(copy->e() == from_hex("010001"));
  CHECK(copy->verify_rs256("m", key().sign_rs256("m").value()));
}

TEST_CASE("any acceptable exponent verifies its own signatures and no others", "[crypto][rsa]") {
  const std::string block = block_with(from_hex(kDigestInfo) + sha256("m"));
  for (const char* exponent : {"05", "07", "11", "0101", "010003", "80000001", "010000000f"}) {
    CAPTURE(exponent);
    const Forger forger(exponent);
    CHECK(forger.public_key().verify_rs256("m", forger.sign_block(block)));
    CHECK_FALSE(forger.public_key().verify_rs256("n", forger.sign_block(block)));
  }
}

TEST_CASE("a private key survives its DER", "[crypto][rsa]") {
  const auto copy = RsaPrivateKey::from_der(key().to_der().view());
  REQUIRE(copy.ok());
  CHECK(copy->public_key().n() == key().public_key().n());
  CHECK(copy->to_der().view() == key().to_der().view());
  CHECK(key().public_key().verify_rs256("m", copy->sign_rs256("m").value()));
}

TEST_CASE("anything but one whole PKCS#8 RSA key is corrupt", "[crypto][rsa]") {
  const std::string der(key().to_der().view());
  // An Ed25519 key (RFC 8410, 10.3): PKCS#8, but not RSA.
  const std::string ed25519 = from_hex(
      "302e020100300506032b657004220420d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f4475"
      "5842");
  for (const std::string& bad : {std::string(), std::string("not a key"), der.substr(0, 100),
                                 der.substr(0, der.size() - 1), der + '\0', ed25519,
                                 std::string(100'000, '\x30')}) {
    const auto read = RsaPrivateKey::from_der(bad);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().errc == Errc::corrupt);
  }
  CHECK(RsaPrivateKey::from_der(der).ok());
}

TEST_CASE("two keys are never the same", "[crypto][rsa]") {
  CHECK(RsaPrivateKey::generate()->public_key().n() != key().public_key().n());
}

TEST_CASE("signing and verifying from many threads gives the same signatures", "[crypto][rsa]") {
  const RsaPrivateKey shared = key();
  const std::string expected = shared.sign_rs256("m").value();
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        if (shared.sign_rs256("m").value() != expected) ++wrong;
        if (!shared.public_key().verify_rs256("m", expected)) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace postern::crypto
