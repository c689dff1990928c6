// Passwords of users: hashed, checked, remembered; the lockout in front of every check.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/pwhash.h"
#include "domain/pool.h"
#include "domain/store.h"
#include "domain/user.h"

namespace postern::auth {

inline Error wrong_password() {
  return not_authorized("Incorrect username or password.");
}

// What is stored of a password.
struct PasswordRecord {
  std::string hash;
  std::string srp_salt;  // Empty, like the verifier, when the pool has SRP off.
  std::string srp_verifier;
};

// Whose proof is guessed at, and from where (Place::source).
struct Guess {
  const domain::Pool& pool;
  const domain::User& user;
  std::string_view source;
};

// Safe for concurrent use.
class Credentials {
 public:
  Credentials(domain::Store& store, crypto::PasswordHasher& hasher)
      : store_(store), hasher_(hasher) {}

  // Hashes a password: tens of milliseconds, so it happens outside transactions.
  Result<PasswordRecord> derive(const domain::Pool& pool, std::string_view username,
                                std::string_view password);

  // Checks a new password against the pool's policy and, when `user` has one, against its history.
  Status check_new(const domain::Pool& pool, const domain::User* user, std::string_view password,
                   std::string_view wording = "policy");

  // Puts a derived password into a user: in force, history moved on. The caller writes the user.
  static void apply(const domain::Pool& pool, domain::User& user, PasswordRecord password);

  // Checks a password, one guess per user at a time: refuses while the user is locked out or the
  // source has guessed wrong too often, counts a failure. NotAuthorizedException for a wrong one.
  Status check(const Guess& guess, std::string_view password);

  // The same for any other proof: `is_right` looks at one guess, a wrong one is answered with
  // `refusal`.
  Status attempt(const Guess& guess, const std::function<Result<bool>()>& is_right,
                 Error refusal = wrong_password());

  // Does the work of a check that fails: an unknown user costs the same (E02).
  Status spend(std::string_view password);

  // Whether what is stored should be made anew while the password is at hand: a hash of another
  // cost, or a verifier that is missing since SRP was off.
  [[nodiscard]] bool wants_renewal(const domain::Pool& pool, const domain::User& user) const;

 private:
  std::mutex& guess_lane(std::string_view sub);

  domain::Store& store_;
  crypto::PasswordHasher& hasher_;
  // Guesses at one user are checked one after the other, so that the count is right before the
  // next: 1,000 parallel guesses are five guesses (M04, L02). Users share lanes by hash.
  std::array<std::mutex, 256> lanes_;
};

}  // namespace postern::auth
