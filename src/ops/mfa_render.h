// Second factors as the API shows them.
#pragma once

#include "codec/json.h"
#include "domain/mfa.h"
#include "domain/pool.h"

namespace postern::ops {

// The members that GetUserPoolMfaConfig and SetUserPoolMfaConfig answer with.
Json render_mfa_config(const domain::Pool& pool);

// Adds PreferredMfaSetting, UserMFASettingList and MFAOptions, each where there is something to
// show.
void add_mfa_settings(Json& response, const domain::Mfa& mfa);

}  // namespace postern::ops
