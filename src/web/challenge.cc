// /challenge: what the sign-in machine asks for next, as a page.
#include "web/challenge.h"

#include <algorithm>

#include "web/assets.h"
#include "web/pages.h"
#include "web/sign_in_call.h"

namespace postern::web {
namespace {

constexpr ChallengeRow kRows[] = {
    {"SMS_MFA", Text::enter_code, sent_code_body, answer_code},
    {"SMS_OTP", Text::enter_code, sent_code_body, answer_code},
    {"EMAIL_OTP", Text::enter_code, sent_code_body, answer_code},
    {"SOFTWARE_TOKEN_MFA", Text::app_code, app_code_body, answer_code},
    {"SELECT_CHALLENGE", Text::choose_factor, factor_choice_body, answer_choice},
    {"SELECT_MFA_TYPE", Text::choose_mfa, mfa_choice_body, answer_choice},
    {"PASSWORD", Text::sign_in, password_body, answer_password},
    {"NEW_PASSWORD_REQUIRED", Text::new_password_needed, new_password_body, answer_new_password},
    {"MFA_SETUP", Text::set_up_mfa, mfa_setup_body, answer_mfa_setup},
    {"WEB_AUTHN", Text::use_passkey, passkey_body, answer_passkey, kPasskeyScript},
};

const ChallengeRow* find_row(const Visit& visit) {
  const auto* found = std::ranges::find(kRows, visit.flow.challenge, &ChallengeRow::name);
  return found == std::end(kRows) ? nullptr : found;
}

http::Response challenge_page(const Visit& visit, const ChallengeRow& row, Page page) {
  page.title = row.title;
  page.script = row.script;
  page.body << row.body(visit) << link_line(visit, "/login", Text::back_to_sign_in);
  return render(visit, std::move(page));
}

// Whoever may guess again stays; a sign-in that is over begins anew.
bool may_go_on(const Error& error) {
  constexpr std::string_view kOver[] = {"NotAuthorizedException", "UserNotFoundException",
                                        "PasswordResetRequiredException",
                                        "UserNotConfirmedException"};
  return std::ranges::find(kOver, error.code) == std::end(kOver);
}

http::Response begin_anew(const Visit& visit, std::string_view message) {
  return go_to(visit, "/login",
               {.username = visit.flow.username, .adds_passkey = visit.flow.adds_passkey}, message,
               /*is_notice=*/false);
}

http::Response after_refusal(const Visit& visit, const ChallengeRow& row, const Error& error) {
  if (!may_go_on(error)) return begin_anew(visit, told(visit, error));
  return challenge_page(visit, row, {.problem = told(visit, error), .status = status_of(error)});
}

}  // namespace

http::Response show_challenge(const oauth::LoginRequest& login) {
  return show(login, [](Visit& visit) {
    if (visit.flow.challenge.empty()) return go_to(visit, "/login");
    const ChallengeRow* row = find_row(visit);
    if (row == nullptr) return begin_anew(visit, visit.say(Text::unsupported_step));
    return challenge_page(visit, *row, {});
  });
}

http::Response take_challenge(const oauth::LoginRequest& login) {
  return take(login, [](Visit& visit, const codec::Form& form) {
    const ChallengeRow* row = find_row(visit);
    if (row == nullptr) return go_to(visit, "/login");
    const auto answer = row->answer(visit, form);
    if (!answer.ok()) return after_refusal(visit, *row, answer.error());
    return follow(visit, visit.flow.username, *answer);
  });
}

}  // namespace postern::web
