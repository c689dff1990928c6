// GET /error: what must not be told to any client's address, told to the user.
#include "web/page.h"
#include "web/pages.h"

namespace postern::web {
namespace {

// Only what is known is said: the address may come from anywhere.
struct Explanation {
  std::string_view error;
  std::string_view text;
};
constexpr Explanation kExplanations[] = {
    {"redirect_mismatch",
     "The app asked to be called back at an address that is not registered for it."},
    {"invalid_client", "The app is not known here."},
    {"invalid_request", "The app sent a request that cannot be read."},
    {"server_error", "The service failed. Please try again later."},
};
constexpr std::string_view kUnknown = "An error was encountered with the requested page.";

std::string_view explain(std::string_view error) {
  for (const Explanation& explanation : kExplanations) {
    if (explanation.error == error) return explanation.text;
  }
  return kUnknown;
}

}  // namespace

http::Response show_error(const oauth::LoginRequest& login) {
  const auto query = codec::Form::parse(login.query);
  return plain_page(login, 400, explain(query.ok() ? query->get("error") : std::string_view()));
}

}  // namespace postern::web
