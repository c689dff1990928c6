// Marks that no other row of the store tells of: when something is to be removed, what is under
// way.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// As Txn::put_mark(), with a value that proves the key. A bit that rots in an index row is found
// because the row it indexes says otherwise, one in a sealed record because its seal does not open.
// Of these marks nothing else would tell, and half of a pool might never be removed.
Status put_lone_mark(Txn& txn, std::string_view key);

// The row that it puts.
storage::Row lone_mark(std::string_view key);

// Whether `value` is what was put with `key`. An empty one is: earlier versions wrote no other.
bool is_whole_mark(std::string_view key, std::string_view value);

}  // namespace postern::domain
