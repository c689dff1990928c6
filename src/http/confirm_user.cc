// GET /confirmUser: the link in a verification e-mail, and the page that answers it.
#include "http/confirm_user.h"

#include "codec/form.h"
#include "codec/html.h"
#include "codec/json.h"
#include "http/response.h"

namespace postern::http {
namespace {

constexpr std::string_view kConfirmed = "Your registration has been confirmed!";
constexpr std::string_view kBroken = "This link is not complete. Please copy all of it.";
constexpr std::string_view kFailed = "Something went wrong. Please try again.";

// The parameter of a link, and the member of ConfirmSignUp that it is.
struct Parameter {
  std::string_view name;
  std::string_view member;
};
constexpr Parameter kParameters[] = {{"client_id", "ClientId"},
                                     {"user_name", "Username"},
                                     {"confirmation_code", "ConfirmationCode"}};

Response page(int status, std::string_view text) {
  Response response{.status = status, .headers = {}, .body = {}};
  response.body =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\">"
      "<title>Confirmation</title></head><body><main><p>" +
      codec::escape_html(text) + "</p></main></body></html>\n";
  add_header(response, "Content-Type", "text/html; charset=utf-8");
  add_header(response, "Content-Security-Policy",
             "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  add_header(response, "X-Content-Type-Options", "nosniff");
  // The address holds the code.
  add_header(response, "Referrer-Policy", "no-referrer");
  add_header(response, "Cache-Control", "no-store");
  return response;
}

}  // namespace

Result<std::string> read_confirmation_link(std::string_view target) {
  const std::size_t question = target.find('?');
  const auto query =
      codec::Form::parse(question == std::string_view::npos ? "" : target.substr(question + 1));
  if (!query.ok()) return invalid_parameter(kBroken);
  Json request = Json::object();
  for (const auto& [name, member] : kParameters) {
    const std::string_view value = query->get(name);
    if (value.empty()) return invalid_parameter(kBroken);
    request.set(member, value);
  }
  return request.dump();
}

Response confirmation_page(const Result<std::string>& outcome) {
  if (outcome.ok()) return page(200, kConfirmed);
  if (outcome.error().errc != Errc::rejected) return page(500, kFailed);
  return page(400, outcome.error().message);
}

}  // namespace postern::http
