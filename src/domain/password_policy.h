// What a password must look like.
#pragma once

#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace postern::domain {

struct PasswordPolicy {
  int length_min = 8;
  bool uppercase = true;
  bool lowercase = true;
  bool numbers = true;
  bool symbols = true;
  int history_size = 0;
};

// InvalidPasswordException with Cognito's text. `wording` is "policy", or "password policy" where
// an administrator sets the password.
Status check_password(const PasswordPolicy& policy, std::string_view password,
                      std::string_view wording = "policy");

// A random password that conforms.
Secret generate_password(const PasswordPolicy& policy, Random& random);

}  // namespace postern::domain
