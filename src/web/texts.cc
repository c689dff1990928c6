// What the pages say, in the languages they say it in.
#include "web/texts.h"

#include <array>
#include <cstddef>

namespace postern::web {
namespace {

struct Row {
  Text text;
  std::string_view english;
};

constexpr Row kTexts[] = {
    {Text::sign_in, "Sign in"},
    {Text::sign_up, "Sign up"},
    {Text::username, "Username"},
    {Text::email, "Email"},
    {Text::phone_number, "Phone number"},
    {Text::email_or_phone_number, "Email or phone number"},
    {Text::password, "Password"},
    {Text::new_password, "New password"},
    {Text::code, "Code"},
    {Text::next, "Next"},
    {Text::forgot_password, "Forgot your password?"},
    {Text::need_an_account, "Need an account? Sign up"},
    {Text::have_an_account, "Already have an account? Sign in"},
    {Text::back_to_sign_in, "Back to sign in"},
    {Text::something_wrong, "Something went wrong"},
    {Text::busy, "The service is busy. Please try again."},
    {Text::failed, "The service failed. Please try again later."},
    {Text::or_sign_in_with, "Or sign in with a password"},
    {Text::continue_with, "Continue with"},
    {Text::confirm_account, "Confirm your account"},
    {Text::code_was_sent, "We have sent you a code. Enter it to go on."},
    {Text::code_was_sent_to, "We have sent a code. Enter it to go on. It went to"},
    {Text::confirm, "Confirm"},
    {Text::resend_code, "Send another code"},
    {Text::account_confirmed, "Your account is confirmed. You can sign in now."},
    {Text::reset_password, "Reset your password"},
    {Text::send_code, "Send a code"},
    {Text::password_changed, "Your password is changed. You can sign in with it now."},
    {Text::choose_factor, "Choose how to sign in"},
    {Text::with_password, "Sign in with password"},
    {Text::with_passkey, "Sign in with a passkey"},
    {Text::with_email_code, "Get a code by email"},
    {Text::with_sms_code, "Get a code by text message"},
    {Text::enter_code, "Enter your code"},
    {Text::app_code, "Enter the code of your app"},
    {Text::app_code_hint, "Six digits, as your authenticator app shows them."},
    {Text::choose_mfa, "Choose a second step"},
    {Text::mfa_app, "Authenticator app"},
    {Text::mfa_sms, "Text message"},
    {Text::mfa_email, "Email"},
    {Text::set_up_mfa, "Set up a second step"},
    {Text::set_up_app, "Set up an authenticator app"},
    {Text::scan_code, "Scan this with your authenticator app, then enter the code that it shows."},
    {Text::secret_key, "Or type this key into the app:"},
    {Text::device_name, "Name of the device (optional)"},
    {Text::new_password_needed, "Choose a new password"},
    {Text::use_passkey, "Use your passkey"},
    {Text::passkey_hint, "Your browser asks for your fingerprint, face, PIN or security key."},
    {Text::add_passkey, "Add a passkey"},
    {Text::add_passkey_hint,
     "Next time you can sign in with your fingerprint, face, PIN or security key."},
    {Text::not_now, "Not now"},
    {Text::needs_script, "Passkeys need a browser that supports them, with scripts on."},
    {Text::password_optional, "You may leave this empty and sign in with codes."},
    {Text::minimum_length, "Minimum length:"},
    {Text::with, "With:"},
    {Text::uppercase_letters, "uppercase letters"},
    {Text::lowercase_letters, "lowercase letters"},
    {Text::numbers, "numbers"},
    {Text::symbols, "symbols"},
    {Text::terms_agree, "By signing up you agree to our"},
    {Text::terms_of_use, "terms of use"},
    {Text::privacy_policy, "privacy policy"},
    {Text::unsupported_step,
     "This sign-in asks for a step that these pages do not have. Please use the app itself."},
};
static_assert(std::size(kTexts) == static_cast<std::size_t>(Text::count_));

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < std::size(kTexts); ++i) {
    if (static_cast<std::size_t>(kTexts[i].text) != i) return false;
  }
  return true;
}
static_assert(is_in_order());

}  // namespace

Language find_language(std::string_view) {
  return Language::en;
}

std::string_view language_name(Language) {
  return "en";
}

std::string_view language_in_links(Language) {
  return "english";
}

std::string_view text_in(Language, Text text) {
  return kTexts[static_cast<std::size_t>(text)].english;
}

}  // namespace postern::web
