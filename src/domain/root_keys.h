// What hangs on the root key, and how another root key takes its place while the store is in use.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/rotating_sealer.h"
#include "domain/decode_cache.h"
#include "domain/epoch.h"
#include "domain/key_row.h"
#include "domain/records.h"
#include "storage/envelope.h"
#include "storage/storage.h"

namespace postern::domain {

inline constexpr std::size_t kRootKeyBytes = 32;

// Keeps the root key from one run to the next, where that is not the host's business.
class RootKeyHolder {
 public:
  virtual ~RootKeyHolder() = default;

  // A key, durable beside the present one, so that either is found again. One that was made before
  // and never took over is given again: it may have, for all anybody knows.
  virtual Result<Secret> make_next() = 0;
  // The next one, if there is one, takes the place of the present one.
  virtual Status promote_next() = 0;
};

class Txn;

struct ResealProgress {
  bool complete = true;      // No record is under an older key.
  std::int64_t rows = 0;     // Sealed anew so far.
  std::int64_t damaged = 0;  // That no key opens. They stay as they are.
};

// The root key of a store. Records and tokens that travel are sealed under keys derived from it;
// two more keys are sealed in the store, since what was made with them must outlive it.
//
// Another root key takes over in one transaction, which writes the row that proves the key, and
// what is left of the old key sealed under the new one. From its commit on the new key opens the
// store and the old one does not. After it, slice by slice, every record is sealed anew; when none
// is left, what was kept of the old key goes. A transaction that sealed under the old key cannot
// commit behind the walk: on a store of one engine none is under way when the key changes, and on
// a shared one each has read the row that proves the key. Safe for concurrent use.
class RootKeys {
 public:
  // All references outlive this. `holder` is null where the host keeps the key.
  RootKeys(std::string_view root_key, storage::Storage& storage, Clock& clock, Random& random,
           RootKeyHolder* holder);

  // Reads the rows that prove the key, or makes them in an empty store. In a backup that nobody has
  // opened yet another epoch begins, and the sessions of before end. Errc::corrupt: this is not the
  // store's key. To be called first, once.
  Status unlock();

  [[nodiscard]] const storage::Envelope& envelope() const { return envelope_; }
  // Seals tokens that travel.
  [[nodiscard]] const crypto::RotatingSealer& tokens() const { return tokens_; }
  // REQUIRES of both: unlocked.
  [[nodiscard]] const Secret& refresh_key() const { return refresh_key_; }
  [[nodiscard]] const Secret& digest_key() const { return digest_key_; }

  [[nodiscard]] const PresentEpoch& epoch() const { return epoch_; }

  // Begins another epoch, since the store is one that was put back; see Epoch. Sessions of before
  // end, or go on. Where unlock() has begun one, the first call decides about the sessions of that.
  Status begin_epoch(bool keeps_sessions);

  // Whether this engine knows of records under an older key.
  [[nodiscard]] bool is_rotating() const { return rotating_; }
  [[nodiscard]] bool keeps_its_key() const { return holder_ != nullptr; }

  // Keeps `next` in mind: when another engine on the same store gives it to the store, this one
  // goes along.
  Status prepare(std::string_view next);

  // Makes `next` the root key. Nothing, if it is already. InvalidParameterException while there are
  // records left under a key before the present one. After Errc::unknown_commit either key may be
  // the store's.
  Status replace(std::string_view next);
  // The same with a key of the holder's. REQUIRES: there is a holder.
  Status replace_in_holder();

  // Seals some more records anew.
  Result<ResealProgress> reseal_some();

  // For transactions of a shared store: that what this one sealed is under the store's root key,
  // and what it read is of the store's epoch. Errc::conflict: it was not, and is from here on.
  // Errc::storage: this engine was not given the key.
  Status confirm(storage::Txn& raw);
  // True if the store had another root key than this engine knew of, and the engine knows it now.
  // Errors as of confirm().
  Result<bool> follow();
  // follow(), where other engines share the store: for what is read without a transaction.
  Status keep_up();

 private:
  Status make_rows(storage::Txn& raw);
  Status read_rows(storage::Txn& raw);
  Status take_over(const Secret& next);
  Status try_take_over(const Secret& next);
  Secret present_key();
  Result<std::string> write_takeover(storage::Txn& raw, const Secret& next);
  Status catch_up(storage::Txn& raw, const std::string& info);
  Status leave_backup(storage::Txn& raw);
  Status try_begin_epoch(bool keeps_sessions);
  Status write_epoch(Txn& txn, StoreInfo& info, bool keeps_sessions);
  void enter(const StoreInfo& info);
  [[nodiscard]] Secret token_key(std::string_view root_key) const;
  Result<ResealProgress> finish(ResealProgress progress);
  void use(const Secret& root_key);

  storage::Storage& storage_;
  Clock& clock_;
  Random& random_;
  RootKeyHolder* const holder_;
  storage::Envelope envelope_;
  PresentEpoch epoch_;
  std::optional<int> sessions_before_;  // Of the epoch before the one that unlock() began.
  crypto::RotatingSealer tokens_;
  Secret refresh_key_;
  Secret digest_key_;
  DecodeCache cache_;
  std::atomic<bool> rotating_{false};
  std::mutex replacing_;  // Held by who gives the store another key.
  std::mutex mutex_;      // Guards what follows.
  Secret root_key_;
  Secret next_key_;  // Empty: none was prepared.
  KeyRow row_;
};

}  // namespace postern::domain
