// `postern backup`, `postern check` and `postern compact`: the file behind a data directory.
#pragma once

#include <functional>
#include <string>

#include "access_keys.h"

namespace postern::server {

// Writes a copy of the store to `path`, and says what is not in it. Throws when it cannot.
void back_up_store(const DataOptions& data, const std::string& path);

// Prints what is wrong with the store, a line for each kind of damage, and how much was looked at.
// True when nothing is. Throws when it cannot be opened.
bool check_store(const DataOptions& data);

// The same for whatever answers requests of postern:CheckStore.
bool check_engine(const std::function<std::string(const std::string& request)>& check);

// Gives the room of erased rows back to the file system, or with `rewrite` makes the file as small
// as it can be; says how small. Throws when it cannot.
void compact_store(const DataOptions& data, bool rewrite);

// Throws where no store is: an engine would make one.
void require_store(const DataOptions& data);

}  // namespace postern::server
