// The storage contract: ordered bytes in serializable transactions. It knows keys, not users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "storage/retry_gate.h"

namespace postern::storage {

enum class Mode : std::uint8_t { read, write };

struct Row {
  std::string key;
  std::string value;

  bool operator==(const Row&) const = default;
};

// One transaction. It reads one snapshot, taken no later than its first read, plus its own writes;
// the transactions that wrote are equivalent to some serial order of them, phantoms included. A
// snapshot holds every commit acknowledged before it was taken.
// Dropping it without commit() writes nothing. Used by one thread at a time; the Storage outlives
// it.
//
// Keys are 1 to limits::kKeyBytesMax bytes, values up to limits::kValueBytesMax; anything else is
// refused with Errc::invalid_argument. Keys are ordered as unsigned bytes, a prefix first.
class Txn {
 public:
  virtual ~Txn() = default;

  virtual Result<std::optional<std::string>> get(std::string_view key) = 0;

  // At most `limit` rows of [begin, end): the first ones ascending, or the last ones descending
  // when `reverse`. An empty `end` lies behind every key. To go on, pass the last key + '\0' as the
  // next `begin` (descending: the last key as the next `end`). A later conflict can only come from
  // the part that was really covered, so taking the head of a queue leaves its tail free.
  virtual Result<std::vector<Row>> scan(std::string_view begin, std::string_view end,
                                        std::size_t limit, bool reverse = false) = 0;

  // The same with every value left empty. Backends that find keys without reading their values
  // override it: where values lie apart, that halves what a listing touches.
  virtual Result<std::vector<Row>> scan_keys(std::string_view begin, std::string_view end,
                                             std::size_t limit, bool reverse = false) {
    auto rows = scan(begin, end, limit, reverse);
    if (rows.ok()) drop_values(*rows);
    return rows;
  }

  virtual Status put(std::string_view key, std::string_view value) = 0;

  // Erasing what is not there succeeds.
  virtual Status erase(std::string_view key) = 0;

  // Called at most once; nothing works after it. On success the writes are visible to every later
  // transaction and as durable as the backend promises. Otherwise:
  //   Errc::conflict        what was read has changed; nothing happened, repeat (see transact.h).
  //   Errc::storage         the store failed; nothing happened.
  //   Errc::unknown_commit  contact was lost; it may or may not have happened.
  // A transaction that read nothing, or wrote nothing, never conflicts.
  virtual Status commit() = 0;

 protected:
  static void drop_values(std::vector<Row>& rows) {
    for (Row& row : rows) row.value.clear();
  }
};

// Something wrong with what a store keeps, as far as the store itself can tell.
struct Damage {
  std::string kind;  // Names it, e.g. "FileStructure".
  std::string key;   // The row it is about; empty: no certain one.
};

// The room a store takes.
struct Space {
  bool more = false;             // Some of it can still be given back.
  std::uint64_t file_bytes = 0;  // All of it.
  std::uint64_t free_bytes = 0;  // What holds nothing.
};

// Safe for concurrent use.
class Storage {
 public:
  Storage() = default;
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  virtual ~Storage() = default;

  // A read transaction refuses writes, and its commit() does nothing.
  virtual Result<std::unique_ptr<Txn>> begin(Mode mode) = 0;

  // Whether other engines may write to it too. Then what an engine remembers of it is current only
  // after a look at the row.
  [[nodiscard]] virtual bool is_shared() const { return false; }

  // Says that every transaction will read the row of `key` as well, so that a store to which asking
  // is a journey asks for it together with the first thing read. Called once, before transactions.
  virtual void read_along(std::string /*key*/) {}

  // Copies the store as of one moment to a new file at `path`, which can be opened like it, while
  // others read and write. `mark` is a row more, in the copy alone. Errc::invalid_argument: a file
  // is there, or this store has none to copy.
  virtual Status backup(const std::string& /*path*/, const Row& /*mark*/) {
    return Error{Errc::invalid_argument, "InvalidParameterException",
                 "This store is not kept in a file, so there is nothing to copy."};
  }

  // Gives some of the room that erased rows left back to the file system, while others read and
  // write; to be called again while there is more. Or `rewrite`s all there is as densely as it
  // goes, while others read and writers wait. Errc::invalid_argument: this store keeps no file of
  // its own, or cannot be compacted before it has been rewritten once.
  virtual Result<Space> compact(bool /*rewrite*/) {
    return Error{Errc::invalid_argument, "InvalidParameterException",
                 "This store is not kept in a file, so there is no room to give back."};
  }

  // Looks through all it keeps for what it can tell to be damaged.
  virtual Result<std::vector<Damage>> inspect() { return std::vector<Damage>(); }

  // For transact() alone.
  [[nodiscard]] RetryGate& retry_gate() { return retry_gate_; }

 private:
  RetryGate retry_gate_;
};

}  // namespace postern::storage
