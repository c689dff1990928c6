// What the pages say, in the languages they say it in.
#pragma once

#include <cstdint>
#include <string>
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
  // Standard attributes.
  attribute_address,
  attribute_birthdate,
  attribute_family_name,
  attribute_gender,
  attribute_given_name,
  attribute_locale,
  attribute_middle_name,
  attribute_name,
  attribute_nickname,
  attribute_picture,
  attribute_preferred_username,
  attribute_profile,
  attribute_website,
  attribute_zoneinfo,
  // Refusals: in English as the API says them, which is how translate_refusal() knows them.
  wrong_password,
  user_unknown,
  user_disabled,
  user_unconfirmed,
  reset_required,
  locked_out,
  too_many_attempts,
  wrong_verification_code,
  code_expired,
  wrong_app_code,
  wrong_code,
  wrong_setup_code,
  app_code_used,
  user_exists,
  address_taken,
  session_expired,
  session_used,
  session_invalid,
  password_too_short,
  password_lacks_uppercase,
  password_lacks_lowercase,
  password_lacks_numbers,
  password_lacks_symbols,
  password_used_before,
  malformed_email,
  malformed_phone_number,
  blocked,
  no_sign_up,
  no_recovery,
  form_not_ours,
  count_,
};

std::string_view text_in(Language language, Text text);

// A refusal of the API in a language of the pages; those that they have no words for as they are.
std::string translate_refusal(Language language, std::string_view message);

// What a text has before and behind the value that it speaks of: "{}" in the tables.
struct TwoParts {
  std::string_view before;
  std::string_view behind;
};
TwoParts around_value(std::string_view text);

}  // namespace postern::web
