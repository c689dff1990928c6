// The passwords that everybody who guesses tries first.
#pragma once

#include <string_view>

namespace postern::auth {

// A few dozen words that head every published list of leaked passwords, in any case, with common
// substitutions (0 for o, @ for a) undone and digits and punctuation at the end ignored: what is
// left when a policy of mixed characters is met with the least effort. No substitute for a list of
// leaked passwords, which only the host can bring: the CompromisedPassword function.
bool is_common_password(std::string_view password);

}  // namespace postern::auth
