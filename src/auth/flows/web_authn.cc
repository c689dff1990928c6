// WEB_AUTHN of USER_AUTH: a passkey is the first factor.
#include "auth/challenge_session.h"
#include "auth/flows/flows.h"
#include "auth/step_up.h"
#include "auth/webauthn.h"
#include "domain/passkeys.h"

namespace postern::auth {
namespace {

constexpr std::string_view kChallenge = "WEB_AUTHN";

Error refused() {
  return not_authorized("Invalid credential.");
}

// A passkey is used up with the Session it answered, and counted where it takes effect (W03, W07).
Result<Json> finish(Services& services, const AuthRequest& request, Attempt attempt,
                    const ProvenCredential& proven) {
  POSTERN_TRY(const auto passkey, services.store.read([&](domain::Txn& txn) {
    return domain::find_passkey(txn, request.pool->id, proven.use.sub, proven.use.credential_id);
  }));
  if (!passkey) return refused();
  note_authenticator(attempt.progress, passkey->attachment);
  const Factor factor = proven.user_verified ? Factor::passkey_uv : Factor::passkey;
  return advance_attempt(services, request, std::move(attempt), factor,
                         [&](domain::Txn& txn, domain::User&) {
                           return domain::record_passkey_use(txn, request.pool->id, proven.use);
                         });
}

}  // namespace

Result<Json> ask_web_authn(Services& services, const AuthRequest& request, Attempt attempt) {
  POSTERN_TRY(const CredentialRequest asked,
              request_credential(services, *request.pool, &attempt.subject.user));
  POSTERN_CHECK(spend_attempt(services, attempt));
  return Json::object()
      .set("ChallengeName", kChallenge)
      .set("Session", seal_session(services, request, kChallenge, attempt.progress,
                                   Json::object().set("challenge", asked.challenge)))
      .set("ChallengeParameters", Json::object().set("CREDENTIAL_REQUEST_OPTIONS", asked.options));
}

Result<Json> check_credential(Services& services, const AuthRequest& request, Attempt attempt,
                              std::string_view challenge, std::string_view credential) {
  const Subject& subject = attempt.subject;
  auto proven = verify_credential(services, *request.pool, &subject.user, challenge, credential);
  if (proven.ok() && subject.is_real) {
    return finish(services, request, std::move(attempt), *proven);
  }
  if (!proven.ok() && proven.error().errc != Errc::rejected) return std::move(proven).error();
  // A challenge is good for one answer, right or wrong.
  POSTERN_CHECK(spend_attempt(services, attempt));
  return proven.ok() ? refused() : std::move(proven).error();
}

Result<Json> answer_web_authn(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view credential, request.require("CREDENTIAL"));
  POSTERN_TRY(const ChallengeSession session, open_session(services, request, kChallenge));
  POSTERN_TRY(Subject subject, subject_of_answer(services, request, session.progress.sub,
                                                 session.progress.more.get_string("login")));
  return check_credential(services, request,
                          {.subject = std::move(subject),
                           .progress = session.progress,
                           .client_metadata = request.client_metadata,
                           .spend = [&](domain::Txn& txn) { return spend_session(txn, session); }},
                          session.extra.get_string("challenge"), credential);
}

}  // namespace postern::auth
