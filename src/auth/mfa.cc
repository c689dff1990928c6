// The second factor: whether a sign-in owes one, and asking for it.
#include "auth/mfa.h"

namespace postern::auth {

// No pool can require a second factor and no user can register one: both are refused where they
// would be set.
Result<bool> owes_second_factor(domain::Txn&, const domain::Pool&, const domain::User&,
                                const Progress&) {
  return false;
}

Result<Json> ask_second_factor(Services&, const AuthRequest&, const Step&) {
  return reject("NotImplementedException", "A second factor is not built into this engine yet.");
}

}  // namespace postern::auth
