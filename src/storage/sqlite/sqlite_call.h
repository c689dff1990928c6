// Where SQLite's failures, thrown or returned, become Results.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include <string_view>
#include <type_traits>

#include "base/result.h"

namespace postern::storage {

// Names SQLite's own description of the code; never a path, a key or a value. Throws std::bad_alloc
// where memory is what SQLite lacked.
Error sqlite_error(std::string_view what, int extended_code);

// Runs `body`, which returns a Result, and catches what SQLiteCpp throws.
template <class Body>
std::invoke_result_t<Body&> sqlite_call(std::string_view what, Body&& body) {
  try {
    return body();
  } catch (const SQLite::Exception& exception) {
    return sqlite_error(what, exception.getExtendedErrorCode());
  }
}

// Binds without copying: `bytes` outlives the step. SQLite takes a null pointer for NULL, which no
// column allows.
inline void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes) {
  const char* data = bytes.data() ? bytes.data() : "";
  statement.bindNoCopy(index, static_cast<const void*>(data), static_cast<int>(bytes.size()));
}

inline std::string blob_of(const SQLite::Column& column) {
  const auto* data = static_cast<const char*>(column.getBlob());
  const auto size = static_cast<std::size_t>(column.getBytes());
  return data ? std::string(data, size) : std::string();
}

// Ends a statement's use of its snapshot on every way out.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(SQLite::Statement& statement) : statement_(statement) {}
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;
  ~ResetAtEnd() { statement_.tryReset(); }

 private:
  SQLite::Statement& statement_;
};

}  // namespace postern::storage
