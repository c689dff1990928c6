// What the pages say, in the languages they say it in. Refusals are in the API's own words.
#pragma once

#include <cstdint>
#include <string_view>

namespace postern::web {

// Those that Cognito's `lang` knows.
enum class Language : std::uint8_t { en, de, es, fr, id, it, ja, ko, nl, pt_br, zh_cn, zh_tw };

// That of a name such as "pt-BR"; English for any other.
Language find_language(std::string_view name);
std::string_view language_name(Language language);
// As terms documents name it: "english".
std::string_view language_in_links(Language language);

enum class Text : std::uint8_t {
  sign_in,
  sign_up,
  username,
  email,
  phone_number,
  email_or_phone_number,
  password,
  new_password,
  code,
  next,
  forgot_password,
  need_an_account,
  have_an_account,
  back_to_sign_in,
  something_wrong,
  busy,
  failed,
  or_sign_in_with,
  continue_with,
  confirm_account,
  code_was_sent,
  code_was_sent_to,
  confirm,
  resend_code,
  account_confirmed,
  reset_password,
  send_code,
  password_changed,
  choose_factor,
  with_password,
  with_passkey,
  with_email_code,
  with_sms_code,
  enter_code,
  app_code,
  app_code_hint,
  choose_mfa,
  mfa_app,
  mfa_sms,
  mfa_email,
  set_up_mfa,
  set_up_app,
  scan_code,
  secret_key,
  device_name,
  new_password_needed,
  use_passkey,
  passkey_hint,
  add_passkey,
  add_passkey_hint,
  not_now,
  needs_script,
  password_optional,
  minimum_length,
  with,
  uppercase_letters,
  lowercase_letters,
  numbers,
  symbols,
  terms_agree,
  terms_of_use,
  privacy_policy,
  unsupported_step,
  count_,
};

std::string_view text_in(Language language, Text text);

// What a text has before and behind the value that it speaks of: "{}" in the tables.
struct TwoParts {
  std::string_view before;
  std::string_view behind;
};
TwoParts around_value(std::string_view text);

}  // namespace postern::web
