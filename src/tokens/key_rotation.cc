// Replacing the signing keys of a pool.
#include "tokens/key_rotation.h"

#include "base/jwks_max_age.h"
#include "domain/expiring.h"
#include "domain/keyspace.h"
#include "domain/pool.h"

#include "tokens/pool_keys.h"

namespace postern::tokens {
namespace {

// Clocks of engines and of verifiers differ, and an answer with the JWKS takes its way.
constexpr std::int64_t kMarginUs = 300 * kMicrosPerSecond;
constexpr std::int64_t kPublishUs = limits::kJwksMaxAgeS * kMicrosPerSecond + kMarginUs;
// As long as any client's tokens may live: a client's may be given longer lives at any time.
constexpr std::int64_t kLongestTokenLifeUs = 86'400 * kMicrosPerSecond;

Status put_next(domain::Txn& txn, const domain::Pool& pool, const domain::PoolKeys& next) {
  domain::Pool changed(pool);
  ++changed.signing_keys;
  POSTERN_CHECK(txn.put(domain::keys::keys(pool.id), next));
  POSTERN_CHECK(domain::save_pool(txn, changed));
  txn.revokes_all();
  return ok();
}

Status check_is_idle(domain::Txn& txn, std::string_view pool_id, std::int64_t now_us) {
  POSTERN_TRY(const auto former, load_keys(txn, domain::keys::former_keys(pool_id)));
  if (!former || now_us >= former->keys.expires_us) return ok();
  return invalid_parameter("A rotation of the user pool's signing keys is under way.");
}

Status begin(domain::Txn& txn, const domain::Pool& pool, PoolKeysRecord& next,
             std::int64_t now_us) {
  POSTERN_TRY(auto present, load_keys(txn, domain::keys::keys(pool.id)));
  next.keys.signs_from_us = 0;
  if (present) {
    next.keys.signs_from_us = now_us + kPublishUs;
    present->keys.expires_us = next.keys.signs_from_us + kLongestTokenLifeUs + kMarginUs;
    POSTERN_CHECK(domain::put_expiring(txn, domain::keys::former_keys(pool.id), present->keys));
  }
  return put_next(txn, pool, next.keys);
}

}  // namespace

Status rotate_signing_keys(domain::Store& store, std::string_view pool_id) {
  const std::int64_t now_us = store.now_us();
  // Refused before the work.
  POSTERN_CHECK(store.read([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(domain::load_pool(txn, pool_id));
    return check_is_idle(txn, pool_id, now_us);
  }));
  POSTERN_TRY(PoolKeysRecord next, make_keys());
  return store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_CHECK(check_is_idle(txn, pool_id, now_us));
    return begin(txn, *pool, next, now_us);
  });
}

Status replace_signing_keys(domain::Store& store, std::string_view pool_id) {
  POSTERN_CHECK(store.read([&](domain::Txn& txn) { return domain::load_pool(txn, pool_id); }));
  POSTERN_TRY(const PoolKeysRecord next, make_keys());
  return store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_CHECK(
        domain::erase_expiring<domain::PoolKeys>(txn, domain::keys::former_keys(pool_id)));
    return put_next(txn, *pool, next.keys);
  });
}

}  // namespace postern::tokens
