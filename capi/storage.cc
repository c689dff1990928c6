// The host's store: C functions and statuses to what storage/host expects, and back.
#include "capi/storage.h"

#include <new>
#include <utility>
#include <vector>

#include "capi/guard.h"
#include "capi/layout.h"
#include "capi/options.h"
#include "capi/reply.h"
#include "capi/view.h"
#include "storage/host/host_storage.h"

static_assert(POSTERN_KEY_BYTES_MAX == postern::limits::kKeyBytesMax);
static_assert(POSTERN_VALUE_BYTES_MAX == postern::limits::kValueBytesMax);

namespace postern::capi {
namespace {

using storage::HostOutcome;
using Kind = HostOutcome::Kind;

thread_local bool t_in_storage = false;

// Around one function of a store.
class StorageFrame {
 public:
  StorageFrame() : outer_(std::exchange(t_in_storage, true)) {}
  StorageFrame(const StorageFrame&) = delete;
  StorageFrame& operator=(const StorageFrame&) = delete;
  ~StorageFrame() { t_in_storage = outer_; }

 private:
  const bool outer_;
};

// Runs one function of the store with a reply to answer through.
template <class Function>
postern_status run(const Function& function) {
  const StorageFrame frame;
  return function();
}

Kind kind_of(postern_status status) {
  if (status == POSTERN_OK) return Kind::done;
  return status == POSTERN_E_CONFLICT ? Kind::conflict : Kind::failed;
}

Kind kind_of_commit(postern_status status) {
  const bool nothing_happened = status == POSTERN_E_CONFLICT || status == POSTERN_E_STORAGE;
  return status == POSTERN_OK || nothing_happened ? kind_of(status) : Kind::unknown;
}

HostOutcome outcome_of(Kind kind, postern_reply& reply) {
  return {kind, std::move(reply.failure)};
}

// Of a function that reads: an answer of which something is missing is none.
HostOutcome outcome_of_reading(postern_status status, postern_reply& reply) {
  if (reply.out_of_memory) throw std::bad_alloc();
  if (!reply.is_refused) return outcome_of(kind_of(status), reply);
  if (reply.failure.empty()) reply.failure = "its answer is NULL, too long, or of the wrong kind";
  return outcome_of(Kind::failed, reply);
}

std::vector<postern_write> writes_in_c(const storage::WriteSet& writes) {
  std::vector<postern_write> out;
  out.reserve(writes.size());
  for (const auto& [key, value] : writes) {
    out.push_back({view_of(key), value ? view_of(*value) : postern_str{}, value ? 0U : 1U});
  }
  return out;
}

std::vector<postern_key_range> reads_in_c(const storage::ReadSet& reads) {
  std::vector<postern_key_range> out;
  out.reserve(reads.keys().size() + reads.ranges().size());
  for (const std::string& key : reads.keys()) {
    // The first key behind it ends with the NUL that a string keeps behind its text.
    out.push_back({view_of(key), {key.c_str(), key.size() + 1}});
  }
  for (const auto& range : reads.ranges())
    out.push_back({view_of(range.begin), view_of(range.end)});
  return out;
}

class CStore final : public storage::HostStore {
 public:
  explicit CStore(const postern_storage& c) : c_(c) {}

  HostOutcome begin(storage::Mode mode, Handle& txn) override {
    postern_reply reply;
    const std::uint32_t flags = mode == storage::Mode::write ? POSTERN_TXN_WRITE : 0;
    const auto status = run([&] { return c_.begin(c_.ctx, flags, &txn, &reply); });
    return outcome_of(kind_of(status), reply);
  }

  HostOutcome get(Handle txn, std::string_view key, std::optional<std::string>& value) override {
    postern_reply reply;
    reply.value_bytes_max = POSTERN_VALUE_BYTES_MAX;
    const auto status = run([&] { return c_.get(c_.ctx, txn, view_of(key), &reply); });
    if (reply.is_set) value = std::move(reply.value);
    return outcome_of_reading(status, reply);
  }

  HostOutcome scan(Handle txn, const storage::ScanRange& range, storage::RowSink& rows) override {
    postern_reply reply;
    reply.rows = &rows;
    const std::uint32_t flags =
        (range.reverse ? POSTERN_SCAN_REVERSE : 0) | (range.keys_only ? POSTERN_SCAN_KEYS_ONLY : 0);
    const auto status = run([&] {
      return c_.scan(c_.ctx, txn, view_of(range.begin), view_of(range.end), range.limit, flags,
                     &reply);
    });
    return outcome_of_reading(status, reply);
  }

  HostOutcome commit(Handle txn, const storage::ReadSet& reads,
                     const storage::WriteSet& writes) override {
    const auto c_writes = writes_in_c(writes);
    const auto c_reads = reads_in_c(reads);
    postern_changes changes{};
    changes.struct_size = sizeof changes;
    changes.writes = c_writes.data();
    changes.write_count = c_writes.size();
    changes.reads = c_reads.data();
    changes.read_count = c_reads.size();
    postern_reply reply;
    const auto status = run([&] { return c_.commit(c_.ctx, txn, &changes, &reply); });
    return outcome_of(kind_of_commit(status), reply);
  }

  void rollback(Handle txn) override {
    const StorageFrame frame;
    c_.rollback(c_.ctx, txn);
  }

  [[nodiscard]] bool is_shared() const override { return (c_.flags & POSTERN_STORAGE_SHARED) != 0; }

 private:
  const postern_storage c_;
};

bool has_all_functions(const postern_storage& c) {
  return c.begin != nullptr && c.get != nullptr && c.scan != nullptr && c.commit != nullptr &&
         c.rollback != nullptr;
}

}  // namespace

Result<std::unique_ptr<storage::Storage>> host_storage(const postern_storage* in) {
  POSTERN_TRY(const postern_storage read, read_struct(in, kStorageFirstSize));
  POSTERN_CHECK(check_flags(read.flags, POSTERN_STORAGE_SHARED));
  if (!has_all_functions(read)) return invalid_argument("A function of the storage is NULL");
  return std::unique_ptr<storage::Storage>(
      std::make_unique<storage::HostStorage>(std::make_unique<CStore>(read)));
}

Status check_outside_storage() {
  if (t_in_storage) return busy("A function of a store cannot call an engine");
  return ok();
}

}  // namespace postern::capi
