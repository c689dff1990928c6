// What a pre-signed URL opens: the upload of a job's file, and its log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/services.h"
#include "base/result.h"
#include "domain/import_file.h"

namespace postern::bulk {

// Appends a piece to the file of the job that the URL's token names. Returns the upload's id, which
// the next piece must bring.
Result<std::string> upload_import_piece(auth::Services& services, std::string_view token,
                                        const domain::ImportPiece& piece);

// Lines of a job's log, from page `from` on. `next` is where the following lines begin; nullopt
// when these are the last so far.
struct ImportLogPart {
  std::string job_name;
  std::string lines;
  std::optional<std::uint64_t> next;
};
Result<ImportLogPart> read_import_log(auth::Services& services, std::string_view pool_id,
                                      std::string_view job_id, std::uint64_t from);

// The same for the holder of a URL.
Result<ImportLogPart> read_import_log(auth::Services& services, std::string_view token,
                                      std::uint64_t from);

}  // namespace postern::bulk
