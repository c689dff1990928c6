// The five functions over a backend of the engine's own.
#include "host_storage/wrapped_store.h"

#include <utility>

#include "capi/storage.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Txn;

std::string_view view(postern_str bytes) {
  return {bytes.ptr, bytes.len};
}
postern_str str(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

postern_status status_of(const Error& error, postern_reply* reply) {
  static_cast<void>(postern_reply_fail(reply, str(error.message)));
  switch (error.errc) {
    case Errc::conflict:
      return POSTERN_E_CONFLICT;
    case Errc::unknown_commit:
      return POSTERN_E_UNKNOWN_COMMIT;
    default:
      return POSTERN_E_STORAGE;
  }
}

Status write_all(Txn& txn, const postern_changes& changes) {
  for (std::size_t i = 0; i < changes.write_count; ++i) {
    const postern_write& write = changes.writes[i];
    if (write.erase != 0) {
      POSTERN_CHECK(txn.erase(view(write.key)));
    } else {
      POSTERN_CHECK(txn.put(view(write.key), view(write.value)));
    }
  }
  return txn.commit();
}

}  // namespace

postern_storage WrappedStore::c_struct() {
  postern_storage c{};
  c.struct_size = sizeof c;
  c.ctx = this;
  c.begin = begin;
  c.get = get;
  c.scan = scan;
  c.commit = commit;
  c.rollback = rollback;
  return c;
}

postern_status WrappedStore::begin(void* ctx, std::uint32_t flags, void** out_txn,
                                   postern_reply* reply) {
  auto* self = static_cast<WrappedStore*>(ctx);
  if (self->on_begin) {
    const postern_status status = self->on_begin(out_txn, reply);
    if (status != POSTERN_OK) return status;
  }
  auto txn = self->below_.begin((flags & POSTERN_TXN_WRITE) != 0 ? Mode::write : Mode::read);
  if (!txn.ok()) return status_of(txn.error(), reply);
  ++self->open_;
  *out_txn = txn->release();
  return POSTERN_OK;
}

postern_status WrappedStore::get(void* ctx, void* txn, postern_str key, postern_reply* reply) {
  auto* self = static_cast<WrappedStore*>(ctx);
  if (self->on_get) return self->on_get(key, reply);
  const auto value = static_cast<Txn*>(txn)->get(view(key));
  if (!value.ok()) return status_of(value.error(), reply);
  return *value ? postern_reply_set(reply, str(**value)) : POSTERN_OK;
}

postern_status WrappedStore::scan(void* ctx, void* txn, postern_str begin, postern_str end,
                                  std::size_t limit, std::uint32_t flags, postern_reply* reply) {
  auto* self = static_cast<WrappedStore*>(ctx);
  if (self->on_scan) {
    return self->on_scan({std::string(view(begin)), std::string(view(end))}, limit, reply);
  }
  const bool reverse = (flags & POSTERN_SCAN_REVERSE) != 0;
  auto* below = static_cast<Txn*>(txn);
  const auto rows = (flags & POSTERN_SCAN_KEYS_ONLY) != 0
                        ? below->scan_keys(view(begin), view(end), limit, reverse)
                        : below->scan(view(begin), view(end), limit, reverse);
  if (!rows.ok()) return status_of(rows.error(), reply);
  for (const storage::Row& row : *rows) {
    const postern_status status = postern_reply_row(reply, str(row.key), str(row.value));
    if (status != POSTERN_OK) return status;
  }
  return POSTERN_OK;
}

postern_status WrappedStore::commit(void* ctx, void* txn, const postern_changes* changes,
                                    postern_reply* reply) {
  auto* self = static_cast<WrappedStore*>(ctx);
  const std::unique_ptr<Txn> owned(static_cast<Txn*>(txn));
  --self->open_;
  if (self->before_commit) {
    const postern_status status = self->before_commit(*changes, reply);
    if (status != POSTERN_OK) return status;
  }
  const Status done = write_all(*owned, *changes);
  if (!done.ok()) return status_of(done.error(), reply);
  ++self->commits_;
  return self->after_commit ? self->after_commit(reply) : POSTERN_OK;
}

void WrappedStore::rollback(void* ctx, void* txn) {
  --static_cast<WrappedStore*>(ctx)->open_;
  delete static_cast<Txn*>(txn);
}

namespace {

class ThroughTheVtable final : public storage::Storage {
 public:
  explicit ThroughTheVtable(std::unique_ptr<storage::Storage> below)
      : below_(std::move(below)), store_(*below_) {
    const postern_storage c = store_.c_struct();
    above_ = std::move(capi::host_storage(&c)).value();
  }
  Result<std::unique_ptr<Txn>> begin(Mode mode) override { return above_->begin(mode); }

 private:
  std::unique_ptr<storage::Storage> below_;
  WrappedStore store_;
  std::unique_ptr<storage::Storage> above_;
};

}  // namespace

std::unique_ptr<storage::Storage> through_the_vtable(std::unique_ptr<storage::Storage> below) {
  return std::make_unique<ThroughTheVtable>(std::move(below));
}

}  // namespace postern::test
