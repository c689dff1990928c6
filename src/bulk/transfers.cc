// Exports and restores in progress.
#include "bulk/transfers.h"

namespace postern::bulk {
namespace {

Error unknown_token() {
  return invalid_parameter(
      "The transfer is unknown, failed, or rested for ten minutes: begin anew.");
}

Error too_many() {
  return reject("LimitExceededException", "Too many transfers at once.");
}

}  // namespace

Result<Transfers::Exported> Transfers::begin_export(std::string_view pool_id,
                                                    const ArchiveLock& lock) {
  if (!exports_.make_room(store_.now_us())) return too_many();
  POSTERN_TRY(auto transfer, PoolExport::begin(store_, pool_id, lock));
  return next_part(domain::new_uuid(store_.random()), std::move(transfer));
}

Result<Transfers::Exported> Transfers::go_on_export(const std::string& token) {
  auto transfer = exports_.take(token);
  if (!transfer) return unknown_token();
  return next_part(token, std::move(transfer));
}

Result<Transfers::Exported> Transfers::next_part(std::string token,
                                                 std::unique_ptr<PoolExport> transfer) {
  POSTERN_TRY(auto part, transfer->next());
  if (part.last) return Exported{std::move(part.bytes), {}};
  exports_.put(token, std::move(transfer), store_.now_us());
  return Exported{std::move(part.bytes), std::move(token)};
}

Result<Transfers::Restored> Transfers::begin_restore(ArchiveLock lock, std::string_view bytes) {
  if (!restores_.make_room(store_.now_us())) return too_many();
  return next_bytes(domain::new_uuid(store_.random()),
                    std::make_unique<PoolRestore>(store_, std::move(lock)), bytes);
}

Result<Transfers::Restored> Transfers::go_on_restore(const std::string& token,
                                                     std::string_view bytes) {
  auto transfer = restores_.take(token);
  if (!transfer) return unknown_token();
  return next_bytes(token, std::move(transfer), bytes);
}

Result<Transfers::Restored> Transfers::next_bytes(std::string token,
                                                  std::unique_ptr<PoolRestore> transfer,
                                                  std::string_view bytes) {
  POSTERN_CHECK(transfer->feed(bytes));
  Restored restored{transfer->pool_id(), {}};
  if (transfer->complete()) return restored;
  restores_.put(token, std::move(transfer), store_.now_us());
  restored.token = std::move(token);
  return restored;
}

void Transfers::sweep() {
  static_cast<void>(exports_.make_room(store_.now_us()));
  static_cast<void>(restores_.make_room(store_.now_us()));
}

}  // namespace postern::bulk
