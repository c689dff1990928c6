// The database file: how its connections are set up, and which format it has.
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstddef>
#include <string>

#include "base/result.h"

namespace postern::storage {

// Stored as SQLite's application_id: "PSTN".
inline constexpr int kApplicationId = 0x5053544E;
// Stored as SQLite's user_version. Raised by every change that an older program would misread.
inline constexpr int kFileFormatVersion = 2;
// Larger values live in a table of their own. Holds a sealed name of a user, and leaves the tree of
// keys the fan-out that large rows in its pages would cost it.
inline constexpr std::size_t kSmallValueBytesMax = 160;

// Both throw SQLite::Exception.
SQLite::Database open_writer_database(const std::string& path);
SQLite::Database open_reader_database(const std::string& path);

// Creates the tables in an empty file, and brings one of an older format to this one. Refuses a
// file of another program or of a newer format (D09).
Status prepare_schema(SQLite::Database& database);

}  // namespace postern::storage
