// SRP: the published exchange, agreement with an independent client, and the refusals.
#include "crypto/srp.h"

#include <openssl/bn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <set>

#include "bytes.h"
#include "crypto/digest.h"
#include "crypto/random.h"
#include "crypto/srp_group.h"
#include "srp_vector.h"
#include "support/srp_client.h"

namespace postern::crypto {
namespace {

using postern::test::SrpClient;
using test::from_hex;
using test::join;
using test::to_hex;
namespace vector = test::vector;

constexpr std::string_view kTimestamp = "Tue Feb 3 04:05:06 UTC 2026";

Secret vector_verifier() {
  return srp::verifier(vector::kPoolName, vector::kUsername, vector::kPassword,
                       from_hex(vector::kSalt));
}

std::string hex_of(const BIGNUM* number) {
  char* text = BN_bn2hex(number);
  std::string hex(text);
  OPENSSL_free(text);
  return hex;
}

std::string multiple_of_N(unsigned factor) {
  BIGNUM* number = BN_get_rfc3526_prime_3072(nullptr);
  BN_mul_word(number, factor);
  std::string hex = hex_of(number);
  BN_free(number);
  return hex;
}

TEST_CASE("the published exchange is reproduced step by step", "[crypto][srp]") {
  const Secret verifier = vector_verifier();
  CHECK(to_hex(sha256(srp_pad(number_from_bytes(verifier.view()).get()).view())) ==
        vector::kVerifierSha256);

  const auto step =
      srp::begin(verifier.view(), srp::make_key_pair(Secret(from_hex(vector::kServerSecret))));
  REQUIRE(step.has_value());
  CHECK(step->B_hex == vector::kB);

  const auto key =
      srp::server_session_key(vector::kA, step->B_hex, step->b.view(), verifier.view());
  REQUIRE(key.ok());
  CHECK(to_hex(key->view()) == vector::kSessionKey);
  CHECK(to_hex(srp::claim_signature(key->view(), vector::kPoolName, vector::kUsername,
                                    from_hex(vector::kSecretBlock), vector::kTimestamp)) ==
        "3344304dbbd3b86ba26c3deadab46b66e27d9a35c24af52bec8b624380b64df4");
}

TEST_CASE("the independent client reproduces the published exchange too", "[crypto][srp]") {
  const SrpClient client = SrpClient::with_secret(vector::kPoolName, vector::kClientSecret);
  CHECK(client.A_hex() == vector::kA);
  CHECK(to_hex(client.session_key(vector::kUsername, vector::kPassword, vector::kSalt,
                                  vector::kB)) == vector::kSessionKey);
  CHECK(client.answer(vector::kUsername, vector::kPassword, vector::kSalt, vector::kB,
                      from_hex(vector::kSecretBlock), vector::kTimestamp) == vector::kSignature);
}

// A short client secret keeps 2,000 rounds quick and leaves every number of the exchange as random.
TEST_CASE("S11: 2,000 random handshakes agree with an independent client", "[crypto][srp]") {
  SystemRandom random;
  int mismatches = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::string salt = random.bytes(srp::kSaltBytes);
    if (round % 8 == 0) salt[0] = '\0';
    if (round % 16 == 0) salt[1] = '\0';
    const std::string password = "pässword" + std::to_string(round);
    const Secret verifier = srp::verifier("Pool", "user", password, salt);
    const SrpClient client = SrpClient::create("Pool", 32);
    const srp::ServerStep1 step = srp::begin(verifier.view(), random);
    const auto key =
        srp::server_session_key(client.A_hex(), step.B_hex, step.b.view(), verifier.view());
    if (!key.ok() ||
        key->view() != client.session_key("user", password, to_hex(salt), step.B_hex)) {
      ++mismatches;
    }
  }
  CHECK(mismatches == 0);
}

TEST_CASE("a wrong password, user or pool gives another key", "[crypto][srp]") {
  SystemRandom random;
  const std::string salt = random.bytes(srp::kSaltBytes);
  const Secret verifier = srp::verifier("Pool", "user", "right", salt);
  const SrpClient client = SrpClient::create("Pool");
  const srp::ServerStep1 step = srp::begin(verifier.view(), random);
  const auto key =
      srp::server_session_key(client.A_hex(), step.B_hex, step.b.view(), verifier.view());
  REQUIRE(key.ok());
  const auto client_key = [&](const char* user, const char* password) {
    return client.session_key(user, password, to_hex(salt), step.B_hex);
  };
  CHECK(key->view() == client_key("user", "right"));
  CHECK(key->view() != client_key("user", "Right"));
  CHECK(key->view() != client_key("user2", "right"));
  CHECK(srp::verifier("Pool2", "user", "right", salt).view() != verifier.view());
}

TEST_CASE("the claim covers pool, user, secret block and time", "[crypto][srp]") {
  const std::string key(16, 'k');
  const std::string claim = srp::claim_signature(key, "Pool", "user", "block", kTimestamp);
  CHECK(claim == hmac_sha256(key, join({"Pool", "user", "block", kTimestamp})));
  CHECK(claim != srp::claim_signature(key, "Pool", "user", "blocl", kTimestamp));
  CHECK(claim != srp::claim_signature(key, "Pool", "user", "block", "Tue Feb 3 04:05:07 UTC 2026"));
  CHECK(claim != srp::claim_signature(std::string(16, 'l'), "Pool", "user", "block", kTimestamp));
}

void check_refused(const std::string& A_hex) {
  CAPTURE(A_hex.substr(0, 100), A_hex.size());
  const Secret verifier = vector_verifier();
  const auto check = srp::check_client_public(A_hex);
  REQUIRE_FALSE(check.ok());
  const auto key =
      srp::server_session_key(A_hex, vector::kB, std::string(32, 'b'), verifier.view());
  REQUIRE_FALSE(key.ok());
  CHECK(key.error().code == "InvalidParameterException");
  CHECK(key.error().message == check.error().message);
}

TEST_CASE("S01: A congruent to zero is refused, its neighbours are not", "[crypto][srp]") {
  const std::string N = multiple_of_N(1);
  REQUIRE(N.size() == srp::kPublicHexDigitsMax);
  for (const std::string& A : {std::string("0"), std::string("00"), std::string(768, '0'), N,
                               join({"0", N}), multiple_of_N(2), multiple_of_N(3)}) {
    check_refused(A);
  }
  CHECK(srp::check_client_public("1").ok());
  CHECK(srp::check_client_public(N.substr(0, 767) + "E").ok());  // N - 1
  CHECK(srp::check_client_public(std::string(768, 'F')).ok());   // Above N, not a multiple.
}

TEST_CASE("S02: A that is not 1 to 768 hex digits is refused with the same words",
          "[crypto][srp]") {
  const std::string good = vector::kA;
  REQUIRE(good.size() == 768);
  for (const std::string& A :
       {std::string(), std::string("-1"), std::string("+1"), std::string("0x12"),
        std::string("12 "), std::string(" 12"), std::string("1g"), std::string("12\0", 3),
        good + "0", good.substr(1) + "z", std::string(64 << 10, 'a'),
        std::string("\xef\xbc\x91")}) {
    check_refused(A);
  }
  CHECK(srp::check_client_public(good).ok());
  CHECK(srp::check_client_public("abc").ok());  // Odd: clients do not pad.
  CHECK(srp::check_client_public("ABC").ok());
}

TEST_CASE("odd and upper-case spellings of A are the same A", "[crypto][srp]") {
  const Secret verifier = vector_verifier();
  const std::string b(32, 'b');
  const auto key_for = [&](std::string_view A) {
    return to_hex(srp::server_session_key(A, vector::kB, b, verifier.view())->view());
  };
  CHECK(key_for("abcde") == key_for("0abcde"));
  CHECK(key_for("abcde") == key_for("ABCDE"));
  CHECK(key_for("abcde") != key_for("abcdf"));
}

// With u = 0 the verifier would not matter: S = A^b. No A is known that leads there, so u is given.
TEST_CASE("S03: u = 0 ends the attempt, u = 1 does not", "[crypto][srp]") {
  const Secret verifier = vector_verifier();
  const std::string b = from_hex(vector::kServerSecret);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kSha256Bytes}) {
    const auto refused =
        srp::session_key_for_u(vector::kA, std::string(size, '\0'), b, verifier.view());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message == srp::check_client_public("0").error().message);
  }
  std::string one(kSha256Bytes, '\0');
  one.back() = '\1';
  CHECK(srp::session_key_for_u(vector::kA, one, b, verifier.view()).ok());
  // u as both sides compute it gives the key of the published exchange.
  const auto padded = [](const char* hex) {
    return std::string(srp_pad(number_from_bytes(from_hex(hex)).get()).view());
  };
  const auto key = srp::session_key_for_u(
      vector::kA, sha256(padded(vector::kA) + padded(vector::kB)), b, verifier.view());
  REQUIRE(key.ok());
  CHECK(to_hex(key->view()) == vector::kSessionKey);
}

// A client's number of little width in Montgomery form is multiplied as any other is (S10).
TEST_CASE("S10: the keys of A = 1 and of A = N - 1 are right", "[crypto][srp]") {
  SystemRandom random;
  const Secret verifier = vector_verifier();
  const srp::ServerStep1 step = srp::begin(verifier.view(), random);
  const SrpGroup& group = SrpGroup::instance();
  const BigNumber one = number_from_bytes("\x01");
  const BigNumber v = group.reduce(number_from_bytes(verifier.view()).get());
  CHECK(BN_cmp(group.multiply(one.get(), v.get()).get(), v.get()) == 0);
  const BigNumber minus_one = number_from_bytes(from_hex(multiple_of_N(1).substr(0, 767) + "e"));
  CHECK(BN_is_zero(group.add(group.multiply(minus_one.get(), v.get()).get(), v.get()).get()) == 1);
  CHECK(srp::server_session_key("1", step.B_hex, step.b.view(), verifier.view()).ok());
}

// v = -g^b / k makes B vanish for that b.
TEST_CASE("S04: B congruent to zero is thrown away and drawn again", "[crypto][srp]") {
  const std::string b(32, '\x55');
  const srp::KeyPair pair = srp::make_key_pair(Secret(b));
  BN_CTX* scratch = BN_CTX_new();
  BIGNUM* N = BN_get_rfc3526_prime_3072(nullptr);
  BIGNUM* k = nullptr;
  BN_hex2bn(&k, "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6");
  BIGNUM* v = BN_mod_inverse(nullptr, k, N, scratch);
  BN_mod_mul(v, v, number_from_bytes(pair.g_to_b.view()).get(), N, scratch);
  BN_sub(v, N, v);
  const std::string hostile = from_hex(hex_of(v));
  for (BIGNUM* number : {N, k, v}) BN_free(number);
  BN_CTX_free(scratch);

  CHECK_FALSE(srp::begin(hostile, srp::make_key_pair(Secret(b))).has_value());
  test::ReplayedRandom random(b);
  const srp::ServerStep1 step = srp::begin(hostile, random);
  CHECK(step.b.view() != b);
  CHECK(srp::check_client_public(step.B_hex).ok());
  CHECK(srp::begin(vector_verifier().view(), srp::make_key_pair(Secret(b))).has_value());
}

TEST_CASE("S05: b has 256 fresh bits and B does not repeat", "[crypto][srp]") {
  SystemRandom random;
  const Secret verifier = vector_verifier();
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    const srp::ServerStep1 step = srp::begin(verifier.view(), random);
    CHECK(step.b.size() == 32);
    seen.insert(step.B_hex);
  }
  CHECK(seen.size() == 1'000);
}

TEST_CASE("S05: a forked child draws other numbers than its parent", "[crypto][srp]") {
  SystemRandom random;
  const Secret verifier = vector_verifier();
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  const std::string B_hex = srp::begin(verifier.view(), random).B_hex;
  if (child == 0) {
    const auto written = write(ends[1], B_hex.data(), B_hex.size());
    _exit(written == static_cast<ssize_t>(B_hex.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string of_child(1024, '\0');
  of_child.resize(static_cast<std::size_t>(read(ends[0], of_child.data(), of_child.size())));
  close(ends[0]);
  int status = 1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(of_child.size() > 700);
  CHECK(of_child != B_hex);
}

TEST_CASE("a client's verifier is usable between 1 and N only", "[crypto][srp]") {
  const std::string N = from_hex(multiple_of_N(1));
  std::string below = N;
  below.back() = '\xfe';
  CHECK(srp::is_usable_verifier("\x02"));
  CHECK(srp::is_usable_verifier(below));
  CHECK(srp::is_usable_verifier(join({from_hex("00"), below})));  // As clients pad it.
  CHECK_FALSE(srp::is_usable_verifier(""));
  CHECK_FALSE(srp::is_usable_verifier(std::string(384, '\0')));
  CHECK_FALSE(srp::is_usable_verifier("\x01"));
  CHECK_FALSE(srp::is_usable_verifier(N));
  CHECK_FALSE(srp::is_usable_verifier(std::string(384, '\xff')));
  CHECK_FALSE(srp::is_usable_verifier(std::string(100'000, '\x01')));
}

TEST_CASE("the table of powers of g agrees with plain exponentiation", "[crypto][srp]") {
  SystemRandom random;
  const BigNumber g = number_from_bytes("\x02");
  const auto agrees = [&](const std::string& exponent) {
    const SrpGroup& group = SrpGroup::instance();
    return BN_cmp(group.power_of_g(exponent).get(),
                  group.power(g.get(), number_from_bytes(exponent).get()).get()) == 0;
  };
  for (int i = 0; i < 200; ++i) CHECK(agrees(random.bytes(32)));
  CHECK(agrees(std::string(32, '\0')));
  CHECK(agrees(std::string(32, '\xff')));
  for (int bit = 0; bit < 256; ++bit) {
    std::string exponent(32, '\0');
    exponent[static_cast<std::size_t>(bit / 8)] = static_cast<char>(1 << bit % 8);
    CHECK(agrees(exponent));
  }
}

TEST_CASE("S11: padding is minimal, with 00 before a set top bit", "[crypto][srp]") {
  const auto padded = [](std::string_view hex) {
    return to_hex(srp_pad(number_from_bytes(from_hex(hex)).get()).view());
  };
  CHECK(padded("") == "00");
  CHECK(padded("00") == "00");
  CHECK(padded("7f") == "7f");
  CHECK(padded("80") == "0080");
  CHECK(padded("0000ff01") == "00ff01");
  CHECK(padded("0100") == "0100");
}

}  // namespace
}  // namespace postern::crypto
