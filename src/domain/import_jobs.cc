// User import jobs.
#include "domain/import_jobs.h"

#include "domain/import_file.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"

namespace postern::domain {
namespace {

Error precondition(std::string_view message) {
  return reject("PreconditionNotMetException", message);
}

ImportJob as_of(ImportJob job, std::int64_t now_us) {
  if (job.status == ImportStatus::created && now_us >= job.created_us + kImportStartWithinUs) {
    job.status = ImportStatus::expired;
  }
  return job;
}

std::string job_prefix(const Pool& pool) {
  return keys::pool_data(pool.id, keys::kImportJob).take();
}

std::string active_prefix() {
  return std::string(1, keys::kActiveImport);
}

}  // namespace

std::string_view import_status_name(ImportStatus status) {
  switch (status) {
    case ImportStatus::created:
      return "Created";
    case ImportStatus::pending:
      return "Pending";
    case ImportStatus::in_progress:
      return "InProgress";
    case ImportStatus::stopping:
      return "Stopping";
    case ImportStatus::expired:
      return "Expired";
    case ImportStatus::stopped:
      return "Stopped";
    case ImportStatus::failed:
      return "Failed";
    case ImportStatus::succeeded:
      return "Succeeded";
  }
  return "Failed";
}

Result<ImportJob> require_import_job(Txn& txn, const Pool& pool, std::string_view id,
                                     std::int64_t now_us) {
  POSTERN_TRY(auto job, txn.get<ImportJob>(keys::import_job(pool.id, id)));
  if (!job) {
    return reject("ResourceNotFoundException",
                  "User import job " + std::string(id) + " does not exist.");
  }
  return as_of(std::move(*job), now_us);
}

Result<std::vector<ImportJob>> list_import_jobs(Txn& txn, const Pool& pool, std::string_view after,
                                                std::size_t limit, std::int64_t now_us) {
  const std::string after_key = after.empty() ? std::string() : keys::import_job(pool.id, after);
  POSTERN_TRY(const auto rows, txn.scan_prefix(job_prefix(pool), after_key, limit));
  std::vector<ImportJob> jobs;
  for (const auto& row : rows) {
    POSTERN_TRY(ImportJob job, txn.open<ImportJob>(row.key, row.value));
    jobs.push_back(as_of(std::move(job), now_us));
  }
  return jobs;
}

Status insert_import_job(Txn& txn, const Pool& pool, const ImportJob& job) {
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(job_prefix(pool), {}, kImportJobsMax));
  if (rows.size() >= kImportJobsMax) {
    return reject("LimitExceededException", "A user pool holds at most 1000 user import jobs.");
  }
  return put_import_job(txn, pool, job);
}

Status put_import_job(Txn& txn, const Pool& pool, const ImportJob& job) {
  return txn.put(keys::import_job(pool.id, job.id), job);
}

Result<ImportJob> start_import_job(Txn& txn, const Pool& pool, std::string_view id,
                                   std::int64_t now_us) {
  POSTERN_TRY(ImportJob job, require_import_job(txn, pool, id, now_us));
  if (job.status != ImportStatus::created) {
    return precondition("The user import job cannot be started. Current status is " +
                        std::string(import_status_name(job.status)));
  }
  if (!job.upload_complete) {
    return precondition("The user import job has no file. Upload one to its pre-signed URL first.");
  }
  POSTERN_TRY(const auto active, find_active_import(txn));
  if (active) return precondition("Another user import job is in progress.");
  job.status = ImportStatus::pending;
  job.started_us = now_us;
  POSTERN_CHECK(put_lone_mark(txn, keys::active_import(pool.id, job.id)));
  POSTERN_CHECK(put_import_job(txn, pool, job));
  return job;
}

Result<ImportJob> stop_import_job(Txn& txn, const Pool& pool, std::string_view id,
                                  std::int64_t now_us) {
  POSTERN_TRY(ImportJob job, require_import_job(txn, pool, id, now_us));
  if (job.status != ImportStatus::pending && job.status != ImportStatus::in_progress) {
    return precondition("The user import job cannot be stopped. Current status is " +
                        std::string(import_status_name(job.status)));
  }
  job.status = ImportStatus::stopping;
  POSTERN_CHECK(put_import_job(txn, pool, job));
  return job;
}

Status finish_import_job(Txn& txn, const Pool& pool, ImportJob& job, ImportStatus status,
                         std::string_view message, std::int64_t now_us) {
  POSTERN_CHECK(erase_import_file(txn, pool, job));
  POSTERN_CHECK(txn.erase(keys::active_import(pool.id, job.id)));
  job.status = status;
  job.completed_us = now_us;
  job.completion_message = message;
  job.partial_row.clear();
  return put_import_job(txn, pool, job);
}

Result<std::optional<ActiveImport>> find_active_import(Txn& txn) {
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(active_prefix(), {}, 1));
  if (rows.empty()) return std::optional<ActiveImport>();
  storage::KeyReader reader(rows.front().key);
  POSTERN_CHECK(reader.raw(1));
  ActiveImport active;
  POSTERN_TRY(active.pool_id, reader.text());
  POSTERN_TRY(active.job_id, reader.text());
  return std::optional(std::move(active));
}

Status erase_active_import(Txn& txn, const ActiveImport& active) {
  return txn.erase(keys::active_import(active.pool_id, active.job_id));
}

Status refuse_during_import(Txn& txn, std::string_view pool_id) {
  POSTERN_TRY(const auto active, find_active_import(txn));
  if (!active || active->pool_id != pool_id) return ok();
  return reject("UserImportInProgressException",
                "The user pool cannot be changed while users are imported into it.");
}

}  // namespace postern::domain
