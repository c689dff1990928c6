// Who a provider says somebody is: what comes back from it, down to attributes of the pool.
#pragma once

#include <string>
#include <vector>

#include "codec/form.h"
#include "domain/attributes.h"
#include "domain/identity_provider.h"
#include "federation/flow_state.h"
#include "oauth/authorization_request.h"

namespace postern::federation {

struct Identity {
  domain::IdentityProvider provider;
  std::string subject;  // The provider's own id of the user, and the only one that counts (F02).
  std::vector<domain::AttributeWrite> attributes;  // Mapped, and not checked yet.
  std::string acr;                                 // As the provider says it; may be empty.
  std::string issuer;                              // The entity id of a SAML provider.
};

// What a provider has said of a user, on its way to attributes.
struct Claimed {
  Json event = Json::object();  // As InboundFederation is shown it.
  Json claims = Json::object();
  bool are_texts = false;  // "true" is a text like any other claim, not a truth value (F01).
};

// Fires InboundFederation, whose answer may stand in the place of the claims, and maps them.
Status map_identity(const oauth::LoginRequest& login, const domain::Client& client,
                    const Claimed& claimed, Identity& identity);

// Where providers send browsers back to.
std::string callback_address(const oauth::LoginRequest& login);

// Exchanges the provider's code, verifies its ID token, asks for userInfo, fires InboundFederation
// and maps the attributes. `answer` are the parameters that the browser brought.
Result<Identity> identify(const oauth::LoginRequest& login,
                          const oauth::AuthorizationRequest& request, const FlowState& flow,
                          const codec::Form& answer);

}  // namespace postern::federation
