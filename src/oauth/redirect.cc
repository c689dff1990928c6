// Sending a browser on.
#include "oauth/redirect.h"

#include <string>

#include "http/response.h"

namespace postern::oauth {

http::Response redirect_to(std::string_view address) {
  http::Response response{.status = 303, .headers = {}, .body = {}};
  http::add_header(response, "Location", address);
  http::add_header(response, "Cache-Control", "no-store");
  http::add_header(response, "Referrer-Policy", "no-referrer");
  return response;
}

http::Response redirect_with(std::string_view address, char separator, const codec::Form& fields) {
  std::string target(address);
  const bool continues = separator == '?' && target.find('?') != std::string::npos;
  target += continues ? '&' : separator;
  return redirect_to(target + fields.encode());
}

http::Response redirect_to_page(const LoginRequest& login, std::string_view page,
                                std::string_view query) {
  std::string address = login.base_url + std::string(page);
  if (!query.empty()) address.append("?").append(query);
  return redirect_to(address);
}

http::Response redirect_to_error_page(const LoginRequest& login, std::string_view error,
                                      std::string_view client_id) {
  codec::Form fields;
  fields.add("error", error);
  if (!client_id.empty()) fields.add("client_id", client_id);
  return redirect_to_page(login, "/error", fields.encode());
}

}  // namespace postern::oauth
