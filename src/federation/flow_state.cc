// What a sign-in at a provider takes along and brings back.
#include "federation/flow_state.h"

#include "auth/sealed_tokens.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "domain/single_use.h"
#include "http/cookie.h"

namespace postern::federation {
namespace {

constexpr std::string_view kKind = "federation";
constexpr std::string_view kAssertion = "saml-assertion";
constexpr std::string_view kCookie = "cognito-fl";
constexpr std::string_view kKeptPrefix = "cognito-fl-";
constexpr std::size_t kKeptMax = 3;
// Browsers take 4,096 bytes of name and value (RFC 6265, section 6.1).
constexpr std::size_t kKeptBytesMax = 3'800;
constexpr std::int64_t kTtlS = 600;
constexpr std::size_t kSecretBytes = 32;

Error not_ours() {
  return reject("invalid_request", "This sign-in did not begin here, or is over.");
}

std::string new_secret(const oauth::LoginRequest& login) {
  return codec::base64url_encode(login.services.store.random().bytes(kSecretBytes));
}

// The browser's secret; empty where it has none of the form that is set here.
std::string browser_secret(const oauth::LoginRequest& login) {
  const auto cookie = http::find_cookie(login.http, kCookie);
  if (!cookie) return {};
  const auto bytes = codec::base64url_decode(*cookie);
  return bytes.ok() && bytes->size() == kSecretBytes ? std::string(*cookie) : std::string();
}

std::string browser_mark(std::string_view secret) {
  return codec::base64url_encode(crypto::sha256(secret));
}

std::string kept_name(std::string_view id) {
  return std::string(kKeptPrefix).append(id);
}

// A flow is of one domain: cookies do not tell all of them apart.
bool is_of(const oauth::LoginRequest& login, const Json& content) {
  return content.get_string("p") == login.pool->id &&
         content.get_string("d") == login.domain.name();
}

}  // namespace

FlowState begin_flow(const oauth::LoginRequest& login, std::string_view provider,
                     std::string_view query) {
  domain::Store& store = login.services.store;
  return {.provider = std::string(provider),
          .query = std::string(query),
          .verifier = new_secret(login),
          .nonce = new_secret(login),
          .id = domain::new_uuid(store.random()),
          .expires_us = store.now_us() + kTtlS * kMicrosPerSecond};
}

std::string seal_flow(const oauth::LoginRequest& login, const FlowState& flow, bool by_form,
                      http::Response& response) {
  std::string secret = browser_secret(login);
  if (secret.empty()) secret = new_secret(login);
  http::set_cookie(response, {.name = kCookie,
                              .value = secret,
                              .path = login.cookie_path(),
                              .secure = login.is_secure(),
                              .cross_site = by_form,
                              .max_age_s = kTtlS});
  return login.services.sealed.seal(kKind, Json::object()
                                               .set("p", login.pool->id)
                                               .set("d", login.domain.name())
                                               .set("i", flow.provider)
                                               .set("q", flow.query)
                                               .set("v", flow.verifier)
                                               .set("n", flow.nonce)
                                               .set("b", browser_mark(secret))
                                               .set("j", flow.id)
                                               .set("u", flow.expires_us));
}

Result<FlowState> open_flow(const oauth::LoginRequest& login, std::string_view text) {
  const auto content = login.services.sealed.open(kKind, text);
  if (!content.ok() || !is_of(login, *content)) return not_ours();
  const std::string secret = browser_secret(login);
  if (secret.empty() || !crypto::equal(content->get_string("b"), browser_mark(secret))) {
    return not_ours();
  }
  FlowState flow{.provider = std::string(content->get_string("i")),
                 .query = std::string(content->get_string("q")),
                 .verifier = std::string(content->get_string("v")),
                 .nonce = std::string(content->get_string("n")),
                 .id = std::string(content->get_string("j")),
                 .expires_us = content->get_int("u")};
  if (login.services.store.now_us() >= flow.expires_us) return not_ours();
  POSTERN_TRY(const bool spent, login.services.store.read([&](domain::Txn& txn) {
    return domain::is_spent(txn, kKind, flow.id);
  }));
  if (spent) return not_ours();
  return flow;
}

Status keep_flow(const oauth::LoginRequest& login, const FlowState& flow,
                 http::Response& response) {
  const std::string text = seal_flow(login, flow, /*by_form=*/true, response);
  if (text.size() > kKeptBytesMax) {
    return reject("invalid_request", "The request is too long to sign in at a provider with.");
  }
  const auto names = http::cookie_names(login.http, kKeptPrefix);
  for (std::size_t i = 0; i + kKeptMax <= names.size(); ++i) {
    http::clear_cookie(response, names[i], login.cookie_path(), login.is_secure());
  }
  http::set_cookie(response, {.name = kept_name(flow.id),
                              .value = text,
                              .path = login.cookie_path(),
                              .secure = login.is_secure(),
                              .cross_site = true,
                              .max_age_s = kTtlS});
  return ok();
}

Result<FlowState> open_kept_flow(const oauth::LoginRequest& login, std::string_view id) {
  const auto text = http::find_cookie(login.http, kept_name(id));
  if (!text) return not_ours();
  POSTERN_TRY(FlowState flow, open_flow(login, *text));
  if (flow.id != id) return not_ours();
  return flow;
}

void drop_kept_flow(const oauth::LoginRequest& login, std::string_view id,
                    http::Response& response) {
  http::clear_cookie(response, kept_name(id), login.cookie_path(), login.is_secure());
}

Status check_unused(const oauth::LoginRequest& login, const FlowState& flow) {
  POSTERN_TRY(const bool spent, login.services.store.read([&](domain::Txn& txn) {
    return domain::is_spent(txn, kAssertion, flow.assertion);
  }));
  return spent ? Status(not_ours()) : ok();
}

Status spend_flow(domain::Txn& txn, const FlowState& flow) {
  bool unused = true;
  if (!flow.id.empty()) {
    POSTERN_TRY(unused, domain::spend(txn, kKind, flow.id, flow.expires_us));
  }
  if (unused && !flow.assertion.empty()) {
    POSTERN_TRY(unused, domain::spend(txn, kAssertion, flow.assertion, flow.assertion_expires_us));
  }
  return unused ? ok() : Status(not_ours());
}

}  // namespace postern::federation
