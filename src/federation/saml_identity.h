// Who a SAML identity provider says somebody is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "federation/flow_state.h"
#include "federation/identity.h"
#include "saml/response.h"

namespace postern::federation {

struct SamlIdentity {
  Identity identity;
  saml::NameId subject;
  std::string session_index;
  std::string assertion;  // Which it was, for its single use (X30).
  std::int64_t assertion_expires_us = 0;
};

// Reads the posted response in answer to the flow, or to nobody for a flow without an id, with the
// provider's keys, and maps its attributes. With keys asked for anew where those at hand do not do:
// providers replace theirs.
Result<SamlIdentity> identify_by_saml(const oauth::LoginRequest& login,
                                      const domain::Client& client, const FlowState& flow,
                                      std::string_view saml_response);

// The bytes of a message as the POST binding has it: base64, which may be broken into lines.
Result<std::string> message_of(std::string_view field);

}  // namespace postern::federation
