// Whether a store is whole: every seal opens, and indexes and what they index agree both ways.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/store.h"

namespace postern::domain {

// Names kinds of rows, never what is in them or in their keys. Of the store itself, the kinds of
// storage::Damage; of rows:
//   Unreadable  the store cannot read the row, or what comes after it, or makes no sense of it.
//   UnknownKey  a key that this format does not have.
//   BrokenSeal  the record is not what was written there, or the mark is not empty.
//   NoPool      data of a pool that does not exist.
//   MissingRow  a row of kind `record` that another one calls for is not there.
//   StrayRow    the row points to what does not exist, or to a user who does not have that name.
//   BrokenChain the audit log does not say what was written: see audit_check.h.
//   WrongCount  the pool's number of users is not that of its users.
struct Finding {
  std::string kind;
  std::string record;   // A KeyKind's name; empty where none is known.
  std::string pool_id;  // Empty: of no pool, or of none that is known.

  bool operator==(const Finding&) const = default;
};

// What the store finds wrong with its own files. Reads all of them.
Result<std::vector<Finding>> inspect_store(Store& store);

struct CheckedRows {
  std::vector<Finding> findings;
  std::size_t rows = 0;
  std::string last_key;  // From which to go on; empty: there is no more.
};

// Checks up to `limit` rows behind `after_key` (empty: from the start), each against those it
// belongs to, in one snapshot: what goes on meanwhile brings no findings. A pool's row has its
// users counted, which takes as long as reading their keys.
Result<CheckedRows> check_rows(Store& store, std::string_view after_key, std::size_t limit);

}  // namespace postern::domain
