// Typed, sealed records over the storage contract: the only way the rest of the engine reads or
// writes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "domain/audit_log.h"
#include "domain/decode_cache.h"
#include "domain/epoch.h"
#include "domain/records.h"
#include "domain/revocations.h"
#include "storage/envelope.h"
#include "storage/storage.h"
#include "storage/transact.h"

namespace postern::domain {

class RootKeys;

// One transaction, seen as records. Borrowed by the body of Store::read() and Store::transact().
class Txn {
 public:
  Txn(storage::Txn& raw, const storage::Envelope& envelope, DecodeCache& cache,
      const Epoch& epoch = first_epoch().get())
      : raw_(raw), envelope_(envelope), cache_(cache), epoch_(epoch) {}

  template <class Record>
  Result<std::optional<Record>> get(std::string_view key) {
    POSTERN_TRY(auto sealed, raw_.get(key));
    if (!sealed) return std::optional<Record>();
    POSTERN_TRY(Record record, open<Record>(key, *sealed));
    return std::optional<Record>(std::move(record));
  }

  template <class Record>
  Status put(std::string_view key, const Record& record) {
    note_write(key, false);
    return raw_.put(key, envelope_.seal(RecordTraits<Record>::kType, key, encode_record(record)));
  }

  template <class Record>
  Result<Record> open(std::string_view key, std::string_view sealed) {
    POSTERN_TRY(auto plain, open_bytes<Record>(key, sealed));
    auto record = decode_record<Record>(plain);
    wipe(plain);
    return record;
  }

  // The record as it was encoded.
  template <class Record>
  Result<std::string> open_bytes(std::string_view key, std::string_view sealed) {
    return envelope_.open(RecordTraits<Record>::kType, key, sealed);
  }

  // A record that was encoded elsewhere.
  Status put_bytes(std::string_view key, std::uint8_t record_type, std::string_view encoded) {
    note_write(key, false);
    return raw_.put(key, envelope_.seal(record_type, key, encoded));
  }

  // A row that carries all it says in its key.
  Status put_mark(std::string_view key) {
    note_write(key, false);
    return raw_.put(key, {});
  }
  Status erase(std::string_view key) {
    note_write(key, true);
    return raw_.erase(key);
  }
  Result<bool> exists(std::string_view key) {
    POSTERN_TRY(auto value, raw_.get(key));
    return value.has_value();
  }

  // Rows under `prefix`, in key order, after `after_key` (empty: from the start).
  Result<std::vector<storage::Row>> scan_prefix(std::string_view prefix, std::string_view after_key,
                                                std::size_t limit);
  // The same without the values: rows that are marks have none.
  Result<std::vector<storage::Row>> scan_prefix_keys(std::string_view prefix,
                                                     std::string_view after_key,
                                                     std::size_t limit);

  storage::Txn& raw() { return raw_; }
  DecodeCache& cache() { return cache_; }
  [[nodiscard]] storage::RangeKeys& range_keys() { return envelope_.range_keys(); }
  // In which this transaction was begun. Where another has begun since, it does not commit.
  [[nodiscard]] const Epoch& epoch() const { return epoch_; }

  // Declares that this transaction takes tokens away; published when it has committed.
  void revokes_user(std::string_view pool_id, std::string_view sub) {
    revoked_users_.emplace_back(pool_id, sub);
  }
  void revokes_all() { revokes_all_ = true; }

  // For the audit log. A transaction leaves an event when it writes something, unless one of the
  // two says otherwise.
  struct Write {
    std::string key;
    bool erased;
  };
  void keep_writes() { keeps_writes_ = true; }
  void leave_event() { leaves_event_ = true; }
  void leave_no_event() { leaves_event_ = false; }
  [[nodiscard]] bool leaves_event() const { return leaves_event_.value_or(!writes_.empty()); }
  [[nodiscard]] const std::vector<Write>& writes() const { return writes_; }

 private:
  void note_write(std::string_view key, bool erased) {
    if (keeps_writes_) writes_.push_back({std::string(key), erased});
  }

  friend class Store;
  storage::Txn& raw_;
  const storage::Envelope& envelope_;
  DecodeCache& cache_;
  const Epoch& epoch_;
  std::vector<std::pair<std::string, std::string>> revoked_users_;
  bool revokes_all_ = false;
  bool keeps_writes_ = false;
  std::optional<bool> leaves_event_;
  std::vector<Write> writes_;
};

// Everything domain rules need of the outside. Borrowed; safe for concurrent use.
class Store {
 public:
  Store(storage::Storage& storage, const storage::Envelope& envelope, Clock& clock, Random& random)
      : storage_(storage),
        envelope_(envelope),
        clock_(clock),
        random_(random),
        revocations_(clock.now_us()) {}

  // Runs `body(Txn&)` on a snapshot and returns its Result. The body may run again: what it read
  // belongs to the store's present epoch.
  template <class Body>
  auto read(Body&& body) {
    return read_anew(body, kReadsMax);
  }

  // Runs `body(Txn&)` and commits, again after a conflict: it must have no other effect than the
  // transaction. An Error rolls back; storage::commit_then_refuse(error) keeps what was written and
  // then refuses, for attempt counters and the like.
  template <class Body>
  auto transact(Body&& body) {
    std::optional<Txn> last;
    AuditTurn turn(*this);
    auto result = storage::transact(storage_, [&](storage::Txn& raw) {
      last.emplace(raw, envelope_, cache_, epoch_->get());
      if (turn.is_on()) last->keep_writes();
      auto outcome = body(*last);
      if (turn.is_on() && outcome.ok()) {
        const Status noted = turn.note(*last, storage::refusal_in(*outcome));
        if (!noted.ok()) outcome = noted.error();
      }
      const Status confirmed = confirm(raw, outcome.ok() ? nullptr : &outcome.error());
      return confirmed.ok() ? std::move(outcome) : decltype(outcome)(confirmed.error());
    });
    turn.end(result.ok() ? nullptr : &result.error());
    // Also after a failure: a refusal may have committed, and an unknown commit may have happened.
    if (last) publish(*last);
    return result;
  }

  // What is written is sealed under the root key that the store has at that moment, and belongs to
  // its epoch. `keys` outlives this.
  void follow(RootKeys& keys);

  // What transactions of this engine took away, for the verifier. Where the store is shared, other
  // engines take away as well.
  Revocations& revocations() { return revocations_; }

  // Forgets what was decoded: some of it may not be read any more.
  void forget_decoded() {
    cache_.pools.clear();
    cache_.clients.clear();
  }

  AuditLog& audit() { return audit_; }
  [[nodiscard]] bool is_shared() const { return storage_.is_shared(); }

  [[nodiscard]] std::int64_t now_us() const { return clock_.now_us(); }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  storage::Storage& storage() { return storage_; }
  const storage::Envelope& envelope() const { return envelope_; }

 private:
  void publish(const Txn& txn);
  // Called in a transaction whose body has come to an end, with its error if it had one.
  Status confirm(storage::Txn& raw, const Error* error);
  // One epoch may follow another while something is read, but not so often.
  static constexpr int kReadsMax = 8;
  template <class Body>
  std::remove_cvref_t<std::invoke_result_t<Body&, Txn&>> read_anew(Body& body, int reads) {
    auto result = storage::read(storage_, [&](storage::Txn& raw) {
      Txn txn(raw, envelope_, cache_, epoch_->get());
      auto outcome = body(txn);
      const Status confirmed = confirm(raw, outcome.ok() ? nullptr : &outcome.error());
      return confirmed.ok() ? std::move(outcome) : decltype(outcome)(confirmed.error());
    });
    const bool again = reads > 1 && !result.ok() && reads_again(result.error());
    return again ? read_anew(body, reads - 1) : std::move(result);
  }
  // Whether what failed to be read with `error` is to be read again, since another root key or
  // epoch has begun meanwhile. Otherwise `error` is what is to be said.
  bool reads_again(Error& error);

  storage::Storage& storage_;
  const storage::Envelope& envelope_;
  Clock& clock_;
  Random& random_;
  Revocations revocations_;
  DecodeCache cache_;
  RootKeys* keys_ = nullptr;  // May be null.
  const PresentEpoch* epoch_ = &first_epoch();
  AuditLog audit_;
};

// A fresh id in UUID form (random, version 4).
std::string new_uuid(Random& random);

// `size` characters of [0-9a-z].
std::string new_lower_alnum(Random& random, std::size_t size);

}  // namespace postern::domain
