// GET /confirmUser: the link in a verification e-mail, and the page that answers it.
#include "http/confirm_user.h"

#include "http/mailed_link.h"
#include "http/plain_page.h"

namespace postern::http {
namespace {

constexpr std::string_view kTitle = "Confirmation";
constexpr std::string_view kConfirmed = "Your registration has been confirmed!";

// Of ConfirmSignUp.
constexpr LinkParameter kParameters[] = {{"client_id", "ClientId"},
                                         {"user_name", "Username"},
                                         {"confirmation_code", "ConfirmationCode"}};

}  // namespace

Result<std::string> read_confirmation_link(const Request& request) {
  POSTERN_TRY(const Json members, read_link(query_of(request), kParameters));
  return members.dump();
}

Response confirmation_page(const Result<std::string>& outcome) {
  if (!outcome.ok()) return refusal_page(kTitle, outcome.error());
  return plain_page(200, kTitle, kConfirmed);
}

}  // namespace postern::http
