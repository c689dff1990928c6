// Marks that no other row of the store tells of.
#include "domain/lone_marks.h"

#include "crypto/digest.h"
#include "domain/keyspace.h"

namespace postern::domain {
namespace {

// Seven, so that no single bit of SQLite's record header makes a value empty.
constexpr std::size_t kProofBytes = 7;

bool is_lone(std::string_view key) {
  return !key.empty() && (key.front() == keys::kExpiry || key.front() == keys::kDoomed ||
                          key.front() == keys::kActiveImport || key.front() == keys::kBackup);
}

std::string proof_of(std::string_view key) {
  return crypto::sha256(key).substr(0, kProofBytes);
}

}  // namespace

Status put_lone_mark(Txn& txn, std::string_view key) {
  return txn.raw().put(key, proof_of(key));
}

storage::Row lone_mark(std::string_view key) {
  return {std::string(key), proof_of(key)};
}

bool is_whole_mark(std::string_view key, std::string_view value) {
  return value.empty() || (is_lone(key) && value == proof_of(key));
}

}  // namespace postern::domain
