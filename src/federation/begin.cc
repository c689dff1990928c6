// Out to a provider.
#include <algorithm>

#include "codec/base64.h"
#include "codec/form.h"
#include "crypto/digest.h"
#include "domain/acr.h"
#include "domain/identity_provider.h"
#include "federation/endpoints.h"
#include "federation/federation.h"
#include "federation/flow_state.h"
#include "federation/identity.h"
#include "federation/provider_kind.h"
#include "federation/saml_begin.h"
#include "oauth/redirect.h"

namespace postern::federation {
namespace {

// Longer addresses are cut off or refused somewhere on the way.
constexpr std::size_t kStateBytesMax = 6'000;

Result<domain::IdentityProvider> provider_of(const oauth::LoginRequest& login,
                                             const oauth::AuthorizationRequest& request) {
  return login.services.store.read([&](domain::Txn& txn) {
    return domain::require_provider(txn, login.pool->id, request.identity_provider);
  });
}

// The provider's own acr values for the levels that the client asks for.
std::string acr_values_at(const domain::IdentityProvider& provider, const domain::Pool& pool,
                          const oauth::AuthorizationRequest& request) {
  std::string values;
  for (const std::string& value : request.acr_values) {
    const std::string level = "Level" + std::to_string(domain::acr_level(pool, value));
    const std::string_view theirs = provider.acr_mapping.get_string(level);
    if (!theirs.empty()) values.append(values.empty() ? "" : " ").append(theirs);
  }
  return values;
}

// What the client wants of its user's sign-in, where the provider would understand it.
void add_wishes(const domain::IdentityProvider& provider, const domain::Pool& pool,
                const oauth::AuthorizationRequest& request, codec::Form& form) {
  if (provider.type == "Google" && request.prompt_login) form.add("prompt", "select_account");
  if (!find_kind(provider.type)->takes_prompt) return;
  if (request.prompt_login) form.add("prompt", "login");
  if (request.max_age_s) form.add("max_age", std::to_string(*request.max_age_s));
  const std::string acr_values = acr_values_at(provider, pool, request);
  if (!acr_values.empty()) form.add("acr_values", acr_values);
}

codec::Form question(const oauth::LoginRequest& login, const domain::IdentityProvider& provider,
                     const FlowState& flow) {
  const std::string challenge = codec::base64url_encode(crypto::sha256(flow.verifier));
  codec::Form form;
  form.add("response_type", "code")
      .add("client_id", provider.details.get_string("client_id"))
      .add("redirect_uri", callback_address(login))
      .add("scope", provider.details.get_string("authorize_scopes"))
      .add("code_challenge", challenge)
      .add("code_challenge_method", "S256");
  if (find_kind(provider.type)->signs_id_tokens) form.add("nonce", flow.nonce);
  return form;
}

Result<http::Response> send_to_oauth(const oauth::LoginRequest& login,
                                     const oauth::AuthorizationRequest& request,
                                     const domain::IdentityProvider& provider) {
  POSTERN_TRY(const Endpoints endpoints,
              find_endpoints(login.upstream, provider, login.services.store.now_us()));
  const bool is_posted = find_kind(provider.type)->posts_answer;
  const FlowState flow = begin_flow(login, provider.name, request.query);
  codec::Form form = question(login, provider, flow);
  if (!request.login_hint.empty()) form.add("login_hint", request.login_hint);
  if (is_posted) form.add("response_mode", "form_post");
  add_wishes(provider, *login.pool, request, form);
  http::Response cookies;
  const std::string state = seal_flow(login, flow, is_posted, cookies);
  if (state.size() > kStateBytesMax) {
    return reject("invalid_request", "The request is too long to sign in at a provider with.");
  }
  form.add("state", state);
  http::Response response = oauth::redirect_with(endpoints.authorize, '?', form);
  std::move(cookies.headers.begin(), cookies.headers.end(), std::back_inserter(response.headers));
  return response;
}

Result<http::Response> send_out(const oauth::LoginRequest& login,
                                const oauth::AuthorizationRequest& request) {
  POSTERN_TRY(const auto provider, provider_of(login, request));
  return provider.type == "SAML" ? send_to_saml(login, request, provider)
                                 : send_to_oauth(login, request, provider);
}

}  // namespace

http::Response begin(const oauth::LoginRequest& login, const oauth::AuthorizationRequest& request) {
  auto response = send_out(login, request);
  if (response.ok()) return *std::move(response);
  return oauth::refuse_authorization(request, response.error());
}

}  // namespace postern::federation
