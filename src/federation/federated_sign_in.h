// What follows once a provider has said who somebody is: a user of the pool, who signs in.
#pragma once

#include <string>

#include "federation/flow_state.h"
#include "federation/identity.h"
#include "oauth/authorization_request.h"

namespace postern::federation {

// Signs in the user that the identity is linked to or whose own profile it is, or makes one. Fires,
// at the first sign-in, PreSignUp and PostConfirmation; at every later one PreAuthentication and
// PostAuthentication, and the mapped attributes are written anew. The flow is used up in the
// transaction that begins the browser's session, whose text is returned.
Result<std::string> sign_in(const oauth::LoginRequest& login,
                            const oauth::AuthorizationRequest& request, const FlowState& flow,
                            const Identity& identity);

}  // namespace postern::federation
