// Single use as a storage fact.
#include "domain/single_use.h"

#include "domain/keyspace.h"

namespace postern::domain {

Result<bool> spend(Txn& txn, std::string_view kind, std::string_view id, std::int64_t expires_us) {
  const std::string key = keys::used(kind, id);
  POSTERN_TRY(const bool spent, txn.exists(key));
  if (spent) return false;
  Used used;
  used.expires_us = expires_us;
  POSTERN_CHECK(txn.put(key, used));
  POSTERN_CHECK(txn.put_mark(keys::expiry(expires_us, key)));
  return true;
}

}  // namespace postern::domain
