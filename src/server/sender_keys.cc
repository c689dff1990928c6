// Keys under which codes are handed to custom senders.
#include "sender_keys.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "flat_json.h"
#include "mail_message.h"

namespace postern::server {
namespace {

std::string put_request(const SenderKey& key) {
  std::ifstream file(key.file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) throw std::runtime_error("there is no key in " + key.file);
  return R"({"KeyId":)" + json_string(key.id) + R"(,"Key":)" + json_string(base64(bytes)) + "}";
}

}  // namespace

// An ARN holds no "=", a path may.
SenderKey parse_sender_key(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) {
    throw std::runtime_error("a sender key is given as ID=FILE");
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

void put_sender_keys(Engine& engine, const std::vector<SenderKey>& keys) {
  for (const SenderKey& key : keys) engine.call("postern:PutSenderKey", put_request(key));
}

}  // namespace postern::server
