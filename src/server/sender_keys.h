// Keys under which codes are handed to custom senders, given on the command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/postern.hpp"

namespace postern::server {

// What a pool's KMSKeyID may name, and the file with its 32 bytes.
struct SenderKey {
  std::string id;
  std::string file;
};

// "ID=FILE". Throws std::runtime_error with a sentence for the operator.
SenderKey parse_sender_key(std::string_view text);

// Gives them to the engine, which checks them. Throws postern::Error.
void put_sender_keys(Engine& engine, const std::vector<SenderKey>& keys);

}  // namespace postern::server
