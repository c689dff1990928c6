// Password hashes: a published answer, every byte of the password, strict reading, bounded work.
#include "crypto/pwhash.h"

#include <sys/mman.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstring>
#include <thread>

#include "base/limits.h"
#include "bytes.h"
#include "crypto/pwhash_arena.h"
#include "crypto/random.h"

namespace postern::crypto {
namespace {

// Cheap enough for many hashes in a test, and still through the arena.
constexpr PasswordHashParams kQuick{.memory_kib = 64, .passes = 1, .slots = 2, .queue_max = 64};

std::string hash_of(PasswordHasher& hasher, std::string_view password) {
  SystemRandom random;
  return hasher.hash(password, random).value();
}

TEST_CASE("a password verifies against its hash and no other does", "[crypto][pwhash]") {
  PasswordHasher hasher;
  const std::string stored = hash_of(hasher, "Passw0rd!");
  CHECK(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(hasher.verify("Passw0rd!", stored).value());
  CHECK_FALSE(hasher.verify("Passw0rd", stored).value());
  CHECK_FALSE(hasher.verify("", stored).value());
  CHECK_FALSE(hasher.needs_rehash(stored));
}

// Computed with OpenSSL's own Argon2id (3.5, through pyca/cryptography 48): password "password",
// salt 00 01 .. 0f, 32 bytes.
TEST_CASE("hashes are Argon2id version 1.3, under any cost they name", "[crypto][pwhash]") {
  PasswordHasher hasher(kQuick);
  for (const std::string stored : {"$argon2id$v=19$m=256,t=3,p=1$AAECAwQFBgcICQoLDA0ODw$"
                                   "UbltE7LhoNI/Jl55Rsr5/FmbATjtbdx44HhVTfvvXBg",
                                   "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$"
                                   "OZA6NM05OHZDbmcc1pDf6Kuc57E0WafgTsDk8GlN2w0"}) {
    CHECK(hasher.verify("password", stored).value());
    CHECK_FALSE(hasher.verify("Password", stored).value());
    CHECK(hasher.needs_rehash(stored));
  }
}

TEST_CASE("a hash computed in a used arena equals one computed in fresh memory",
          "[crypto][pwhash]") {
  PasswordHasher warm(kQuick);
  PasswordHasher other({.memory_kib = 128, .passes = 1, .slots = 1});
  const std::string first = hash_of(warm, "one");
  for (int i = 0; i < 20; ++i) (void)hash_of(warm, "two");
  CHECK(warm.verify("one", first).value());
  CHECK(other.verify("one", first).value());  // In libsodium's own memory.
}

TEST_CASE("L09: every byte of a password counts, NUL and the 256th included", "[crypto][pwhash]") {
  PasswordHasher hasher(kQuick);
  std::string password(limits::kPasswordBytesMax, 'x');
  password[3] = '\0';
  const std::string stored = hash_of(hasher, password);
  CHECK(hasher.verify(password, stored).value());
  for (const std::size_t at : {0, 3, 4, 72, 128, 255}) {
    std::string other = password;
    other[at] = static_cast<char>(other[at] ^ 1);
    CHECK_FALSE(hasher.verify(other, stored).value());
  }
  CHECK_FALSE(hasher.verify(password.substr(0, 255), stored).value());
  CHECK_FALSE(hasher.verify(password.substr(0, 3), stored).value());
}

TEST_CASE("L08: a password beyond the limit is refused without work, one at the limit is not",
          "[crypto][pwhash]") {
  PasswordHasher hasher(kQuick);
  SystemRandom random;
  const std::string stored = hash_of(hasher, "short");
  const std::string longest(limits::kPasswordBytesMax, 'p');
  const std::string too_long = longest + "p";
  CHECK(hasher.hash(longest, random).ok());
  CHECK(hasher.hash(too_long, random).error().code == "InvalidParameterException");
  CHECK(hasher.verify(too_long, stored).error().code == "InvalidParameterException");
  CHECK(hasher.spend(too_long).error().code == "InvalidParameterException");
}

TEST_CASE("two hashes of one password differ", "[crypto][pwhash]") {
  PasswordHasher hasher(kQuick);
  CHECK(hash_of(hasher, "same") != hash_of(hasher, "same"));
}

TEST_CASE("a stored hash in any other spelling is corrupt", "[crypto][pwhash]") {
  PasswordHasher hasher(kQuick);
  const std::string good =
      "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  CHECK(hasher.verify("x", good).ok());
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string changed = good;
    return changed.replace(changed.find(from), from.size(), to);
  };
  for (const std::string& bad :
       {std::string(), std::string("$"), good + "=", good + '\0', good.substr(1),
        with("argon2id", "argon2i"), with("v=19", "v=16"), with("m=64", "m=064"),
        with("m=64", "m=+64"), with("m=64", "m=-64"), with("m=64", "m="), with("m=64", "m=7"),
        with("m=64", "m=262145"), with("m=64", "m=99999999999"), with("t=1", "t=0"),
        with("t=1", "t=17"), with("p=1", "p=2"),
        with("AAAAAAAAAAAAAAAAAAAAAA$", "AAAAAAAAAAAAAAAAAAAAAB$"), with("$A", "$ ")}) {
    CAPTURE(bad);
    const auto verdict = hasher.verify("x", bad);
    REQUIRE_FALSE(verdict.ok());
    CHECK(verdict.error().errc == Errc::corrupt);
    CHECK(hasher.needs_rehash(bad));
  }
  // Other lengths of salt and tag are those of an imported hash (imported_hash.h).
  for (const std::string& other : {good + "A", good.substr(0, good.size() - 1),
                                   with("AAAAAAAAAAAAAAAAAAAAAA$", "AAAAAAAAAAAAAAAAAAAAAAAA$"),
                                   with("AAAAAAAAAAAAAAAAAAAAAA$", "AAAAAAAAAAAAAAAAAAAA$")}) {
    CAPTURE(other);
    CHECK_FALSE(hasher.verify("x", other).value());
    CHECK(hasher.needs_rehash(other));
  }
}

TEST_CASE("E02: spending the work of a verify always succeeds", "[crypto][pwhash]") {
  PasswordHasher hasher(kQuick);
  CHECK(hasher.spend("anything").ok());
  CHECK(hasher.spend("").ok());
}

TEST_CASE("a hash of another cost wants to be made anew", "[crypto][pwhash]") {
  PasswordHasher cheap(kQuick);
  PasswordHasher dear({.memory_kib = 64, .passes = 2, .slots = 1});
  const std::string stored = hash_of(cheap, "pw");
  CHECK_FALSE(cheap.needs_rehash(stored));
  CHECK(dear.needs_rehash(stored));
}

TEST_CASE("L08: under a flood every caller is either served rightly or told to come back",
          "[crypto][pwhash]") {
  PasswordHasher hasher({.memory_kib = 1024, .passes = 1, .slots = 1, .queue_max = 1});
  const std::string stored = hash_of(hasher, "pw");
  std::atomic<int> served{0};
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const auto verdict = hasher.verify("pw", stored);
        if (verdict.ok()) ++served;
        const bool right = verdict.ok() ? *verdict
                                        : verdict.error().errc == Errc::busy &&
                                              verdict.error().code == "TooManyRequestsException" &&
                                              verdict.error().message == "Rate exceeded";
        if (!right) ++wrong;
      }
    });
  }
  for (auto& caller : callers) caller.join();
  CHECK(served > 0);
  CHECK(wrong == 0);
}

TEST_CASE("hashes on several threads do not disturb each other", "[crypto][pwhash]") {
  PasswordHasher hasher({.memory_kib = 256, .passes = 1, .slots = 4});
  const std::string ours = hash_of(hasher, "ours");
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 40; ++round) {
        const bool expected = (i + round) % 2 == 0;
        const auto verdict = hasher.verify(expected ? "ours" : "theirs", ours);
        if (!verdict.ok() || *verdict != expected) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("an arena takes no memory before its first loan", "[crypto][pwhash]") {
  PwhashArena arena(1 << 20);
  CHECK(arena.base() == nullptr);
  { const PwhashArena::Loan loan(arena); }
  CHECK(arena.base() != nullptr);
}

// Proves that the final link goes through the arena at all.
TEST_CASE("a loan answers this thread's mapping of the arena's size and nothing else",
          "[crypto][pwhash]") {
  constexpr std::size_t kBytes = 1 << 20;
  const auto map = [](std::size_t size) {
    return mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  };
  PwhashArena arena(kBytes);
  {
    const PwhashArena::Loan loan(arena);
    void* lent = map(kBytes);
    CHECK(lent == arena.base());
    CHECK(munmap(lent, kBytes) == 0);
    static_cast<char*>(lent)[0] = 1;  // Still mapped.

    void* other_size = map(2 * kBytes);
    CHECK(other_size != arena.base());
    munmap(other_size, 2 * kBytes);
    std::thread([&] {
      void* other_thread = map(kBytes);
      CHECK(other_thread != arena.base());
      munmap(other_thread, kBytes);
    }).join();
  }
  void* after = map(kBytes);
  CHECK(after != arena.base());
  munmap(after, kBytes);
}

TEST_CASE("K01: the block a tag is computed from is wiped when a loan ends", "[crypto][pwhash]") {
  constexpr std::size_t kBytes = 64 << 10;
  PwhashArena arena(kBytes);
  { const PwhashArena::Loan loan(arena); }
  auto* bytes = static_cast<char*>(arena.base());
  std::memset(bytes, 'x', kBytes);
  { const PwhashArena::Loan loan(arena); }
  CHECK(std::string(bytes + kBytes - 1024, 1024) == std::string(1024, '\0'));
  CHECK(bytes[kBytes - 1025] == 'x');
}

}  // namespace
}  // namespace postern::crypto
