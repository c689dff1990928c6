// A store of the host's own in C++20: what a program implements, for postern::Options::storage.
// storage.h is the contract; this is it with values, exceptions and destructors.
#ifndef POSTERN_STORAGE_HPP_
#define POSTERN_STORAGE_HPP_

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "postern.h"

namespace postern {
inline namespace v1 {

/** Thrown by a store: what was read may have changed. The engine runs the transaction again. */
class StorageConflict : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/**
 * Thrown by a store: it failed, and for certain nothing happened. From commit() any other exception
 * leaves open whether it did, and the engine's caller gets POSTERN_E_UNKNOWN_COMMIT.
 */
class StorageFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct StoredRow {
  std::string key;
  std::string value;
};

/** See postern_key_range. */
struct KeyRange {
  std::string_view begin;
  std::string_view end;  // Empty: behind every key.
};

/** See postern_storage_scan_fn. */
struct Scan {
  KeyRange range;
  std::size_t limit = 0;
  bool reverse = false;
  bool keys_only = false;
};

/** See postern_write. */
struct Write {
  std::string_view key;
  std::optional<std::string_view> value;  // None: there is to be no such row.
};

/** One transaction. Destroyed without commit(), it is rolled back. */
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual std::optional<std::string> get(std::string_view key) = 0;
  virtual std::vector<StoredRow> scan(const Scan& scan) = 0;
  virtual void commit(std::span<const Write> writes, std::span<const KeyRange> reads) = 0;
};

/** A store. Safe for concurrent use. */
class Storage {
 public:
  virtual ~Storage() = default;
  virtual std::unique_ptr<Transaction> begin(bool write) = 0;
  /** See POSTERN_STORAGE_SHARED. */
  [[nodiscard]] virtual bool is_shared() const { return false; }
};

namespace detail {

inline postern_str str(std::string_view bytes) noexcept {
  return {bytes.data(), bytes.size()};
}
inline std::string_view view(postern_str bytes) noexcept {
  return {bytes.ptr, bytes.len};
}

// Runs `body` and turns what it throws into a status: nothing may unwind into the C library.
template <class Body>
postern_status status_of_storage(postern_reply* reply, postern_status otherwise,
                                 Body&& body) noexcept {
  const auto explain = [&](const std::exception& error, postern_status status) {
    static_cast<void>(postern_reply_fail(reply, str(error.what())));
    return status;
  };
  try {
    return body();
  } catch (const StorageConflict& error) {
    return explain(error, POSTERN_E_CONFLICT);
  } catch (const StorageFailed& error) {
    return explain(error, POSTERN_E_STORAGE);
  } catch (const std::exception& error) {
    return explain(error, otherwise);
  } catch (...) {
    return otherwise;
  }
}

inline postern_status storage_begin(void* ctx, std::uint32_t flags, void** out_txn,
                                    postern_reply* reply) noexcept {
  return status_of_storage(reply, POSTERN_E_STORAGE, [&]() -> postern_status {
    *out_txn = static_cast<Storage*>(ctx)->begin((flags & POSTERN_TXN_WRITE) != 0).release();
    return *out_txn != nullptr ? POSTERN_OK : POSTERN_E_STORAGE;
  });
}

inline postern_status storage_get(void*, void* txn, postern_str key,
                                  postern_reply* reply) noexcept {
  return status_of_storage(reply, POSTERN_E_STORAGE, [&]() -> postern_status {
    const auto value = static_cast<Transaction*>(txn)->get(view(key));
    return value ? postern_reply_set(reply, str(*value)) : POSTERN_OK;
  });
}

inline postern_status storage_scan(void*, void* txn, postern_str begin, postern_str end,
                                   std::size_t limit, std::uint32_t flags,
                                   postern_reply* reply) noexcept {
  return status_of_storage(reply, POSTERN_E_STORAGE, [&]() -> postern_status {
    const auto rows =
        static_cast<Transaction*>(txn)->scan({.range = {view(begin), view(end)},
                                              .limit = limit,
                                              .reverse = (flags & POSTERN_SCAN_REVERSE) != 0,
                                              .keys_only = (flags & POSTERN_SCAN_KEYS_ONLY) != 0});
    for (const StoredRow& row : rows) {
      const postern_status status = postern_reply_row(reply, str(row.key), str(row.value));
      if (status != POSTERN_OK) return status;
    }
    return POSTERN_OK;
  });
}

inline postern_status storage_commit(void*, void* txn, const postern_changes* changes,
                                     postern_reply* reply) noexcept {
  const std::unique_ptr<Transaction> ended(static_cast<Transaction*>(txn));
  return status_of_storage(reply, POSTERN_E_UNKNOWN_COMMIT, [&]() -> postern_status {
    std::vector<Write> writes;
    for (const postern_write& write : std::span(changes->writes, changes->write_count)) {
      writes.push_back({view(write.key), std::nullopt});
      if (write.erase == 0) writes.back().value = view(write.value);
    }
    std::vector<KeyRange> reads;
    for (const postern_key_range& range : std::span(changes->reads, changes->read_count)) {
      reads.push_back({view(range.begin), view(range.end)});
    }
    ended->commit(writes, reads);
    return POSTERN_OK;
  });
}

inline void storage_rollback(void*, void* txn) noexcept {
  delete static_cast<Transaction*>(txn);
}

inline postern_storage to_c(Storage& storage) {
  postern_storage out = {};
  out.struct_size = sizeof out;
  out.flags = storage.is_shared() ? POSTERN_STORAGE_SHARED : 0;
  out.ctx = &storage;
  out.begin = storage_begin;
  out.get = storage_get;
  out.scan = storage_scan;
  out.commit = storage_commit;
  out.rollback = storage_rollback;
  return out;
}

}  // namespace detail
}  // namespace v1
}  // namespace postern

#endif  // POSTERN_STORAGE_HPP_
