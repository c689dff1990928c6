// Giving the room of erased rows back to the file system.
#pragma once

#include <SQLiteCpp/Database.h>

#include "storage/storage.h"

namespace postern::storage {

// Both are called on the writing connection, outside transactions, and are one transaction: a crash
// or a full disk leaves the file as it was. They throw SQLite::Exception.

// Moves up to 256 pages from the end of the file into its holes. Pages that are half full stay so.
// Errc::invalid_argument for a file from before files were made for it, until it is rewritten.
Result<Space> give_back_some_pages(SQLite::Database& database);

// Writes all rows anew, in dense pages. Takes the time of copying the file, and room on the disk
// for two copies.
Space rewrite_file(SQLite::Database& database);

// How large the file is, and how much of it holds nothing. Throws SQLite::Exception.
Space space_of(SQLite::Database& database);

}  // namespace postern::storage
