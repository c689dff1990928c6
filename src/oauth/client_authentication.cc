// Which client asks an endpoint, and the proof that it does.
#include "oauth/client_authentication.h"

#include <optional>

#include "auth/client_auth.h"
#include "codec/base64.h"
#include "http/field.h"

namespace postern::oauth {
namespace {

constexpr std::string_view kBasic = "basic ";

Error invalid_client() {
  return reject("invalid_client", "The client is unknown, or has not proven itself.");
}

// What a client says it is. A secret sent in a header may be meant in either of two spellings.
struct Claim {
  std::string id;
  std::string secret;
  std::string secret_as_sent;
};

std::optional<std::string> form_decode(std::string_view text) {
  const auto form = codec::Form::parse("v=" + std::string(text));
  if (!form.ok() || form->fields().size() != 1) return std::nullopt;
  return std::string(form->get("v"));
}

// RFC 6749 has both parts encoded like a form's before they are joined; many clients leave them as
// they are, which differs where a secret has a plus sign.
Result<Claim> read_basic(std::string_view field) {
  const bool is_basic = field.size() > kBasic.size() &&
                        http::equal_ignoring_case(field.substr(0, kBasic.size()), kBasic);
  if (!is_basic) return invalid_client();
  const auto text = codec::base64_decode(http::trim(field.substr(kBasic.size())));
  if (!text.ok()) return invalid_client();
  const std::size_t colon = text->find(':');
  if (colon == std::string::npos) return invalid_client();
  auto id = form_decode(std::string_view(*text).substr(0, colon));
  if (!id) return invalid_client();
  std::string as_sent = text->substr(colon + 1);
  std::string secret = form_decode(as_sent).value_or(as_sent);
  return Claim{*std::move(id), std::move(secret), std::move(as_sent)};
}

Result<Claim> read_claim(const http::Request& request, const codec::Form& form) {
  const http::Field header = http::find_field(request, "authorization");
  std::string id(form.get("client_id"));
  std::string secret(form.get("client_secret"));
  if (form.find("client_assertion") != nullptr || form.find("client_assertion_type") != nullptr) {
    return reject("invalid_request", "Client assertions are not supported.");
  }
  if (!header.present()) {
    if (id.empty()) return reject("invalid_request", "client_id is missing.");
    return Claim{std::move(id), secret, secret};
  }
  if (!header.unique() || !secret.empty()) {
    return reject("invalid_request", "The client authenticates in more than one way.");
  }
  POSTERN_TRY(Claim claim, read_basic(header.value));
  if (!id.empty() && id != claim.id) {
    return reject("invalid_request", "client_id is not the client that authenticates.");
  }
  return claim;
}

bool proves(const Claim& claim, const domain::Client& client) {
  if (client.secrets.empty()) return claim.secret_as_sent.empty();
  const bool decoded = auth::check_client_secret(client, claim.secret).ok();
  const bool as_sent = auth::check_client_secret(client, claim.secret_as_sent).ok();
  return decoded || as_sent;
}

}  // namespace

Result<domain::ClientPtr> authenticate_client(const LoginRequest& login, const codec::Form& form) {
  POSTERN_TRY(const Claim claim, read_claim(login.http, form));
  auto client = login.services.store.read(
      [&](domain::Txn& txn) { return domain::load_client(txn, login.pool->id, claim.id); });
  if (!client.ok()) {
    if (client.error().errc == Errc::rejected) return invalid_client();
    return client;
  }
  if (!proves(claim, **client)) return invalid_client();
  return client;
}

}  // namespace postern::oauth
