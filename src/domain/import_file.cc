// The file of an import job.
#include "domain/import_file.h"

#include "domain/import_jobs.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"

namespace postern::domain {
namespace {

// Small enough to be read again by every slice that goes on inside it.
constexpr std::size_t kChunkBytes = 64 << 10;

Status begin_upload(Txn& txn, const Pool& pool, ImportJob& job, Random& random) {
  POSTERN_CHECK(erase_import_file(txn, pool, job));
  job.upload_id = new_uuid(random);
  job.upload_bytes = 0;
  job.upload_chunks = 0;
  job.upload_complete = false;
  return ok();
}

Status check_place(const ImportJob& job, const ImportPiece& piece) {
  const bool continues =
      !job.upload_complete && piece.upload_id == job.upload_id && piece.offset == job.upload_bytes;
  if (continues) return ok();
  return invalid_parameter("The piece does not continue the upload.");
}

Status check_size(const ImportJob& job, const ImportPiece& piece) {
  if (piece.total > kImportFileBytesMax) {
    return invalid_parameter("The file is larger than 100 MB.");
  }
  const std::int64_t end = job.upload_bytes + static_cast<std::int64_t>(piece.bytes.size());
  if (end <= piece.total) return ok();
  return invalid_parameter("The piece reaches beyond the end of the file.");
}

// The sweep takes chunks that nobody has come back for.
Status put_chunk(Txn& txn, const Pool& pool, const ImportJob& job, std::string_view bytes) {
  const std::string key = keys::import_chunk(pool.id, job.id, job.upload_id,
                                             static_cast<std::uint64_t>(job.upload_chunks));
  ImportChunk chunk;
  chunk.bytes = bytes;
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(job.created_us + kImportFileLifeUs, key)));
  return txn.put(key, chunk);
}

}  // namespace

Result<std::string> append_import_piece(Txn& txn, const Pool& pool, ImportJob& job,
                                        const ImportPiece& piece, Random& random) {
  if (job.status != ImportStatus::created) {
    return reject("PreconditionNotMetException",
                  "The user import job takes no file. Current status is " +
                      std::string(import_status_name(job.status)));
  }
  if (piece.offset == 0) {
    POSTERN_CHECK(begin_upload(txn, pool, job, random));
  } else {
    POSTERN_CHECK(check_place(job, piece));
  }
  POSTERN_CHECK(check_size(job, piece));
  for (std::size_t at = 0; at < piece.bytes.size(); at += kChunkBytes) {
    POSTERN_CHECK(put_chunk(txn, pool, job, piece.bytes.substr(at, kChunkBytes)));
    ++job.upload_chunks;
  }
  job.upload_bytes += static_cast<std::int64_t>(piece.bytes.size());
  job.upload_complete = job.upload_bytes == piece.total;
  POSTERN_CHECK(put_import_job(txn, pool, job));
  return job.upload_id;
}

Result<std::optional<ImportChunk>> get_import_chunk(Txn& txn, const Pool& pool,
                                                    const ImportJob& job, int number) {
  return txn.get<ImportChunk>(
      keys::import_chunk(pool.id, job.id, job.upload_id, static_cast<std::uint64_t>(number)));
}

Status erase_import_file(Txn& txn, const Pool& pool, const ImportJob& job) {
  for (int number = 0; number < job.upload_chunks; ++number) {
    POSTERN_CHECK(txn.erase(
        keys::import_chunk(pool.id, job.id, job.upload_id, static_cast<std::uint64_t>(number))));
  }
  return ok();
}

}  // namespace postern::domain
