// The messages `postern dev` would have sent.
#include "inbox.h"

#include <stdexcept>
#include <utility>

#include "flat_json.h"

namespace postern::server {
namespace {

struct Member {
  std::string_view name;     // In the inbox.
  std::string_view message;  // In what the engine delivers.
};
constexpr Member kMembers[] = {
    {"medium", "Medium"}, {"destination", "Destination"}, {"subject", "Subject"}, {"body", "Body"}};

}  // namespace

void Inbox::add(std::string_view message, std::string_view at) {
  const auto parsed = FlatJson::parse(message);
  if (!parsed) throw std::runtime_error("the message is not an object of plain values");
  std::string rest = R"(,"at":)" + json_string(at);
  for (const auto& [name, source] : kMembers) {
    rest.append(",\"").append(name).append("\":").append(parsed->raw(source));
  }
  const std::lock_guard lock(mutex_);
  messages_.push_back(R"({"id":)" + std::to_string(next_id_++) + rest + "}");
  if (messages_.size() > kMessagesMax) messages_.pop_front();
}

std::string Inbox::json() const {
  const std::lock_guard lock(mutex_);
  std::string out = "[";
  for (const std::string& message : messages_) {
    if (out.size() > 1) out += ',';
    out += message;
  }
  return out += ']';
}

}  // namespace postern::server
