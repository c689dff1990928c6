// /challenge: what the sign-in machine asks for next, as a page. One row a challenge, one file a
// kind of them.
#pragma once

#include <string_view>

#include "web/page.h"

namespace postern::web {

struct ChallengeRow {
  std::string_view name;
  Text title;
  Markup (*body)(const Visit& visit);
  // What the form says, as ChallengeResponses and off to the machine.
  Result<Json> (*answer)(Visit& visit, const codec::Form& form);
  std::string_view script = {};
};

// Codes: SMS_MFA, SMS_OTP, EMAIL_OTP, SOFTWARE_TOKEN_MFA.
Markup sent_code_body(const Visit& visit);
Markup app_code_body(const Visit& visit);
Result<Json> answer_code(Visit& visit, const codec::Form& form);

// Choices: SELECT_CHALLENGE, SELECT_MFA_TYPE; and PASSWORD, to which one leads.
Markup factor_choice_body(const Visit& visit);
Markup mfa_choice_body(const Visit& visit);
Markup password_body(const Visit& visit);
Result<Json> answer_choice(Visit& visit, const codec::Form& form);
Result<Json> answer_password(Visit& visit, const codec::Form& form);

// NEW_PASSWORD_REQUIRED.
Markup new_password_body(const Visit& visit);
Result<Json> answer_new_password(Visit& visit, const codec::Form& form);

// MFA_SETUP.
Markup mfa_setup_body(const Visit& visit);
Result<Json> answer_mfa_setup(Visit& visit, const codec::Form& form);

// WEB_AUTHN.
Markup passkey_body(const Visit& visit);
Result<Json> answer_passkey(Visit& visit, const codec::Form& form);
// The form that passkeys.js fills in: `ceremony` is "get" or "create", `options` its JSON.
Markup passkey_form(const Visit& visit, std::string_view path, std::string_view ceremony,
                    std::string_view options, Text label);

}  // namespace postern::web
