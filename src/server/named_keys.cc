// Keys given on the command line.
#include "named_keys.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "flat_json.h"
#include "mail_message.h"

namespace postern::server {
namespace {

std::string put_request(std::string_view name, const NamedKey& key) {
  std::ifstream file(key.file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) throw std::runtime_error("there is no key in " + key.file);
  return "{" + json_string(name) + ":" + json_string(key.id) + R"(,"Key":)" +
         json_string(base64(bytes)) + "}";
}

}  // namespace

// An ARN holds no "=", a path may.
NamedKey parse_named_key(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) {
    throw std::runtime_error("a key is given as ID=FILE");
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

void put_sender_keys(Engine& engine, const std::vector<NamedKey>& keys) {
  for (const NamedKey& key : keys) engine.call("postern:PutSenderKey", put_request("KeyId", key));
}

void put_customer_keys(Engine& engine, const std::vector<NamedKey>& keys) {
  for (const NamedKey& key : keys) {
    engine.call("postern:PutCustomerKey", put_request("KmsKeyArn", key));
  }
}

}  // namespace postern::server
