// What a store of the host's own has to be able to do, before anything it answers is believed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/host/row_sink.h"

namespace postern::storage {

// What one of its functions came to.
struct HostOutcome {
  enum class Kind { done, conflict, failed, unknown };
  Kind kind = Kind::done;
  std::string reason;  // The host's own words why not; may be empty.
};

// The host's functions as include/postern/storage.h describes them. Safe for concurrent use.
class HostStore {
 public:
  using Handle = void*;  // One transaction; means something to the host alone.

  HostStore() = default;
  HostStore(const HostStore&) = delete;
  HostStore& operator=(const HostStore&) = delete;
  virtual ~HostStore() = default;

  virtual HostOutcome begin(Mode mode, Handle& txn) = 0;
  virtual HostOutcome get(Handle txn, std::string_view key, std::optional<std::string>& value) = 0;
  virtual HostOutcome scan(Handle txn, const ScanRange& range, RowSink& rows) = 0;

  // Either ends the transaction. What commit() throws, it throws before the host is called.
  virtual HostOutcome commit(Handle txn, const ReadSet& reads, const WriteSet& writes) = 0;
  virtual void rollback(Handle txn) = 0;

  [[nodiscard]] virtual bool is_shared() const = 0;
};

}  // namespace postern::storage
