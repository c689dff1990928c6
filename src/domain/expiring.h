// Rows that the sweep removes when their time is over, each with its mark.
#pragma once

#include <string>

#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "domain/store.h"

namespace postern::domain {

// Puts a record with `expires_us`, in the place of the one before and of its mark.
template <class Record>
Status put_expiring(Txn& txn, const std::string& key, const Record& record) {
  POSTERN_TRY(const auto before, txn.get<Record>(key));
  if (before) POSTERN_CHECK(txn.erase(keys::expiry(before->expires_us, key)));
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(record.expires_us, key)));
  return txn.put(key, record);
}

// Takes it away, if it is there, and its mark.
template <class Record>
Status erase_expiring(Txn& txn, const std::string& key) {
  POSTERN_TRY(const auto before, txn.get<Record>(key));
  if (!before) return ok();
  POSTERN_CHECK(txn.erase(keys::expiry(before->expires_us, key)));
  return txn.erase(key);
}

}  // namespace postern::domain
