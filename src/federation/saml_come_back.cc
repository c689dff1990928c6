// Back from a SAML identity provider: POST /saml2/idpresponse.
#include <algorithm>

#include "codec/form.h"
#include "domain/settings.h"
#include "federation/answer_flow.h"
#include "federation/federated_sign_in.h"
#include "federation/federation.h"
#include "federation/flow_state.h"
#include "federation/saml_identity.h"
#include "federation/saml_partner.h"
#include "federation/saml_sign_out.h"
#include "oauth/redirect.h"
#include "saml/tree.h"

namespace postern::federation {
namespace {

constexpr std::string_view kEvent = "SAML2Response_POST";

http::Response to_error_page(const oauth::LoginRequest& login) {
  return oauth::redirect_to_error_page(login, "invalid_request", {});
}

http::Response answer(const oauth::LoginRequest& login, const oauth::AuthorizationRequest& request,
                      FlowState& flow, std::string_view saml_response) {
  http::Response cookies;
  auto response = answer_flow(login, request, kEvent, [&]() -> Result<std::string> {
    POSTERN_TRY(const SamlIdentity said,
                identify_by_saml(login, *request.client, flow, saml_response));
    flow.assertion = said.assertion;
    flow.assertion_expires_us = said.assertion_expires_us;
    POSTERN_CHECK(check_unused(login, flow));
    POSTERN_TRY(std::string session, sign_in(login, request, flow, said.identity));
    if (!flow.id.empty()) drop_kept_flow(login, flow.id, cookies);
    remember_partner(login, *request.client, said, session, cookies);
    return session;
  });
  std::move(cookies.headers.begin(), cookies.headers.end(), std::back_inserter(response.headers));
  return response;
}

// In answer to a request of ours, which the browser kept.
http::Response answer_request(const oauth::LoginRequest& login, std::string_view relay_state,
                              std::string_view saml_response) {
  auto flow = open_kept_flow(login, relay_state);
  if (!flow.ok()) return oauth::redirect_to_error_page(login, flow.error().code, {});
  auto read = oauth::read_authorization(login, flow->query);
  if (auto* refusal = std::get_if<http::Response>(&read)) return std::move(*refusal);
  auto& request = std::get<oauth::AuthorizationRequest>(read);
  request.identity_provider = flow->provider;
  return answer(login, request, *flow, saml_response);
}

// Anybody can have a browser post somebody else's response, so that its user acts as another. That
// is taken for a client that asked for it with all of its providers.
Status check_takes_unsolicited(const oauth::LoginRequest& login,
                               const oauth::AuthorizationRequest& request) {
  const Error refused =
      reject("invalid_request", "Invalid samlResponse or relayState from identity provider");
  if (request.identity_provider.empty()) return refused;
  const Json& names =
      domain::member_or_empty(request.client->settings, "SupportedIdentityProviders");
  if (!names.is_array()) return refused;
  return login.services.store.read([&](domain::Txn& txn) -> Status {
    for (const Json& name : names.as_array()) {
      POSTERN_TRY(const auto provider,
                  domain::find_provider(txn, login.pool->id, name.as_string()));
      if (!provider || provider->type != "SAML") return refused;
      const bool is_meant = provider->name == request.identity_provider;
      if (is_meant && !has_flag(*provider, "IDPInit")) return refused;
    }
    return ok();
  });
}

// Without a request of ours: RelayState is what a client would have asked /oauth2/authorize for.
http::Response answer_unsolicited(const oauth::LoginRequest& login, std::string_view relay_state,
                                  std::string_view saml_response) {
  auto read = oauth::read_authorization(login, relay_state);
  if (auto* refusal = std::get_if<http::Response>(&read)) return std::move(*refusal);
  auto& request = std::get<oauth::AuthorizationRequest>(read);
  const Status takes = check_takes_unsolicited(login, request);
  if (!takes.ok()) return oauth::refuse_authorization(request, takes.error());
  FlowState flow;
  flow.provider = request.identity_provider;
  flow.query = request.query;
  return answer(login, request, flow, saml_response);
}

}  // namespace

http::Response come_back_by_saml(const oauth::LoginRequest& login) {
  const auto form = codec::Form::parse(login.http.body);
  if (!form.ok()) return to_error_page(login);
  const std::string_view saml_response = form->get("SAMLResponse");
  const std::string_view relay_state = form->get("RelayState");
  const bool fits = !saml_response.empty() && saml_response.size() <= saml::kMessageCharsMax;
  if (!fits) return to_error_page(login);
  const bool is_query = relay_state.find('=') != std::string_view::npos;
  return is_query ? answer_unsolicited(login, relay_state, saml_response)
                  : answer_request(login, relay_state, saml_response);
}

}  // namespace postern::federation
