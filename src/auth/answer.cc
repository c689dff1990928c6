// The answer to a challenge that a sign-in of a known user was asked.
#include "auth/answer.h"

#include "auth/credentials.h"
#include "auth/first_factor.h"
#include "auth/lookup.h"
#include "domain/lockout.h"

namespace postern::auth {

bool has_proven_password(const Progress& progress, const domain::User& user) {
  return !progress.proven.has(Factor::password) ||
         progress.password_proof == password_proof_of(user);
}

Result<Answer> open_answer(Services& services, const AuthRequest& request,
                           std::string_view challenge) {
  POSTERN_TRY(ChallengeSession session, open_session(services, request, challenge));
  const std::string& sub = session.progress.sub;
  POSTERN_TRY(Subject subject, subject_of_answer(services, request, sub, sub));
  if (!subject.is_real || !has_proven_password(session.progress, subject.user)) {
    return not_authorized("Invalid session for the user.");
  }
  POSTERN_CHECK(check_may_sign_in(subject.user));
  return Answer{std::move(session), std::move(subject.user)};
}

Status check_guess(Services& services, const AuthRequest& request, const Answer& answer,
                   const std::function<Result<bool>()>& is_right, const Error& refusal) {
  const domain::Pool& pool = *request.pool;
  Status checked =
      services.credentials.attempt({pool, answer.user, request.place.source}, is_right, refusal);
  if (checked.ok() || checked.error().code != refusal.code) return checked;
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> Status {
    const auto free = domain::check_lockout(txn, pool.id, answer.user.sub, request.place.source,
                                            services.store.now_us());
    return free.ok() ? ok() : spend_session(txn, answer.session);
  }));
  return checked;
}

Result<Json> advance_with(Services& services, const AuthRequest& request, Answer answer,
                          Factor factor, const StepEffect& effect, bool changes_user) {
  Progress progress = answer.session.progress;
  progress.proven.add(factor);
  return advance(services, request,
                 {.user = std::move(answer.user),
                  .progress = std::move(progress),
                  .client_metadata = request.client_metadata,
                  .effect = [&](domain::Txn& txn, domain::User& stored) -> Status {
                    POSTERN_CHECK(spend_session(txn, answer.session));
                    return effect(txn, stored);
                  },
                  .changes_user = changes_user});
}

}  // namespace postern::auth
