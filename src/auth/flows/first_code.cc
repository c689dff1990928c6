// EMAIL_OTP and SMS_OTP of USER_AUTH: a code sent to the user is the first factor.
//
// A new code leaves those of other Sessions alone (R03 asks for the opposite, as all other codes do
// it: domain/codes.h). Nothing is proven before it is asked for, so whoever knows a name could void
// the code its user is typing, again and again. Nor does it multiply chances: a guess is held
// against the one code of its Session, and guesses in all of them count into one lockout.
#include "auth/challenge_session.h"
#include "auth/confirmation.h"
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/one_time_code.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "domain/codes.h"
#include "domain/lockout.h"
#include "domain/quota.h"

namespace postern::auth {
namespace {

constexpr int kDigits = 8;

struct Medium {
  std::string_view challenge;
  std::string_view sealed_for;  // Keeps the Session apart from the same challenge's of MFA.
  std::string_view attribute;
  std::string_view delivery;
  std::string_view answer;
  Factor factor;
};

constexpr Medium kEmail{"EMAIL_OTP", "EMAIL_OTP first", "email",
                        "EMAIL",     "EMAIL_OTP_CODE",  Factor::email_otp};
constexpr Medium kSms{"SMS_OTP", "SMS_OTP first", "phone_number",
                      "SMS",     "SMS_OTP_CODE",  Factor::sms_otp};

// The user's address for codes of the medium; its value is empty when there is none.
Channel channel_of(const domain::User& user, const Medium& medium) {
  return {std::string(medium.attribute),
          std::string(domain::attribute_or(user.attributes, medium.attribute))};
}

// What a Session remembers of the address: as long for everybody, so that its length tells neither
// who exists nor how long their address is (E01).
Channel fingerprint(const Channel& channel) {
  return {channel.attribute, codec::base64_encode(crypto::sha256(channel.value))};
}

bool still_has(const domain::User& user, const Medium& medium, const Channel& remembered) {
  return fingerprint(channel_of(user, medium)).value == remembered.value;
}

// Who may be sent a code, and sign in with it: the others are answered as if they were, by a client
// that hides who exists, and learn nothing.
bool is_sent_code(const Subject& subject, const Medium& medium) {
  return subject.is_real && subject.user.enabled &&
         !channel_of(subject.user, medium).value.empty() &&
         subject.user.status != domain::UserStatus::external_provider;
}

// Asking is limited, or anyone could have a user's inbox filled (L11); for nobody's as well, or the
// limit would tell them apart.
Status begin_challenge(Services& services, const AuthRequest& request, const Attempt& attempt) {
  const Status counted = services.store.transact([&](domain::Txn& txn) -> Status {
    if (attempt.spend) POSTERN_CHECK(attempt.spend(txn));
    return domain::use_quota(txn, request.pool->id, attempt.subject.user.sub,
                             domain::kSignInCodeQuota, services.store.now_us());
  });
  if (counted.ok() || counted.error().code != "LimitExceededException") return counted;
  return reject("TooManyRequestsException", "Rate exceeded");
}

Result<Json> deliver(Services& services, const AuthRequest& request, const Attempt& attempt,
                     const Medium& medium, const PendingCode& pending) {
  const domain::Pool& pool = *request.pool;
  if (!is_sent_code(attempt.subject, medium)) {
    return simulated_delivery(services, pool, attempt.progress.more.get_string("login"),
                              pending.channel.attribute);
  }
  return send_code(services,
                   {.pool = pool,
                    .client_id = request.client->id,
                    .user = attempt.subject.user,
                    .source = "Authentication",
                    .client_metadata = attempt.client_metadata,
                    .text = triggers::Template::authentication},
                   pending);
}

Result<Json> ask(Services& services, const AuthRequest& request, const Attempt& attempt,
                 const Medium& medium) {
  POSTERN_CHECK(begin_challenge(services, request, attempt));
  Random& random = services.store.random();
  const PendingCode pending{channel_of(attempt.subject.user, medium),
                            new_one_time_code(random, kDigits)};
  POSTERN_TRY(const Json details, deliver(services, request, attempt, medium, pending));
  return Json::object()
      .set("ChallengeName", medium.challenge)
      .set("Session", seal_session(services, request, medium.sealed_for, attempt.progress,
                                   sealed_code(random, pending.code, fingerprint(pending.channel))))
      .set("ChallengeParameters",
           Json::object()
               .set("CODE_DELIVERY_DELIVERY_MEDIUM", medium.delivery)
               .set("CODE_DELIVERY_DESTINATION", details.get_string("Destination")));
}

// A guess counts into the lockout (M04), and a Session that has led into it is over: five guesses a
// code (R01).
Status check_code(Services& services, const AuthRequest& request, const ChallengeSession& session,
                  const Subject& subject, const Medium& medium, std::string_view code) {
  const domain::Pool& pool = *request.pool;
  const domain::User& user = subject.user;
  const bool is_sent =
      is_sent_code(subject, medium) && still_has(user, medium, sent_to(session.extra));
  Status proven = services.credentials.attempt(
      {pool, user, request.place.source},
      [&]() -> Result<bool> { return is_code(session.extra, code) && is_sent; },
      wrong_one_time_code());
  if (proven.ok() || proven.error().code != "CodeMismatchException") return proven;
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> Status {
    const bool locked = !domain::check_lockout(txn, pool.id, user.sub, request.place.source,
                                               services.store.now_us())
                             .ok();
    return locked ? spend_session(txn, session) : ok();
  }));
  return proven;
}

// The code confirms a user who was not, too: that stands before PostConfirmation is told and the
// sign-in goes on.
Result<Json> confirm_and_advance(Services& services, const AuthRequest& request, Attempt attempt,
                                 Factor factor, const StepEffect& verify) {
  domain::User& user = attempt.subject.user;
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(auto before, domain::find_user_by_sub(txn, *request.pool, user.sub));
    if (!before) return reject("UserNotFoundException", "User does not exist.");
    domain::User after(*before);
    POSTERN_CHECK(attempt.spend(txn));
    POSTERN_CHECK(verify(txn, after));
    if (after.status == domain::UserStatus::unconfirmed) {
      after.status = domain::UserStatus::confirmed;
    }
    POSTERN_CHECK(domain::update_user(txn, *request.pool, *before, after, services.store.now_us(),
                                      /*take_aliases=*/false));
    user = after;
    return domain::forget_code(txn, request.pool->id, user.sub, domain::CodePurpose::sign_up);
  }));
  POSTERN_CHECK(fire_post_confirmation(services, *request.pool, request.client->id, user,
                                       "PostConfirmation_ConfirmSignUp", attempt.client_metadata));
  attempt.spend = nullptr;
  return advance_attempt(services, request, std::move(attempt), factor);
}

Result<Json> answer(Services& services, const AuthRequest& request, const Medium& medium) {
  POSTERN_TRY(const std::string_view code, request.require(medium.answer));
  POSTERN_TRY(const ChallengeSession session, open_session(services, request, medium.sealed_for));
  POSTERN_TRY(Subject subject, subject_of_answer(services, request, session.progress.sub,
                                                 session.progress.more.get_string("login")));
  POSTERN_CHECK(check_code(services, request, session, subject, medium, code));
  Attempt attempt{.subject = std::move(subject),
                  .progress = session.progress,
                  .client_metadata = request.client_metadata,
                  .spend = [&](domain::Txn& txn) { return spend_session(txn, session); }};
  const auto verify = [&](domain::Txn&, domain::User& stored) -> Status {
    if (!still_has(stored, medium, sent_to(session.extra))) return wrong_one_time_code();
    verify_by_use(stored, channel_of(stored, medium));
    return ok();
  };
  if (attempt.subject.user.status == domain::UserStatus::unconfirmed) {
    return confirm_and_advance(services, request, std::move(attempt), medium.factor, verify);
  }
  if (domain::is_verified(attempt.subject.user.attributes, medium.attribute)) {
    return advance_attempt(services, request, std::move(attempt), medium.factor);
  }
  verify_by_use(attempt.subject.user, channel_of(attempt.subject.user, medium));
  return advance_attempt(services, request, std::move(attempt), medium.factor, verify,
                         /*changes_user=*/true);
}

}  // namespace

Result<Json> ask_email_otp(Services& services, const AuthRequest& request, Attempt attempt) {
  return ask(services, request, attempt, kEmail);
}

Result<Json> ask_sms_otp(Services& services, const AuthRequest& request, Attempt attempt) {
  return ask(services, request, attempt, kSms);
}

Result<Json> answer_email_otp(Services& services, const AuthRequest& request) {
  return answer(services, request, kEmail);
}

Result<Json> answer_sms_otp(Services& services, const AuthRequest& request) {
  return answer(services, request, kSms);
}

}  // namespace postern::auth
