// The message that tells a user of a sign-in that was out of the ordinary.
#pragma once

#include "auth/advance.h"
#include "codec/json.h"
#include "domain/threat_protection.h"

namespace postern::auth {

// By e-mail, to the address the user has, in the words of `notice` (NotifyConfiguration's Subject,
// HtmlBody, TextBody) or its own. A user without an address is told nothing, and a message that
// cannot be sent changes nothing about the sign-in.
void send_takeover_notice(Services& services, const AuthRequest& request, const Step& step,
                          const Json& notice, domain::TakeoverAction::Kind taken);

}  // namespace postern::auth
