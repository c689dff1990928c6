// The work of import jobs, in slices: the engine has no thread of its own to do it on.
#pragma once

#include "auth/services.h"
#include "base/result.h"

namespace postern::bulk {

// Imports the next rows, some two hundred, of the job that is under way; true while there are more.
// The rows, what the log says of them and how far the job has come are one transaction, so after a
// crash no row is imported twice. Safe for concurrent use: two callers take turns.
Result<bool> run_import_slice(auth::Services& services);

}  // namespace postern::bulk
