// USER_AUTH: the client names a first factor, or is told what there is and chooses
// (SELECT_CHALLENGE).
#include <algorithm>

#include "auth/challenge_session.h"
#include "auth/choices.h"
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/migration.h"
#include "auth/sign_up_session.h"
#include "auth/step_up.h"
#include "auth/webauthn.h"

namespace postern::auth {
namespace {

constexpr std::string_view kSelect = "SELECT_CHALLENGE";
constexpr std::string_view kPassword = "PASSWORD";
constexpr std::string_view kPasswordSrp = "PASSWORD_SRP";
constexpr std::string_view kWebAuthn = "WEB_AUTHN";
// Where Progress::more keeps what a passkey may answer together with the choice.
constexpr std::string_view kCredentialChallenge = "credential";

// A challenge that waits for its answer, with nothing to tell about it.
Json plain_challenge(Services& services, const AuthRequest& request, std::string_view challenge,
                     const Attempt& attempt) {
  return Json::object()
      .set("ChallengeName", challenge)
      .set("Session", seal_session(services, request, challenge, attempt.progress, Json::object()))
      .set("ChallengeParameters", Json::object());
}

Result<Json> begin_password(Services& services, const AuthRequest& request, Attempt attempt) {
  const std::string_view password = request.get("PASSWORD");
  if (!password.empty()) return check_password(services, request, std::move(attempt), password);
  POSTERN_CHECK(spend_attempt(services, attempt));
  return plain_challenge(services, request, kPassword, attempt);
}

Result<Json> begin_password_srp(Services& services, const AuthRequest& request, Attempt attempt) {
  const std::string_view A_hex = request.get("SRP_A");
  if (!A_hex.empty()) return ask_password_verifier(services, request, std::move(attempt), A_hex);
  POSTERN_CHECK(spend_attempt(services, attempt));
  return plain_challenge(services, request, kPasswordSrp, attempt);
}

// In one step where the client answered what SELECT_CHALLENGE asked along with the choice, in two
// where it did not.
Result<Json> begin_web_authn(Services& services, const AuthRequest& request, Attempt attempt) {
  const std::string challenge(attempt.progress.more.get_string(kCredentialChallenge));
  attempt.progress.more.erase(kCredentialChallenge);
  const std::string_view credential = request.get("CREDENTIAL");
  if (credential.empty() || challenge.empty()) {
    return ask_web_authn(services, request, std::move(attempt));
  }
  return check_credential(services, request, std::move(attempt), challenge, credential);
}

struct ChoiceRow {
  std::string_view name;
  Result<Json> (*begin)(Services&, const AuthRequest&, Attempt);
};

constexpr ChoiceRow kChoices[] = {{kPassword, begin_password},
                                  {kPasswordSrp, begin_password_srp},
                                  {"EMAIL_OTP", ask_email_otp},
                                  {"SMS_OTP", ask_sms_otp},
                                  {kWebAuthn, begin_web_authn}};

Result<const ChoiceRow*> find_choice(std::string_view name) {
  for (const ChoiceRow& row : kChoices) {
    if (row.name == name) return &row;
  }
  return invalid_parameter("Unknown first factor challenge.");
}

bool contains(const std::vector<std::string_view>& names, std::string_view wanted) {
  return std::find(names.begin(), names.end(), wanted) != names.end();
}

// Cognito tells who is disabled or must reset at once; who is not confirmed yet may be confirmed by
// the very code that signs them in. A client that hides who exists tells only who has proven
// themselves (E04).
Status check_may_choose(const domain::Client& client, const Subject& subject,
                        const std::vector<std::string_view>& available) {
  const bool confirms = contains(available, "EMAIL_OTP") || contains(available, "SMS_OTP");
  const bool unconfirmed = subject.user.status == domain::UserStatus::unconfirmed;
  if (subject.is_real && subject.user.enabled && unconfirmed && confirms) return ok();
  return check_may_try(client, subject.user);
}

Result<Json> ask_to_select(Services& services, const AuthRequest& request, Attempt attempt,
                           const std::vector<std::string_view>& available) {
  Json names = Json::array();
  for (const std::string_view name : available) names.push_back(name);
  Json parameters = Json::object();
  if (contains(available, kWebAuthn)) {
    POSTERN_TRY(const CredentialRequest asked,
                request_credential(services, *request.pool, &attempt.subject.user));
    parameters.set("CREDENTIAL_REQUEST_OPTIONS", asked.options);
    attempt.progress.more.set(kCredentialChallenge, asked.challenge);
  }
  Json challenge = plain_challenge(services, request, kSelect, attempt);
  challenge.set("ChallengeParameters", std::move(parameters))
      .set("AvailableChallenges", std::move(names));
  return challenge;
}

// A user who has nothing to sign in with is like nobody.
Result<Subject> subject_with_choice(Services& services, const AuthRequest& request,
                                    Subject subject) {
  POSTERN_TRY(const auto available, available_challenges(services, request, subject));
  if (!available.empty()) return subject;
  if (!request.client->hides_user_existence) return wrong_password();
  return subject_of_lookup(services, request, std::nullopt, request.get("USERNAME"));
}

Result<Subject> find_subject(Services& services, const AuthRequest& request) {
  const std::string_view login = request.get("USERNAME");
  const std::string_view password = request.get("PASSWORD");
  POSTERN_TRY(auto user, lookup_user(services, *request.pool, login));
  if (!user && !password.empty()) {
    POSTERN_TRY(user, migrate_at_sign_in(services, request, login, password));
  }
  POSTERN_CHECK(fire_pre_authentication(services, request, user ? &*user : nullptr));
  POSTERN_TRY(Subject subject, subject_of_lookup(services, request, std::move(user), login));
  return subject_with_choice(services, request, std::move(subject));
}

// The attempt that the Session of an earlier challenge of this flow goes on with.
Attempt attempt_of(const AuthRequest& request, Subject subject, const ChallengeSession& session) {
  return {.subject = std::move(subject),
          .progress = session.progress,
          .client_metadata = request.client_metadata,
          .spend = [&session](domain::Txn& txn) { return spend_session(txn, session); }};
}

Result<Subject> subject_of_session(Services& services, const AuthRequest& request,
                                   const ChallengeSession& session) {
  return subject_of_answer(services, request, session.progress.sub,
                           session.progress.more.get_string("login"));
}

// What an earlier sign-in has proven is the first factor; the second follows.
Result<Json> go_on(Services& services, const AuthRequest& request, Attempt attempt) {
  return advance(
      services, request,
      {.user = std::move(attempt.subject.user), .progress = std::move(attempt.progress)});
}

// ConfirmSignUp's Session: the code it checked is the first factor, and USERNAME whose. It is an
// operation of the API, also where the pages of managed login have called it.
Result<Json> continue_sign_up(Services& services, const AuthRequest& request) {
  AuthRequest of_api = request;
  of_api.managed_login = false;
  POSTERN_TRY(const ChallengeSession session, open_session(services, of_api, kSignedUp));
  POSTERN_TRY(Subject subject, subject_of_session(services, request, session));
  if (!subject.is_real) return not_authorized("Invalid session for the user.");
  POSTERN_CHECK(fire_pre_authentication(services, request, &subject.user));
  Attempt attempt = attempt_of(request, std::move(subject), session);
  attempt.client_metadata = Json::object();
  attempt.progress.device_key = request.get("DEVICE_KEY");
  return advance_attempt(services, request, std::move(attempt), Factor::sign_up_code);
}

}  // namespace

Result<Json> start_user_auth(Services& services, const AuthRequest& request) {
  if (!request.session.empty()) return continue_sign_up(services, request);
  const std::string_view preferred = request.get("PREFERRED_CHALLENGE");
  if (!preferred.empty()) POSTERN_CHECK(find_choice(preferred));
  POSTERN_TRY(Subject subject, find_subject(services, request));
  POSTERN_TRY(const auto available, available_challenges(services, request, subject));
  POSTERN_CHECK(check_may_choose(*request.client, subject, available));
  Attempt attempt{.subject = std::move(subject), .progress = {}};
  attempt.progress = begin_progress(request, attempt.subject.user);
  attempt.progress.more.set("login", request.get("USERNAME"));
  POSTERN_CHECK(begin_step_up(services, request, attempt.subject, available, attempt.progress));
  POSTERN_TRY(const bool suffices, second_factor_suffices(services, request, attempt));
  if (suffices) return go_on(services, request, std::move(attempt));
  POSTERN_TRY(const auto offered, factors_toward_level(services, request, attempt.subject,
                                                       attempt.progress, available));
  if (!contains(offered, preferred)) {
    return ask_to_select(services, request, std::move(attempt), offered);
  }
  POSTERN_TRY(const ChoiceRow* choice, find_choice(preferred));
  return choice->begin(services, request, std::move(attempt));
}

Result<Json> answer_select_challenge(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view answer, request.require("ANSWER"));
  POSTERN_TRY(const ChoiceRow* choice, find_choice(answer));
  POSTERN_TRY(const ChallengeSession session, open_session(services, request, kSelect));
  POSTERN_TRY(Subject subject, subject_of_session(services, request, session));
  POSTERN_TRY(const auto available, available_challenges(services, request, subject));
  POSTERN_TRY(const auto offered,
              factors_toward_level(services, request, subject, session.progress, available));
  if (!contains(offered, answer)) {
    return invalid_parameter("The challenge " + std::string(answer) + " is not available.");
  }
  return choice->begin(services, request, attempt_of(request, std::move(subject), session));
}

Result<Json> answer_password(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view password, request.require("PASSWORD"));
  POSTERN_TRY(const ChallengeSession session, open_session(services, request, kPassword));
  POSTERN_TRY(Subject subject, subject_of_session(services, request, session));
  return check_password(services, request, attempt_of(request, std::move(subject), session),
                        password);
}

Result<Json> answer_password_srp(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view A_hex, request.require("SRP_A"));
  POSTERN_TRY(const ChallengeSession session, open_session(services, request, kPasswordSrp));
  POSTERN_TRY(Subject subject, subject_of_session(services, request, session));
  return ask_password_verifier(services, request, attempt_of(request, std::move(subject), session),
                               A_hex);
}

}  // namespace postern::auth
