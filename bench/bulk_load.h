// Fills a pool with users faster than the API could, through the engine's own rooms.
#pragma once

#include <string>
#include <string_view>

#include "bench/world.h"

namespace bench {

// "user0000042".
std::string loaded_username(int number);
std::string loaded_email(int number);

// Inserts confirmed users numbered from 0, with the row and index rows that signing up gives them,
// and all with the password of the world's own user: hashing a million of them would take hours.
// Shows progress. Closes the world's engine and opens it again.
void load_users(World& world, int count);

}  // namespace bench
