// What a pre-signed URL opens.
#include "bulk/import_door.h"

#include "bulk/import_url.h"
#include "domain/import_jobs.h"
#include "domain/keyspace.h"

namespace postern::bulk {
namespace {

// A page holds the lines of one slice; so many make a part of a few hundred KiB at most.
constexpr std::size_t kPagesPerPart = 16;

}  // namespace

Result<std::string> upload_import_piece(auth::Services& services, std::string_view token,
                                        const domain::ImportPiece& piece) {
  POSTERN_TRY(const ImportJobName name, open_import_url(services, token));
  return services.store.transact([&](domain::Txn& txn) -> Result<std::string> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, name.pool_id));
    POSTERN_TRY(auto job,
                domain::require_import_job(txn, *pool, name.job_id, services.store.now_us()));
    return domain::append_import_piece(txn, *pool, job, piece, services.store.random());
  });
}

Result<ImportLogPart> read_import_log(auth::Services& services, std::string_view pool_id,
                                      std::string_view job_id, std::uint64_t from) {
  return services.store.read([&](domain::Txn& txn) -> Result<ImportLogPart> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_TRY(const auto job,
                domain::require_import_job(txn, *pool, job_id, services.store.now_us()));
    const auto end = static_cast<std::uint64_t>(job.log_pages);
    ImportLogPart part{.job_name = job.name, .lines = {}, .next = {}};
    std::uint64_t number = from;
    for (; number < end && number - from < kPagesPerPart; ++number) {
      POSTERN_TRY(const auto page,
                  txn.get<domain::ImportLog>(domain::keys::import_log(pool->id, job.id, number)));
      if (page) part.lines += page->lines;
    }
    if (number < end) part.next = number;
    return part;
  });
}

Result<ImportLogPart> read_import_log(auth::Services& services, std::string_view token,
                                      std::uint64_t from) {
  POSTERN_TRY(const ImportJobName name, open_import_url(services, token));
  return read_import_log(services, name.pool_id, name.job_id, from);
}

}  // namespace postern::bulk
