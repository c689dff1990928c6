// CUSTOM_AUTH: the host's functions decide which challenges a user must pass, pose them and judge
// the answers.
#include <algorithm>

#include "auth/challenge_memory.h"
#include "auth/credentials.h"
#include "auth/device.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/past_challenges.h"
#include "triggers/challenge_events.h"

namespace postern::auth {
namespace {

using triggers::ChallengeEvent;
using triggers::PastChallenge;

constexpr std::string_view kChallenge = "CUSTOM_CHALLENGE";
constexpr std::string_view kSrpStart = "SRP_A";
constexpr std::string_view kPasswordVerifier = "PASSWORD_VERIFIER";
// Functions that never come to a decision are stopped (T07).
constexpr int kRoundsMax = 20;

ChallengeEvent event_for(const AuthRequest& request, const Attempt& attempt,
                         const std::vector<PastChallenge>& past) {
  const Subject& subject = attempt.subject;
  ChallengeEvent event{.pool = *request.pool,
                       .client_id = request.client->id,
                       .username = subject.user.username,
                       .user = subject.is_real ? &subject.user : nullptr,
                       .session = past,
                       .client_metadata = attempt.client_metadata};
  if (request.client->hides_user_existence) event.user_not_found = !subject.is_real;
  return event;
}

bool is_worn_out(const std::vector<PastChallenge>& past) {
  return std::count_if(past.begin(), past.end(), [](const PastChallenge& challenge) {
           return challenge.name == kChallenge;
         }) >= kRoundsMax;
}

// What the challenge's Session remembers until its answer. The private parameters are nobody's
// business but the function's that judges it.
Json memory_of(const AuthRequest& request, const Attempt& attempt,
               const triggers::CreatedChallenge& created) {
  return Json::object()
      .set("l", request.get("USERNAME"))
      .set("more", attempt.progress.more)
      .set("private", created.private_parameters)
      .set("metadata", created.metadata);
}

Result<Json> pose_challenge(Services& services, const AuthRequest& request, Attempt attempt,
                            const ChallengeEvent& event) {
  if (is_worn_out(past_challenges(attempt.progress))) return wrong_password();
  POSTERN_TRY(auto created, triggers::create_auth_challenge(services.triggers, event, kChallenge));
  POSTERN_TRY(Json extra, keep_memory(services, request, memory_of(request, attempt, created)));
  attempt.progress.more = Json::object();
  Json parameters = std::move(created.public_parameters);
  parameters.set("USERNAME", attempt.subject.user.username);
  return Json::object()
      .set("ChallengeName", kChallenge)
      .set("Session",
           seal_session(services, request, kChallenge, attempt.progress, std::move(extra)))
      .set("ChallengeParameters", std::move(parameters));
}

// Asks DefineAuthChallenge what follows, and does it. Whatever led here is spent by now: functions
// of the host run outside transactions, and one that fails must not leave a Session to guess at.
Result<Json> follow_definition(Services& services, const AuthRequest& request, Attempt attempt) {
  const std::vector<PastChallenge> past = past_challenges(attempt.progress);
  const ChallengeEvent event = event_for(request, attempt, past);
  POSTERN_TRY(const auto next, triggers::define_auth_challenge(services.triggers, event));
  if (next.issue_tokens) {
    if (!attempt.subject.is_real) return wrong_password();
    attempt.progress.more = Json::object();  // Nobody asks for it any more.
    return advance_attempt(services, request, std::move(attempt), Factor::custom);
  }
  if (next.fail_authentication) return wrong_password();
  if (next.name == kChallenge) return pose_challenge(services, request, attempt, event);
  // Only the request that brought SRP_A can go on with the password.
  if (next.name == kPasswordVerifier && !past.empty() && past.back().name == kSrpStart) {
    return ask_password_verifier(services, request, std::move(attempt), request.get(kSrpStart));
  }
  return reject("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

// A stale DEVICE_KEY is refused while the Session is still good for the same answer without it.
Status check_device_key(Services& services, const AuthRequest& request, Progress progress) {
  take_device_key(request, progress);
  POSTERN_CHECK(services.store.read(
      [&](domain::Txn& txn) { return device_standing(txn, request, progress); }));
  return ok();
}

// "CUSTOM_CHALLENGE" or nothing starts with the functions, "SRP_A" with the password.
Result<bool> starts_with_srp(const AuthRequest& request) {
  const std::string_view first = request.get("CHALLENGE_NAME");
  if (first == kSrpStart) {
    POSTERN_TRY(const std::string_view A_hex, request.require(kSrpStart));
    POSTERN_CHECK(check_srp_start(request, A_hex));
    return true;
  }
  if (first.empty() || first == kChallenge) return false;
  return invalid_parameter("CHALLENGE_NAME must be SRP_A or CUSTOM_CHALLENGE.");
}

}  // namespace

Result<Json> start_custom(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view login, request.require("USERNAME"));
  POSTERN_TRY(const bool with_srp, starts_with_srp(request));
  if (!services.triggers.wanted(triggers::Kind::define_auth_challenge, *request.pool)) {
    return invalid_parameter("Custom auth lambda trigger is not configured for the user pool.");
  }
  POSTERN_TRY(auto user, lookup_user(services, *request.pool, login));
  POSTERN_CHECK(fire_pre_authentication(services, request, user ? &*user : nullptr));
  POSTERN_TRY(Subject subject, subject_of_lookup(services, request, std::move(user), login));
  POSTERN_CHECK(check_may_try(*request.client, subject.user));
  Progress progress = begin_progress(request, subject.user);
  if (with_srp) note_challenge(progress, {std::string(kSrpStart), true, {}});
  return follow_definition(services, request, {std::move(subject), std::move(progress)});
}

Result<Json> ask_custom(Services& services, const AuthRequest& request, const Step& step) {
  return follow_definition(services, request,
                           {.subject = {step.user, true},
                            .progress = step.progress,
                            .client_metadata = step.client_metadata});
}

Result<Json> answer_custom(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view answer, request.require("ANSWER"));
  POSTERN_TRY(const ChallengeSession session, open_session(services, request, kChallenge));
  POSTERN_TRY(const Json memory, find_memory(services, request, session));
  Attempt attempt{.progress = session.progress, .client_metadata = request.client_metadata};
  attempt.progress.more = *memory.find("more");
  POSTERN_TRY(attempt.subject,
              subject_of_answer(services, request, attempt.progress.sub, memory.get_string("l")));
  POSTERN_CHECK(check_may_try(*request.client, attempt.subject.user));
  POSTERN_CHECK(check_device_key(services, request, attempt.progress));
  // One guess a Session: it is spent before the function sees the answer, so that neither answers
  // that come together nor one that makes a function fail are guesses for free.
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(spend_session(txn, session));
    return forget_memory(txn, request, session);
  }));
  const std::vector<PastChallenge> past = past_challenges(attempt.progress);
  POSTERN_TRY(const bool passed, triggers::verify_auth_challenge_response(
                                     services.triggers, event_for(request, attempt, past),
                                     *memory.find("private"), answer));
  note_challenge(attempt.progress,
                 {std::string(kChallenge), passed, std::string(memory.get_string("metadata"))});
  return follow_definition(services, request, std::move(attempt));
}

}  // namespace postern::auth
