// Records sealed anew under the newest key, a slice at a time.
#include "domain/reseal.h"

#include <algorithm>

#include "domain/key_kinds.h"

namespace postern::domain {
namespace {

// So few at a time that rows which hold images do not fill the memory.
constexpr std::size_t kSliceBytes = 4 << 20;
constexpr std::size_t kScanRows = 32;

Status reseal_row(storage::Txn& txn, const storage::Envelope& envelope, const storage::Row& row,
                  RootKeyRotation& rotation) {
  const auto kind = kind_of_key(row.key);
  if (kind && !kind->type) return ok();  // A mark: it has no seal.
  if (kind) {
    const auto renewed = envelope.renew(*kind->type, row.key, row.value);
    if (renewed.ok() && !*renewed) return ok();
    if (renewed.ok()) {
      ++rotation.rows;
      return txn.put(row.key, **renewed);
    }
  }
  ++rotation.damaged;
  return ok();
}

}  // namespace

Result<bool> reseal_slice(storage::Txn& txn, const storage::Envelope& envelope, std::size_t limit,
                          RootKeyRotation& rotation) {
  std::string begin = rotation.done_to.empty() ? std::string() : rotation.done_to + '\0';
  std::size_t bytes = 0;
  for (std::size_t done = 0; done < limit && bytes < kSliceBytes; done += kScanRows) {
    const std::size_t wanted = std::min(kScanRows, limit - done);
    POSTERN_TRY(const auto rows, txn.scan(begin, {}, wanted));
    for (const storage::Row& row : rows) {
      POSTERN_CHECK(reseal_row(txn, envelope, row, rotation));
      bytes += row.value.size();
    }
    if (rows.size() < wanted) return false;
    rotation.done_to = rows.back().key;
    begin = rotation.done_to + '\0';
  }
  return true;
}

}  // namespace postern::domain
