// Links in messages: their parameters as the request of the operation that they stand for.
#include "http/mailed_link.h"

namespace postern::http {
namespace {

constexpr std::string_view kBroken = "This link is not complete. Please copy all of it.";

}  // namespace

Result<Json> read_link(const Result<codec::Form>& form, std::span<const LinkParameter> parameters) {
  if (!form.ok()) return invalid_parameter(kBroken);
  Json members = Json::object();
  for (const auto& [name, member] : parameters) {
    const std::string_view value = form->get(name);
    if (value.empty()) return invalid_parameter(kBroken);
    members.set(member, value);
  }
  return members;
}

}  // namespace postern::http
