// Passwords of users: hashed, checked, remembered; the lockout in front of every check.
#include "auth/credentials.h"

#include <functional>

#include "crypto/srp.h"
#include "domain/guess_budget.h"
#include "domain/lockout.h"
#include "domain/password_policy.h"

namespace postern::auth {

Result<PasswordRecord> Credentials::derive(const domain::Pool& pool, std::string_view username,
                                           std::string_view password) {
  PasswordRecord record;
  POSTERN_TRY(record.hash, hasher_.hash(password, store_.random()));
  if (!pool.srp_off) {
    record.srp_salt = store_.random().bytes(crypto::srp::kSaltBytes);
    record.srp_verifier =
        crypto::srp::verifier(pool.short_name(), username, password, record.srp_salt).view();
  }
  return record;
}

Status Credentials::check_new(const domain::Pool& pool, const domain::User* user,
                              std::string_view password, std::string_view wording) {
  POSTERN_CHECK(domain::check_password(pool.password_policy, password, wording));
  if (user == nullptr || pool.password_policy.history_size == 0) return ok();
  std::vector<std::string_view> old_hashes(user->password_history.begin(),
                                           user->password_history.end());
  if (!user->password_hash.empty()) old_hashes.push_back(user->password_hash);
  for (const std::string_view hash : old_hashes) {
    POSTERN_TRY(const bool used_before, hasher_.verify(password, hash));
    if (used_before) {
      return reject("PasswordHistoryPolicyViolationException", "Password has previously been used");
    }
  }
  return ok();
}

void Credentials::apply(const domain::Pool& pool, domain::User& user, PasswordRecord password) {
  const auto kept = static_cast<std::size_t>(pool.password_policy.history_size);
  if (kept > 0 && !user.password_hash.empty()) user.password_history.push_back(user.password_hash);
  // The password in force counts as one of the remembered ones.
  while (user.password_history.size() + 1 > std::max<std::size_t>(kept, 1)) {
    user.password_history.erase(user.password_history.begin());
  }
  user.password_hash = std::move(password.hash);
  user.srp_salt = std::move(password.srp_salt);
  user.srp_verifier = std::move(password.srp_verifier);
  user.password_expires_us = 0;
}

std::mutex& Credentials::guess_lane(std::string_view sub) {
  return lanes_[std::hash<std::string_view>()(sub) % lanes_.size()];
}

Status Credentials::attempt(const Guess& guess, const std::function<Result<bool>()>& is_right,
                            Error refusal) {
  const std::string& pool_id = guess.pool.id;
  const std::string& sub = guess.user.sub;
  const std::lock_guard lane(guess_lane(sub));
  POSTERN_CHECK(store_.read([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(domain::check_lockout(txn, pool_id, sub, guess.source, store_.now_us()));
    return domain::check_guess_budget(txn, pool_id, sub, guess.source, store_.now_us());
  }));
  POSTERN_TRY(const bool right, is_right());
  if (right) return ok();
  POSTERN_CHECK(store_.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(domain::count_wrong_guess(txn, pool_id, guess.source, store_.now_us()));
    return domain::count_failure(txn, pool_id, sub, guess.source, store_.now_us());
  }));
  return refusal;
}

Status Credentials::check(const Guess& guess, std::string_view password) {
  const domain::User& user = guess.user;
  const auto is_right = [&]() -> Result<bool> {
    if (!user.password_hash.empty()) return hasher_.verify(password, user.password_hash);
    POSTERN_CHECK(hasher_.spend(password));
    return false;
  };
  return attempt(guess, is_right);
}

Status Credentials::spend(std::string_view password) {
  return hasher_.spend(password);
}

bool Credentials::wants_renewal(const domain::Pool& pool, const domain::User& user) const {
  return hasher_.needs_rehash(user.password_hash) || (!pool.srp_off && user.srp_verifier.empty());
}

}  // namespace postern::auth
