// A one-time code for one sign-in: its salted hash rides in the sealed Session, so that it is bound
// to pool, client, user and challenge, and lives and is used up with the Session.
#pragma once

#include <string>
#include <string_view>

#include "auth/verification.h"
#include "base/random.h"
#include "codec/json.h"

namespace postern::auth {

// A code of `digits` digits.
std::string new_one_time_code(Random& random, int digits);

// For the `extra` of the Session: what `code` is checked against, and the address it went to.
Json sealed_code(Random& random, std::string_view code, const Channel& sent_to);

// Whether it is the code that `extra` was made with.
bool is_code(const Json& extra, std::string_view code);

// The address the code went to.
Channel sent_to(const Json& extra);

// The address is verified by use if the user still has it.
void verify_by_use(domain::User& user, const Channel& proven);

// CodeMismatchException, as one-time codes at sign-in are answered.
Error wrong_one_time_code();

}  // namespace postern::auth
