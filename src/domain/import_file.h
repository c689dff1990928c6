// The file of an import job: it arrives in pieces, is kept in rows of its own, and is read once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// One piece of an upload. What fits into one request is a single piece.
struct ImportPiece {
  std::int64_t offset = 0;
  std::int64_t total = 0;      // Of the file; the piece that ends there is the last.
  std::string_view upload_id;  // Of the upload it continues; not read at offset 0.
  std::string_view bytes;
};

// Appends a piece, and returns the id under which the upload goes on. Offset 0 begins a new upload,
// which replaces the one before. Two uploads that meet do not mix: the older one is refused.
// PreconditionNotMetException when the job takes no file any more, InvalidParameterException for a
// piece out of place or beyond the largest file.
Result<std::string> append_import_piece(Txn& txn, const Pool& pool, ImportJob& job,
                                        const ImportPiece& piece, Random& random);

// The chunk of that number, or nullopt when it has been swept with age.
Result<std::optional<ImportChunk>> get_import_chunk(Txn& txn, const Pool& pool,
                                                    const ImportJob& job, int number);

Status erase_import_file(Txn& txn, const Pool& pool, const ImportJob& job);

}  // namespace postern::domain
