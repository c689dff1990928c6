// Registering a passkey (WebAuthn level 3, 7.1): the options, and what the authenticator made.
#pragma once

#include "auth/services.h"
#include "base/result.h"
#include "codec/json.h"
#include "domain/client.h"
#include "domain/pool.h"
#include "domain/user.h"

namespace postern::auth {

// PublicKeyCredentialCreationOptionsJSON for the user, and with it a registration in progress, good
// for five minutes, for one answer and for this client alone. Beginning again replaces it.
Result<Json> begin_registration(Services& services, const domain::Pool& pool,
                                const domain::Client& client, const domain::User& user);

// Verifies a RegistrationResponseJSON and keeps the passkey. An answer that names the challenge of
// the registration uses it up, whatever else is wrong (W03).
Status complete_registration(Services& services, const domain::Pool& pool,
                             const domain::Client& client, const domain::User& user,
                             const Json& credential);

}  // namespace postern::auth
