// Single use as a storage fact.
#include "domain/single_use.h"

#include "domain/keyspace.h"
#include "domain/lone_marks.h"

namespace postern::domain {

Result<bool> spend(Txn& txn, std::string_view kind, std::string_view id, std::int64_t expires_us) {
  POSTERN_TRY(const bool spent, is_spent(txn, kind, id));
  if (spent) return false;
  const std::string key = keys::used(kind, id);
  Used used;
  used.expires_us = expires_us;
  POSTERN_CHECK(txn.put(key, used));
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(expires_us, key)));
  return true;
}

Result<bool> is_spent(Txn& txn, std::string_view kind, std::string_view id) {
  return txn.exists(keys::used(kind, id));
}

}  // namespace postern::domain
