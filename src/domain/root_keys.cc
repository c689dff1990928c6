// How another root key takes the place of a store's.
#include "domain/root_keys.h"

#include <algorithm>

#include "crypto/digest.h"
#include "crypto/seal.h"
#include "domain/keyspace.h"
#include "domain/reseal.h"
#include "domain/store.h"

namespace postern::domain {
namespace {

constexpr int kStoreFormat = 1;
constexpr int kTakeoverAttemptsMax = 16;
// A commit costs a write to the disk; but where other engines write, a large slice seldom wins.
constexpr std::size_t kSliceRowsMax = 256;
constexpr std::size_t kSliceRowsMin = 8;

constexpr std::size_t kEpochIdBytes = 16;

Secret first_token_key(std::string_view root_key) {
  return crypto::derive_key(root_key, "sealed-tokens");
}

Error wrong_key() {
  return {Errc::corrupt, "InternalErrorException",
          "The root key is not the one this store was created with, or was given since."};
}

Error replaced_key() {
  return {Errc::storage, "InternalErrorException",
          "Another engine gave this store a new root key: give it to this one as well, with "
          "postern:RotateRootKey, or open with it."};
}

Status check_length(std::string_view key) {
  if (key.size() == kRootKeyBytes) return ok();
  return invalid_parameter("NewRootKey must be 32 bytes in base64.");
}

Error changed_store() {
  return {Errc::conflict, "InternalErrorException", "The store has another root key or epoch now."};
}

Error busy_store() {
  return {Errc::conflict, "InternalErrorException",
          "Other engines keep changing the store's keys."};
}

bool is_damage(const Error& error) {
  return error.errc == Errc::corrupt;
}

}  // namespace

RootKeys::RootKeys(std::string_view root_key, storage::Storage& storage, Clock& clock,
                   Random& random, RootKeyHolder* holder)
    : storage_(storage),
      clock_(clock),
      random_(random),
      holder_(holder),
      envelope_(root_key, random),
      tokens_(first_token_key(root_key)),
      root_key_(root_key) {}

Status RootKeys::unlock() {
  if (storage_.is_shared()) storage_.read_along(keys::store_info());
  return storage::transact(storage_, [&](storage::Txn& raw) -> Status {
    POSTERN_TRY(const auto info, raw.get(keys::store_info()));
    if (!info) POSTERN_CHECK(make_rows(raw));
    POSTERN_CHECK(read_rows(raw));
    return leave_backup(raw);
  });
}

Status RootKeys::make_rows(storage::Txn& raw) {
  Txn txn(raw, envelope_, cache_);
  StoreInfo info;
  info.format = kStoreFormat;
  info.created_us = clock_.now_us();
  POSTERN_CHECK(txn.put(keys::store_info(), info));
  StoreKeys made;
  made.refresh = random_.bytes(crypto::kSealKeyBytes);
  made.digest = random_.bytes(crypto::kSealKeyBytes);
  const Status stored = txn.put(keys::store_keys(), made);
  wipe(made.refresh);
  wipe(made.digest);
  return stored;
}

Status RootKeys::read_rows(storage::Txn& raw) {
  Txn txn(raw, envelope_, cache_);
  auto info = txn.get<StoreInfo>(keys::store_info());
  if (!info.ok()) return is_damage(info.error()) ? wrong_key() : std::move(info).error();
  if ((*info)->format > kStoreFormat) {
    return Error{Errc::storage, "InternalErrorException",
                 "The store was written by a newer version of this library."};
  }
  POSTERN_TRY(auto kept, txn.get<StoreKeys>(keys::store_keys()));
  if (!kept) {
    // A store from before these keys were kept: there they follow from the root key.
    kept.emplace();
    kept->refresh = crypto::derive_key(root_key_.view(), "refresh-tokens").view();
    kept->digest = crypto::derive_key(root_key_.view(), "stable-digest").view();
    POSTERN_CHECK(txn.put(keys::store_keys(), *kept));
  }
  refresh_key_ = Secret(std::string_view(kept->refresh));
  digest_key_ = Secret(std::string_view(kept->digest));
  wipe(kept->refresh);
  wipe(kept->digest);
  enter(**info);
  POSTERN_TRY(auto rotation, txn.get<RootKeyRotation>(keys::root_key_rotation()));
  if (rotation) {
    envelope_.also_open(Secret(std::string_view(rotation->old_records)));
    tokens_.also_open(Secret(std::string_view(rotation->old_tokens)));
    wipe(rotation->old_records);
    wipe(rotation->old_tokens);
  }
  rotating_ = rotation.has_value();
  POSTERN_TRY(const auto sealed, raw.get(keys::store_info()));
  row_.see(sealed.value_or(std::string()), clock_.now_us());
  return ok();
}

Secret RootKeys::token_key(std::string_view root_key) const {
  Secret first = first_token_key(root_key);
  const std::string& id = epoch_.get().id;
  return id.empty() ? std::move(first) : Secret(crypto::hmac_sha256(first.view(), id));
}

// REQUIRES: mutex_ is held, or nobody else has this yet.
void RootKeys::enter(const StoreInfo& info) {
  const bool other_tokens = info.epoch_id != epoch_.get().id;
  epoch_.set(Epoch::of(info));
  if (!other_tokens) return;
  tokens_.rotate(token_key(root_key_.view()));
  tokens_.forget_previous();
  if (!next_key_.empty()) tokens_.also_open(token_key(next_key_.view()));
}

// A backup's first opening is its return into service.
Status RootKeys::leave_backup(storage::Txn& raw) {
  sessions_before_.reset();
  POSTERN_TRY(const auto mark, raw.get(keys::backup()));
  if (!mark) return ok();
  Txn txn(raw, envelope_, cache_);
  POSTERN_TRY(auto info, txn.get<StoreInfo>(keys::store_info()));
  sessions_before_ = info->sessions_from;
  POSTERN_CHECK(write_epoch(txn, *info, /*keeps_sessions=*/false));
  POSTERN_CHECK(txn.erase(keys::backup()));
  enter(*info);
  POSTERN_TRY(const auto sealed, raw.get(keys::store_info()));
  row_.see(sealed.value_or(std::string()), clock_.now_us());
  return ok();
}

Status RootKeys::write_epoch(Txn& txn, StoreInfo& info, bool keeps_sessions) {
  ++info.epoch;
  info.epoch_began_us = clock_.now_us();
  info.epoch_id = random_.bytes(kEpochIdBytes);
  if (!keeps_sessions) info.sessions_from = info.epoch;
  POSTERN_CHECK(txn.put(keys::store_info(), info));
  POSTERN_TRY(auto rotation, txn.get<RootKeyRotation>(keys::root_key_rotation()));
  if (!rotation) return ok();
  // Tokens under the key before are of an earlier epoch.
  rotation->old_tokens = random_.bytes(crypto::kSealKeyBytes);
  return txn.put(keys::root_key_rotation(), *rotation);
}

Status RootKeys::begin_epoch(bool keeps_sessions) {
  const std::lock_guard replacing(replacing_);
  const storage::RetryGate::Pass alone(storage_.retry_gate(), /*alone=*/true);
  for (int attempt = 0; attempt < kTakeoverAttemptsMax; ++attempt) {
    const Status begun = try_begin_epoch(keeps_sessions);
    if (begun.ok() || begun.error().errc != Errc::conflict) return begun;
  }
  return busy_store();
}

Status RootKeys::try_begin_epoch(bool keeps_sessions) {
  POSTERN_TRY(auto raw, storage_.begin(storage::Mode::write));
  if (storage_.is_shared()) POSTERN_CHECK(confirm(*raw));
  Txn txn(*raw, envelope_, cache_);
  POSTERN_TRY(auto info, txn.get<StoreInfo>(keys::store_info()));
  if (!info) return internal_error("The store has lost its own rows.");
  if (sessions_before_) {
    info->sessions_from = keeps_sessions ? *sessions_before_ : info->epoch;
    POSTERN_CHECK(txn.put(keys::store_info(), *info));
  } else {
    POSTERN_CHECK(write_epoch(txn, *info, keeps_sessions));
  }
  POSTERN_TRY(const auto sealed, raw->get(keys::store_info()));
  const Status committed = raw->commit();
  if (committed.ok()) {
    const std::lock_guard lock(mutex_);
    enter(*info);
    row_.see(sealed.value_or(std::string()), clock_.now_us());
    sessions_before_.reset();
  } else if (committed.error().errc == Errc::unknown_commit) {
    static_cast<void>(follow().ok());
  }
  return committed;
}

Status RootKeys::prepare(std::string_view next) {
  POSTERN_CHECK(check_length(next));
  const std::lock_guard replacing(replacing_);
  {
    const std::lock_guard lock(mutex_);
    if (root_key_.view() == next) return ok();
    if (rotating_) return invalid_parameter("A rotation of the root key is under way.");
    next_key_ = Secret(next);
    // What engines seal that go ahead with it opens here too.
    envelope_.also_open(storage::Envelope::key_of(next));
    tokens_.also_open(token_key(next));
  }
  // Perhaps one already has.
  const auto followed = follow();
  return followed.ok() ? ok() : Status(followed.error());
}

Status RootKeys::replace_in_holder() {
  POSTERN_TRY(const Secret next, holder_->make_next());
  POSTERN_CHECK(replace(next.view()));
  return holder_->promote_next();
}

Status RootKeys::replace(std::string_view next) {
  POSTERN_CHECK(prepare(next));
  const std::lock_guard replacing(replacing_);
  return take_over(Secret(next));
}

// No transaction of this engine is under way when the store's key changes, and none begins before
// this engine's has changed as well. Those of other engines are refused by confirm().
Status RootKeys::take_over(const Secret& next) {
  const storage::RetryGate::Pass alone(storage_.retry_gate(), /*alone=*/true);
  for (int attempt = 0; attempt < kTakeoverAttemptsMax; ++attempt) {
    if (present_key().view() == next.view()) return ok();
    const Status taken = try_take_over(next);
    if (taken.ok() || taken.error().errc != Errc::conflict) return taken;
  }
  return busy_store();
}

Status RootKeys::try_take_over(const Secret& next) {
  POSTERN_TRY(auto txn, storage_.begin(storage::Mode::write));
  POSTERN_TRY(const std::string info, write_takeover(*txn, next));
  const Status committed = txn->commit();
  if (committed.ok()) {
    const std::lock_guard lock(mutex_);
    use(next);
    row_.see(info, clock_.now_us());
    return ok();
  }
  // Whatever became of it, the row tells; asked now or by whoever calls next.
  if (committed.error().errc == Errc::unknown_commit) static_cast<void>(follow().ok());
  return committed;
}

Secret RootKeys::present_key() {
  const std::lock_guard lock(mutex_);
  return root_key_.clone();
}

Result<std::string> RootKeys::write_takeover(storage::Txn& raw, const Secret& next) {
  if (storage_.is_shared()) POSTERN_CHECK(confirm(raw));
  const storage::Envelope envelope(next.view(), random_);
  Txn before(raw, envelope_, cache_);
  Txn after(raw, envelope, cache_);
  POSTERN_TRY(const auto info, before.get<StoreInfo>(keys::store_info()));
  POSTERN_TRY(const auto kept, before.get<StoreKeys>(keys::store_keys()));
  POSTERN_TRY(const auto present, before.get<RootKeyRotation>(keys::root_key_rotation()));
  if (!info || !kept) return internal_error("The store has lost its own rows.");
  if (present) return invalid_parameter("A rotation of the root key is under way.");
  const Secret old = present_key();
  RootKeyRotation rotation;
  rotation.started_us = clock_.now_us();
  rotation.old_records = storage::Envelope::key_of(old.view()).view();
  rotation.old_tokens = token_key(old.view()).view();
  POSTERN_CHECK(after.put(keys::store_info(), *info));
  POSTERN_CHECK(after.put(keys::store_keys(), *kept));
  const Status written = after.put(keys::root_key_rotation(), rotation);
  wipe(rotation.old_records);
  wipe(rotation.old_tokens);
  POSTERN_CHECK(written);
  POSTERN_TRY(const auto sealed, raw.get(keys::store_info()));
  return sealed.value_or(std::string());
}

// REQUIRES: mutex_ is held.
void RootKeys::use(const Secret& root_key) {
  if (root_key_.view() == root_key.view()) return;
  envelope_.rotate(root_key.view());
  tokens_.rotate(token_key(root_key.view()));
  root_key_ = root_key.clone();
  next_key_ = Secret();
  rotating_ = true;
}

Result<ResealProgress> RootKeys::reseal_some() {
  ResealProgress progress;
  std::size_t limit = 2 * kSliceRowsMax;
  auto resealed = storage::transact(storage_, [&](storage::Txn& raw) -> Status {
    limit = std::max(limit / 2, kSliceRowsMin);
    if (storage_.is_shared()) POSTERN_CHECK(confirm(raw));
    Txn txn(raw, envelope_, cache_);
    progress = ResealProgress();
    POSTERN_TRY(auto rotation, txn.get<RootKeyRotation>(keys::root_key_rotation()));
    if (!rotation) return ok();
    POSTERN_TRY(const bool more, reseal_slice(raw, envelope_, limit, *rotation));
    progress = {!more, rotation->rows, rotation->damaged};
    if (more) return txn.put(keys::root_key_rotation(), *rotation);
    // Written anew, so that other engines see that something has changed.
    POSTERN_TRY(const auto info, txn.get<StoreInfo>(keys::store_info()));
    if (info) POSTERN_CHECK(txn.put(keys::store_info(), *info));
    return txn.erase(keys::root_key_rotation());
  });
  if (!resealed.ok()) {
    // Others were faster, every time. They will not always be.
    if (resealed.error().errc == Errc::conflict) return ResealProgress{.complete = false};
    return std::move(resealed).error();
  }
  return progress.complete ? finish(progress) : Result<ResealProgress>(progress);
}

Result<ResealProgress> RootKeys::finish(ResealProgress progress) {
  if (!rotating_) return progress;
  {
    // No transaction that writes still has a snapshot in which there are records under the old key.
    const storage::RetryGate::Pass alone(storage_.retry_gate(), /*alone=*/true);
    POSTERN_TRY([[maybe_unused]] const bool changed, follow());
  }
  if (holder_ != nullptr) POSTERN_CHECK(holder_->promote_next());
  return progress;
}

Status RootKeys::confirm(storage::Txn& raw) {
  POSTERN_TRY(const auto info, raw.get(keys::store_info()));
  {
    const std::lock_guard lock(mutex_);
    if (info && row_.is_present(*info)) return ok();
    if (info && row_.is_former(*info, clock_.now_us())) return changed_store();
  }
  if (!info) return replaced_key();
  POSTERN_CHECK(catch_up(raw, *info));
  return changed_store();
}

Result<bool> RootKeys::follow() {
  return storage::read(storage_, [&](storage::Txn& raw) -> Result<bool> {
    const Status confirmed = confirm(raw);
    if (confirmed.ok()) return false;
    if (confirmed.error().errc == Errc::conflict) return true;
    return confirmed.error();
  });
}

Status RootKeys::keep_up() {
  if (!storage_.is_shared()) return ok();
  auto followed = follow();
  return followed.ok() ? ok() : Status(std::move(followed).error());
}

Status RootKeys::catch_up(storage::Txn& raw, const std::string& info) {
  const auto opens = [&](std::string_view root_key) {
    const storage::Envelope envelope(root_key, random_);
    return envelope.open(RecordTraits<StoreInfo>::kType, keys::store_info(), info).ok();
  };
  POSTERN_TRY(const auto rotation, raw.get(keys::root_key_rotation()));
  const std::lock_guard lock(mutex_);
  if (!opens(root_key_.view())) {
    if (next_key_.empty() || !opens(next_key_.view())) return replaced_key();
    use(Secret(next_key_.view()));
  }
  if (!rotation) {
    envelope_.forget_previous();
    tokens_.forget_previous();
  }
  Txn txn(raw, envelope_, cache_);
  POSTERN_TRY(const auto opened, txn.open<StoreInfo>(keys::store_info(), info));
  enter(opened);
  rotating_ = rotation.has_value();
  row_.see(info, clock_.now_us());
  return ok();
}

}  // namespace postern::domain
