// USER_SRP_AUTH, and SRP as a step of other flows: the password is proven without being sent.
#include "crypto/srp.h"
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/past_challenges.h"
#include "auth/simulated_user.h"
#include "auth/srp_exchange.h"
#include "codec/hex.h"

namespace postern::auth {
namespace {

constexpr std::string_view kKind = "srp";
constexpr std::string_view kChallenge = "PASSWORD_VERIFIER";

// What an exchange remembers: what led to it, USERNAME as it was given then, USER_ID_FOR_SRP. The
// Progress names the user, a simulated one when nobody has that name.
Json context_of(const Attempt& attempt, std::string_view login) {
  return Json::object()
      .set("s", attempt.progress.to_json())
      .set("l", login)
      .set("u", attempt.subject.user.username);
}

Json challenge_response(const AuthRequest& request, const domain::User& user,
                        const SrpOffer& offer) {
  return Json::object()
      .set("ChallengeName", kChallenge)
      .set("ChallengeParameters", Json::object()
                                      .set("SALT", codec::hex_encode(user.srp_salt))
                                      .set("SRP_B", offer.B_hex)
                                      .set("SECRET_BLOCK", offer.block)
                                      // The name under which the verifier was made.
                                      .set("USER_ID_FOR_SRP", user.username)
                                      .set("USERNAME", request.get("USERNAME")));
}

Result<Subject> prove(Services& services, const AuthRequest& request, const SrpExchange& exchange,
                      const Progress& progress) {
  POSTERN_TRY(Subject subject,
              subject_of_answer(services, request, progress.sub, exchange.context.get_string("l")));
  const domain::User& user = subject.user;
  POSTERN_CHECK(check_may_try(*request.client, user));
  const SrpSubject claimed{request.pool->short_name(), exchange.context.get_string("u"),
                           user.srp_verifier};
  const Guess guess{*request.pool, user, request.place.source};
  Status proven = services.credentials.attempt(guess, [&]() -> Result<bool> {
    POSTERN_TRY(const bool right, srp_signature_is_right(request, exchange, claimed));
    return right && subject.is_real;
  });
  if (!proven.ok()) {
    // Where the store or the machine failed nothing was answered, and the client may try again.
    if (proven.error().errc != Errc::rejected) return std::move(proven).error();
    return refuse_srp(services, kKind, exchange, std::move(proven).error());
  }
  POSTERN_CHECK(check_may_sign_in(user));
  return subject;
}

}  // namespace

Status check_srp_start(const AuthRequest& request, std::string_view A_hex) {
  POSTERN_CHECK(crypto::srp::check_client_public(A_hex));
  if (!request.pool->srp_off) return ok();
  return invalid_parameter("USER_SRP_AUTH is not enabled for the user pool.");
}

Result<Json> ask_password_verifier(Services& services, const AuthRequest& request, Attempt attempt,
                                   std::string_view A_hex) {
  POSTERN_CHECK(check_srp_start(request, A_hex));
  domain::User& user = attempt.subject.user;
  // A user without a verifier answers like one who does not exist.
  if (user.srp_verifier.empty()) {
    user = simulated_user(services, *request.pool, request.get("USERNAME"));
    attempt.progress.sub = user.sub;
  }
  const SrpOffer offer = offer_srp(services, request, kKind, A_hex, user.srp_verifier,
                                   context_of(attempt, request.get("USERNAME")));
  POSTERN_CHECK(spend_attempt(services, attempt));
  return challenge_response(request, user, offer);
}

Result<Json> start_srp(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view login, request.require("USERNAME"));
  POSTERN_TRY(const std::string_view A_hex, request.require("SRP_A"));
  POSTERN_CHECK(check_srp_start(request, A_hex));
  POSTERN_TRY(auto user, lookup_user(services, *request.pool, login));
  POSTERN_CHECK(fire_pre_authentication(services, request, user ? &*user : nullptr));
  POSTERN_TRY(Subject subject, subject_of_lookup(services, request, std::move(user), login));
  Progress progress = begin_progress(request, subject.user);
  return ask_password_verifier(services, request, {std::move(subject), std::move(progress)}, A_hex);
}

Result<Json> answer_password_verifier(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const SrpExchange exchange, open_srp_answer(services, request, kKind));
  Progress progress = Progress::from_json(*exchange.context.find("s"));
  POSTERN_TRY(Subject subject, prove(services, request, exchange, progress));
  note_challenge(progress, {std::string(kChallenge), true, {}});
  return advance_attempt(
      services, request,
      {.subject = std::move(subject),
       .progress = std::move(progress),
       .client_metadata = request.client_metadata,
       .spend = [&](domain::Txn& txn) { return spend_srp(txn, kKind, exchange); }},
      Factor::password);
}

}  // namespace postern::auth
