// The work of import jobs, in slices.
#include "bulk/import_run.h"

#include <algorithm>

#include "bulk/import_header.h"
#include "bulk/import_row.h"
#include "codec/csv.h"
#include "domain/import_file.h"
#include "domain/import_jobs.h"
#include "domain/keyspace.h"

namespace postern::bulk {
namespace {

using domain::ImportStatus;

// A transaction of some tens of milliseconds.
constexpr int kSliceRows = 200;

constexpr std::string_view kStopped = "The Import Job was stopped by the developer.";
constexpr std::string_view kTooManyFailed =
    "Too many users have failed or been skipped during the import.";

// The log has a line for each row; a refusal of several attributes has one for each of them.
std::string one_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// One slice of one job, inside one transaction.
class Slice {
 public:
  Slice(auth::Services& services, domain::Txn& txn, const domain::Pool& pool,
        domain::ImportJob& job)
      : services_(services),
        txn_(txn),
        pool_(pool),
        job_(job),
        reader_({.bytes = job.partial_row, .too_long = job.row_too_long}) {}

  // Whether there is more to do.
  Result<bool> run() {
    if (job_.status == ImportStatus::stopping) return finish(ImportStatus::stopped, kStopped);
    job_.status = ImportStatus::in_progress;
    while (rows_ < kSliceRows && job_.next_chunk < job_.upload_chunks) {
      POSTERN_TRY(const auto chunk, domain::get_import_chunk(txn_, pool_, job_, job_.next_chunk));
      if (!chunk) return finish(ImportStatus::failed, "The file is older than two days.");
      POSTERN_TRY(const bool goes_on, read_chunk(chunk->bytes));
      if (!goes_on) return finish(ImportStatus::failed, fault_);
    }
    if (job_.next_chunk < job_.upload_chunks) return pause();
    return read_end();
  }

 private:
  // False when the job cannot go on.
  Result<bool> read_chunk(std::string_view bytes) {
    std::string_view rest = bytes.substr(static_cast<std::size_t>(job_.next_offset));
    while (rows_ < kSliceRows) {
      const auto row = reader_.next(rest);
      if (!row) {
        ++job_.next_chunk;
        job_.next_offset = 0;
        return true;
      }
      job_.next_offset = static_cast<std::int32_t>(bytes.size() - rest.size());
      POSTERN_TRY(const bool goes_on, take(*row));
      if (!goes_on) return false;
    }
    return true;
  }

  Result<bool> read_end() {
    if (const auto row = reader_.finish()) {
      POSTERN_TRY(const bool goes_on, take(*row));
      if (!goes_on) return finish(ImportStatus::failed, fault_);
    }
    if (job_.columns.empty()) return finish(ImportStatus::failed, "The file is empty.");
    const bool in_vain = job_.imported == 0 && job_.skipped + job_.failed > 0;
    return in_vain ? finish(ImportStatus::failed, kTooManyFailed)
                   : finish(ImportStatus::succeeded, {});
  }

  Result<bool> take(const codec::CsvRow& row) {
    ++job_.line;
    ++rows_;
    if (job_.columns.empty()) return take_header(row);
    const bool blank = row.fault == codec::CsvRow::Fault::none && row.fields.size() == 1 &&
                       row.fields.front().empty();
    if (blank) return true;
    if (job_.imported + job_.skipped + job_.failed >= domain::kImportRowsMax) {
      fault_ = "The file has more than 500000 users.";
      return false;
    }
    POSTERN_TRY(const RowOutcome outcome, RowImporter(services_, pool_, job_).import(txn_, row));
    count(outcome);
    return true;
  }

  Result<bool> take_header(const codec::CsvRow& row) {
    const Status checked =
        row.fault == codec::CsvRow::Fault::none
            ? check_import_columns(pool_, row.fields, !job_.hash_algorithm.empty())
            : invalid_parameter("The header of the file is too long, or not UTF-8.");
    if (!checked.ok()) {
      fault_ = checked.error().message;
      return false;
    }
    job_.columns = row.fields;
    return true;
  }

  void count(const RowOutcome& outcome) {
    using Kind = RowOutcome::Kind;
    const char* mark = outcome.kind == Kind::imported  ? "[SUCCEEDED]"
                       : outcome.kind == Kind::skipped ? "[SKIPPED]"
                                                       : "[FAILED]";
    auto& counter = outcome.kind == Kind::imported  ? job_.imported
                    : outcome.kind == Kind::skipped ? job_.skipped
                                                    : job_.failed;
    ++counter;
    log_.append(mark).append(" Line Number ").append(std::to_string(job_.line));
    log_.append(" - ").append(one_line(outcome.text)).append("\n");
  }

  Status write_log() {
    if (log_.empty()) return ok();
    domain::ImportLog page;
    page.lines = log_;
    const auto number = static_cast<std::uint64_t>(job_.log_pages++);
    return txn_.put(domain::keys::import_log(pool_.id, job_.id, number), page);
  }

  Result<bool> pause() {
    POSTERN_CHECK(write_log());
    job_.partial_row = reader_.partial().bytes;
    job_.row_too_long = reader_.partial().too_long;
    POSTERN_CHECK(domain::put_import_job(txn_, pool_, job_));
    return true;
  }

  Result<bool> finish(ImportStatus status, std::string_view message) {
    POSTERN_CHECK(write_log());
    POSTERN_CHECK(
        domain::finish_import_job(txn_, pool_, job_, status, message, services_.store.now_us()));
    return false;
  }

  auth::Services& services_;
  domain::Txn& txn_;
  const domain::Pool& pool_;
  domain::ImportJob& job_;
  codec::CsvReader reader_;
  int rows_ = 0;
  std::string log_;
  std::string fault_;
};

}  // namespace

Result<bool> run_import_slice(auth::Services& services) {
  // Looked at first without a write: most of the time there is no job.
  POSTERN_TRY(const auto waiting, services.store.read(domain::find_active_import));
  if (!waiting) return false;
  return services.store.transact([&](domain::Txn& txn) -> Result<bool> {
    POSTERN_TRY(const auto active, domain::find_active_import(txn));
    if (!active) return false;
    auto pool = domain::load_pool(txn, active->pool_id);
    const bool refused = !pool.ok() && pool.error().errc == Errc::rejected;
    if (refused && pool.error().code == "ResourceNotFoundException") {
      POSTERN_CHECK(domain::erase_active_import(txn, *active));
      return false;
    }
    if (refused) return false;  // Its key is withheld: it goes on when that is back.
    if (!pool.ok()) return std::move(pool).error();
    POSTERN_TRY(auto job,
                domain::require_import_job(txn, **pool, active->job_id, services.store.now_us()));
    return Slice(services, txn, **pool, job).run();
  });
}

}  // namespace postern::bulk
