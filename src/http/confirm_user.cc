// GET /confirmUser: the link in a verification e-mail, and the page that answers it.
#include "http/confirm_user.h"

#include "codec/json.h"
#include "http/plain_page.h"

namespace postern::http {
namespace {

constexpr std::string_view kTitle = "Confirmation";
constexpr std::string_view kConfirmed = "Your registration has been confirmed!";
constexpr std::string_view kBroken = "This link is not complete. Please copy all of it.";

// The parameter of a link, and the member of ConfirmSignUp that it is.
struct Parameter {
  std::string_view name;
  std::string_view member;
};
constexpr Parameter kParameters[] = {{"client_id", "ClientId"},
                                     {"user_name", "Username"},
                                     {"confirmation_code", "ConfirmationCode"}};

}  // namespace

Result<std::string> read_confirmation_link(const Request& request) {
  const auto query = query_of(request);
  if (!query.ok()) return invalid_parameter(kBroken);
  Json members = Json::object();
  for (const auto& [name, member] : kParameters) {
    const std::string_view value = query->get(name);
    if (value.empty()) return invalid_parameter(kBroken);
    members.set(member, value);
  }
  return members.dump();
}

Response confirmation_page(const Result<std::string>& outcome) {
  if (!outcome.ok()) return refusal_page(kTitle, outcome.error());
  return plain_page(200, kTitle, kConfirmed);
}

}  // namespace postern::http
