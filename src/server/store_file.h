// `postern backup` and `postern check`: the file behind a data directory.
#pragma once

#include <string>

#include "access_keys.h"

namespace postern::server {

// Writes a copy of the store to `path`, and says what is not in it. Throws when it cannot.
void back_up_store(const DataOptions& data, const std::string& path);

// Prints what is wrong with the store, a line for each kind of damage, and how much was looked at.
// True when nothing is. Throws when it cannot be opened.
bool check_store(const DataOptions& data);

}  // namespace postern::server
