// A message that a browser carries to a SAML identity provider.
#include "federation/saml_message.h"

#include <optional>

#include "codec/base64.h"
#include "codec/html.h"
#include "crypto/digest.h"
#include "http/response.h"
#include "oauth/redirect.h"
#include "saml/redirect_binding.h"
#include "saml/request.h"
#include "tokens/pool_certificates.h"

namespace postern::federation {
namespace {

constexpr std::string_view kScript = "document.forms[0].submit()";

std::string hidden_field(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" +
         codec::escape_html(value) + "\">";
}

// SAML bindings, section 3.5.4. Without scripts its button does the same. No form-action: browsers
// would hold the provider's own redirects to it.
http::Response post_page(std::string_view address, std::string_view message,
                         std::string_view relay_state) {
  http::Response response{.status = 200, .headers = {}, .body = {}};
  response.body =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sign-in</title>"
      "</head><body><form method=\"post\" action=\"" +
      codec::escape_html(address) + "\">" +
      hidden_field("SAMLRequest", codec::base64_encode(message)) +
      hidden_field("RelayState", relay_state) + "<button>Continue</button></form><script>" +
      std::string(kScript) + "</script></body></html>\n";
  http::add_header(response, "Content-Type", "text/html; charset=utf-8");
  http::add_header(response, "Content-Security-Policy",
                   "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src "
                   "'sha256-" +
                       codec::base64_encode(crypto::sha256(kScript)) + "'");
  http::add_header(response, "X-Content-Type-Options", "nosniff");
  http::add_header(response, "Referrer-Policy", "no-referrer");
  http::add_header(response, "Cache-Control", "no-store");
  return response;
}

}  // namespace

std::string_view destination_of(std::string_view redirect_url, std::string_view post_url) {
  return redirect_url.empty() ? post_url : redirect_url;
}

Result<http::Response> send_message(const oauth::LoginRequest& login, const SamlMessage& message) {
  std::optional<tokens::PoolCertificate> certificate;
  if (message.is_signed) {
    POSTERN_TRY(certificate, tokens::find_or_make_certificate(login.services.store, login.pool->id,
                                                              tokens::kSamlSigning));
  }
  const crypto::RsaPrivateKey* key = certificate ? &certificate->key : nullptr;
  if (!message.redirect_url.empty()) {
    POSTERN_TRY(const auto fields, saml::redirect_fields(message.text, message.relay_state, key));
    return oauth::redirect_with(message.redirect_url, '?', fields);
  }
  std::string text = message.text;
  if (key != nullptr) {
    POSTERN_TRY(text, saml::with_signature(message.text, *key));
  }
  return post_page(message.post_url, text, message.relay_state);
}

}  // namespace postern::federation
