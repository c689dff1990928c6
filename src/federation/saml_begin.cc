// Out to a SAML identity provider.
#include "federation/saml_begin.h"

#include <algorithm>
#include <iterator>

#include "federation/flow_state.h"
#include "federation/saml_message.h"
#include "federation/saml_partner.h"
#include "saml/request.h"

namespace postern::federation {

std::string request_id_of(std::string_view flow_id) {
  return "_" + std::string(flow_id);
}

Result<http::Response> send_to_saml(const oauth::LoginRequest& login,
                                    const oauth::AuthorizationRequest& request,
                                    const domain::IdentityProvider& provider) {
  const std::int64_t now_us = login.services.store.now_us();
  POSTERN_TRY(const SamlPartner partner, find_partner(login.upstream, provider, now_us));
  const domain::SamlMetadata& theirs = partner.metadata;
  const FlowState flow = begin_flow(login, provider.name, request.query);
  const std::string id = request_id_of(flow.id);
  const std::string entity_id = entity_id_of(*login.pool);
  SamlMessage message{.relay_state = flow.id,
                      .is_signed = !provider.details.get_string("RequestSigningAlgorithm").empty(),
                      .redirect_url = theirs.sso_redirect_url,
                      .post_url = theirs.sso_post_url};
  message.text = saml::authn_request(
      {.id = id,
       .issuer = entity_id,
       .destination = destination_of(theirs.sso_redirect_url, theirs.sso_post_url),
       .now_us = now_us},
      acs_address(login), request.prompt_login);
  http::Response cookies;
  POSTERN_CHECK(keep_flow(login, flow, cookies));
  POSTERN_TRY(auto response, send_message(login, message));
  std::move(cookies.headers.begin(), cookies.headers.end(), std::back_inserter(response.headers));
  return response;
}

}  // namespace postern::federation
