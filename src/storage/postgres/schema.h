// The tables, and the version of their format.
#pragma once

#include "base/result.h"
#include "storage/postgres/connection.h"

namespace postern::storage {

// Makes what is missing; engines may do so at the same time. Errc::storage for a database whose
// format is newer than this library.
Status ensure_schema(Connection& connection);

}  // namespace postern::storage
