// Signing out at the SAML identity provider that a browser's session came from.
#include "federation/saml_sign_out.h"

#include "auth/browser_session.h"
#include "auth/sealed_tokens.h"
#include "codec/base64.h"
#include "codec/form.h"
#include "crypto/digest.h"
#include "federation/federation.h"
#include "federation/saml_begin.h"
#include "federation/saml_message.h"
#include "federation/saml_partner.h"
#include "http/cookie.h"
#include "oauth/browser.h"
#include "oauth/endpoint_call.h"
#include "oauth/redirect.h"
#include "saml/logout_response.h"
#include "saml/request.h"
#include "saml/tree.h"

namespace postern::federation {
namespace {

constexpr std::string_view kSession = "saml-session";
constexpr std::string_view kSessionCookie = "cognito-saml";
constexpr std::string_view kSignOut = "saml-sign-out";
constexpr std::string_view kSignOutCookie = "cognito-slo";
constexpr std::int64_t kSignOutTtlS = 300;

std::string mark_of(std::string_view browser_session) {
  return codec::base64url_encode(crypto::sha256(browser_session));
}

void set_cookie(const oauth::LoginRequest& login, std::string_view name, std::string_view value,
                std::optional<std::int64_t> max_age_s, http::Response& response) {
  http::set_cookie(response, {.name = name,
                              .value = value,
                              .path = login.cookie_path(),
                              .secure = login.is_secure(),
                              .cross_site = name == kSignOutCookie,
                              .max_age_s = max_age_s});
}

// What this engine sealed for this pool into a cookie of the browser.
std::optional<Json> open_cookie(const oauth::LoginRequest& login, std::string_view kind,
                                std::string_view name) {
  const auto text = http::find_cookie(login.http, name);
  if (!text) return std::nullopt;
  auto content = login.services.sealed.open(kind, *text);
  if (!content.ok() || content->get_string("p") != login.pool->id) return std::nullopt;
  return *std::move(content);
}

// The provider of the session that the browser still has, and what the provider calls it.
struct Partner {
  domain::IdentityProvider provider;
  Json session;
};
Result<std::optional<Partner>> find_session(const oauth::LoginRequest& login) {
  using Found = std::optional<Partner>;
  const std::string_view text = oauth::browser_session_text(login);
  auto kept = open_cookie(login, kSession, kSessionCookie);
  if (!kept || !crypto::equal(kept->get_string("s"), mark_of(text))) return Found();
  POSTERN_TRY(const auto signed_in, auth::open_browser_session(login.services, *login.pool, text));
  if (!signed_in || signed_in->session.provider != kept->get_string("i")) return Found();
  POSTERN_TRY(auto provider, login.services.store.read([&](domain::Txn& txn) {
    return domain::find_provider(txn, login.pool->id, signed_in->session.provider);
  }));
  const bool is_wanted = provider && provider->type == "SAML" && has_flag(*provider, "IDPSignout");
  if (!is_wanted) return Found();
  return Found(Partner{*std::move(provider), *std::move(kept)});
}

std::string logout_request(const oauth::LoginRequest& login, const Json& session,
                           std::string_view id, std::string_view destination) {
  const saml::NameId subject{
      std::string(session.get_string("n")), std::string(session.get_string("f")),
      std::string(session.get_string("q")), std::string(session.get_string("r"))};
  return saml::logout_request({.id = id,
                               .issuer = entity_id_of(*login.pool),
                               .destination = destination,
                               .now_us = login.services.store.now_us()},
                              subject, session.get_string("x"));
}

// Which provider is to answer what, and where the browser goes then.
std::string seal_sign_out(const oauth::LoginRequest& login, std::string_view provider,
                          std::string_view id, std::string_view next) {
  const std::int64_t until_us = login.services.store.now_us() + kSignOutTtlS * kMicrosPerSecond;
  return login.services.sealed.seal(kSignOut, Json::object()
                                                  .set("p", login.pool->id)
                                                  .set("d", login.domain.name())
                                                  .set("i", provider)
                                                  .set("j", id)
                                                  .set("t", next)
                                                  .set("u", until_us));
}

Status check_answer(const oauth::LoginRequest& login, const Json& sign_out,
                    std::string_view field) {
  POSTERN_TRY(const auto provider, login.services.store.read([&](domain::Txn& txn) {
    return domain::require_provider(txn, login.pool->id, sign_out.get_string("i"));
  }));
  POSTERN_TRY(const SamlPartner partner,
              find_partner(login.upstream, provider, login.services.store.now_us()));
  POSTERN_TRY(const std::string xml, message_of(field));
  return saml::check_logout_response(xml, partner.keys,
                                     {.issuer = partner.metadata.entity_id,
                                      .destination = slo_address(login),
                                      .in_response = request_id_of(sign_out.get_string("j"))});
}

// Where to go on to; the form must answer the sign-out that this browser is in.
Result<std::string> next_address(const oauth::LoginRequest& login) {
  POSTERN_TRY(const auto form, codec::Form::parse(login.http.body));
  const std::string_view field = form.get("SAMLResponse");
  const auto sign_out = open_cookie(login, kSignOut, kSignOutCookie);
  const bool is_ours = sign_out && sign_out->get_string("d") == login.domain.name() &&
                       login.services.store.now_us() < sign_out->get_int("u") &&
                       form.get("RelayState") == sign_out->get_string("j") &&
                       field.size() <= saml::kMessageCharsMax;
  if (!is_ours) return reject("invalid_request", "This sign-out did not begin here, or is over.");
  POSTERN_CHECK(check_answer(login, *sign_out, field));
  return std::string(sign_out->get_string("t"));
}

}  // namespace

void remember_partner(const oauth::LoginRequest& login, const domain::Client& client,
                      const SamlIdentity& said, std::string_view browser_session,
                      http::Response& response) {
  if (!has_flag(said.identity.provider, "IDPSignout")) return;
  const saml::NameId& subject = said.subject;
  const std::string text =
      login.services.sealed.seal(kSession, Json::object()
                                               .set("p", login.pool->id)
                                               .set("s", mark_of(browser_session))
                                               .set("i", said.identity.provider.name)
                                               .set("n", subject.value)
                                               .set("f", subject.format)
                                               .set("q", subject.name_qualifier)
                                               .set("r", subject.sp_name_qualifier)
                                               .set("x", said.session_index));
  std::optional<std::int64_t> max_age_s;  // As oauth::remember_browser() has it.
  if (client.sso_session_minutes > 0) max_age_s = client.sso_session_minutes * 60;
  set_cookie(login, kSessionCookie, text, max_age_s, response);
}

Result<std::optional<http::Response>> begin_sign_out(const oauth::LoginRequest& login,
                                                     std::string_view next) {
  using Sent = std::optional<http::Response>;
  POSTERN_TRY(const auto session, find_session(login));
  if (!session) return Sent();
  POSTERN_TRY(const SamlPartner partner,
              find_partner(login.upstream, session->provider, login.services.store.now_us()));
  const domain::SamlMetadata& theirs = partner.metadata;
  const auto destination = destination_of(theirs.slo_redirect_url, theirs.slo_post_url);
  if (destination.empty()) return Sent();
  const std::string id = domain::new_uuid(login.services.store.random());
  POSTERN_TRY(auto response,
              send_message(login, {.text = logout_request(login, session->session,
                                                          request_id_of(id), destination),
                                   .relay_state = id,
                                   .is_signed = true,
                                   .redirect_url = theirs.slo_redirect_url,
                                   .post_url = theirs.slo_post_url}));
  set_cookie(login, kSignOutCookie, seal_sign_out(login, session->provider.name, id, next),
             kSignOutTtlS, response);
  http::clear_cookie(response, kSessionCookie, login.cookie_path(), login.is_secure());
  return Sent(std::move(response));
}

http::Response come_back_signed_out(const oauth::LoginRequest& login) {
  oauth::EndpointCall call(login, "SAML2Logout_POST");
  auto next = next_address(login);
  const Status ended = call.end(next.ok() ? ok() : Status(next.error()));
  if (!ended.ok()) return oauth::redirect_to_error_page(login, "invalid_request", {});
  http::Response response = oauth::redirect_to(*next);
  http::clear_cookie(response, kSignOutCookie, login.cookie_path(), login.is_secure());
  return response;
}

}  // namespace postern::federation
