// A page of one sentence.
#include "http/plain_page.h"

#include "codec/html.h"
#include "http/response.h"

namespace postern::http {
namespace {

std::string markup_of(const PageForm& form) {
  std::string markup = "<form method=\"post\" action=\"" + codec::escape_html(form.action) + "\">";
  for (const auto& [name, value] : form.fields.fields()) {
    markup += "<input type=\"hidden\" name=\"" + codec::escape_html(name) + "\" value=\"" +
              codec::escape_html(value) + "\">";
  }
  return markup + "<button>" + codec::escape_html(form.button) + "</button></form>";
}

}  // namespace

Response plain_page(int status, std::string_view title, std::string_view text,
                    const PageForm* form) {
  Response response{.status = status, .headers = {}, .body = {}};
  response.body =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>" +
      codec::escape_html(title) + "</title></head><body><main><p>" + codec::escape_html(text) +
      "</p>" + (form != nullptr ? markup_of(*form) : "") + "</main></body></html>\n";
  add_header(response, "Content-Type", "text/html; charset=utf-8");
  add_header(response, "Content-Security-Policy",
             std::string("default-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
                         "form-action ") +
                 (form != nullptr ? "'self'" : "'none'"));
  add_header(response, "X-Content-Type-Options", "nosniff");
  add_header(response, "Referrer-Policy", "no-referrer");
  add_header(response, "Cache-Control", "no-store");
  return response;
}

Response refusal_page(std::string_view title, const Error& error) {
  if (error.errc == Errc::rejected || error.errc == Errc::invalid_argument) {
    return plain_page(400, title, error.message);
  }
  return plain_page(500, title, "Something went wrong. Please try again.");
}

Result<codec::Form> query_of(const Request& request) {
  const std::size_t question = request.target.find('?');
  return codec::Form::parse(question == std::string_view::npos
                                ? std::string_view()
                                : request.target.substr(question + 1));
}

}  // namespace postern::http
