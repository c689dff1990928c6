// Keys of a pool that partners of SAML federation know by certificate, one for each use.
#include "tokens/pool_certificates.h"

#include "crypto/certificate.h"
#include "domain/keyspace.h"
#include "domain/pool.h"

namespace postern::tokens {
namespace {

constexpr std::int64_t kTenYearsS = 10LL * 365 * 86'400;

using Stored = std::optional<domain::PoolCertificate>;

Result<PoolCertificate> decode(domain::PoolCertificate record) {
  auto key = crypto::RsaPrivateKey::from_der(record.key);
  wipe(record.key);
  if (!key.ok()) return key.error();
  return PoolCertificate{std::move(key).value(), std::move(record.certificate)};
}

Result<Stored> load(domain::Txn& txn, std::string_view pool_id, std::string_view use) {
  POSTERN_CHECK(domain::load_pool(txn, pool_id));
  return txn.get<domain::PoolCertificate>(domain::keys::certificate(pool_id, use));
}

Result<PoolCertificate> make(domain::Store& store, std::string_view pool_id) {
  POSTERN_TRY(auto key, crypto::RsaPrivateKey::generate());
  const std::int64_t now_s = store.clock().now_s();
  const crypto::CertificateContent content{pool_id, now_s, now_s + kTenYearsS};
  POSTERN_TRY(std::string der, crypto::self_signed_certificate(key, content, store.random()));
  return PoolCertificate{std::move(key), std::move(der)};
}

// Of two that were made at once the first one stored is the pool's.
Result<PoolCertificate> store_first(domain::Store& store, std::string_view pool_id,
                                    std::string_view use, const PoolCertificate& made) {
  return store.transact([&](domain::Txn& txn) -> Result<PoolCertificate> {
    POSTERN_TRY(auto stored, load(txn, pool_id, use));
    if (stored) return decode(std::move(*stored));
    domain::PoolCertificate record;
    record.key = std::string(made.key.to_der().view());
    record.certificate = made.der;
    const Status put = txn.put(domain::keys::certificate(pool_id, use), record);
    wipe(record.key);
    if (!put.ok()) return put.error();
    return made;
  });
}

}  // namespace

Result<PoolCertificate> find_or_make_certificate(domain::Store& store, std::string_view pool_id,
                                                 std::string_view use) {
  POSTERN_TRY(auto stored, store.read([&](domain::Txn& txn) { return load(txn, pool_id, use); }));
  if (stored) return decode(std::move(*stored));
  POSTERN_TRY(const PoolCertificate made, make(store, pool_id));
  return store_first(store, pool_id, use, made);
}

}  // namespace postern::tokens
