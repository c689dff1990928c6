// Keys given on the command line: under which codes are handed to custom senders, and under which
// pools are sealed that name a customer managed key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/postern.hpp"

namespace postern::server {

// What a pool's KMSKeyID or KmsKeyArn may name, and the file with its 32 bytes.
struct NamedKey {
  std::string id;
  std::string file;
};

// "ID=FILE". Throws std::runtime_error with a sentence for the operator.
NamedKey parse_named_key(std::string_view text);

// Give them to the engine, which checks them. Throw postern::Error.
void put_sender_keys(Engine& engine, const std::vector<NamedKey>& keys);
void put_customer_keys(Engine& engine, const std::vector<NamedKey>& keys);

}  // namespace postern::server
