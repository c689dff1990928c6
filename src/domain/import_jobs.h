// User import jobs: their life cycle, and the file a job was given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// Cognito's quotas.
inline constexpr std::size_t kImportJobsMax = 1'000;
inline constexpr std::int64_t kImportFileBytesMax = 100LL << 20;
inline constexpr std::int64_t kImportRowsMax = 500'000;

// A job that is not started within a day expires; a file goes a day after that at the latest.
inline constexpr std::int64_t kImportStartWithinUs = 86'400 * kMicrosPerSecond;
inline constexpr std::int64_t kImportFileLifeUs = 2 * kImportStartWithinUs;

// "Created", "InProgress", ... of the API.
std::string_view import_status_name(ImportStatus status);

// The job as it is at this time: one that waited too long to be started has expired.
Result<ImportJob> require_import_job(Txn& txn, const Pool& pool, std::string_view id,
                                     std::int64_t now_us);
// Jobs by id, after `after` (empty: from the start).
Result<std::vector<ImportJob>> list_import_jobs(Txn& txn, const Pool& pool, std::string_view after,
                                                std::size_t limit, std::int64_t now_us);

// Adds a job; LimitExceededException when the pool has as many as it may.
Status insert_import_job(Txn& txn, const Pool& pool, const ImportJob& job);
Status put_import_job(Txn& txn, const Pool& pool, const ImportJob& job);

// PreconditionNotMetException for a job that was started before, that has no whole file, or while
// another one is under way: one runs at a time.
Result<ImportJob> start_import_job(Txn& txn, const Pool& pool, std::string_view id,
                                   std::int64_t now_us);

// PreconditionNotMetException for a job that is not under way. It stops at its next slice.
Result<ImportJob> stop_import_job(Txn& txn, const Pool& pool, std::string_view id,
                                  std::int64_t now_us);

// Ends a job that is under way: its file goes, the next job may start.
Status finish_import_job(Txn& txn, const Pool& pool, ImportJob& job, ImportStatus status,
                         std::string_view message, std::int64_t now_us);

// The job that is under way.
struct ActiveImport {
  std::string pool_id;
  std::string job_id;
};
Result<std::optional<ActiveImport>> find_active_import(Txn& txn);
// Forgets it: its pool is gone.
Status erase_active_import(Txn& txn, const ActiveImport& active);

// UserImportInProgressException while users are imported into the pool.
Status refuse_during_import(Txn& txn, std::string_view pool_id);

}  // namespace postern::domain
