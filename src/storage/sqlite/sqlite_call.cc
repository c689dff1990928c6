// Maps SQLite's result codes to what a caller can do about them.
#include "storage/sqlite/sqlite_call.h"

#include <sqlite3.h>

#include <new>

namespace postern::storage {

Error sqlite_error(std::string_view what, int extended_code) {
  const int code = extended_code & 0xFF;
  if (code == SQLITE_NOMEM) throw std::bad_alloc();  // As everywhere else.
  const bool corrupt = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  return {corrupt ? Errc::corrupt : Errc::storage, "InternalErrorException",
          std::string(what) + ": " + sqlite3_errstr(extended_code) + " (SQLite " +
              std::to_string(extended_code) + ")."};
}

}  // namespace postern::storage
