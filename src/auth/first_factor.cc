// The first factor of a sign-in: whom it is asked of, and what its proof goes on from.
#include "auth/first_factor.h"

#include "auth/lookup.h"
#include "auth/simulated_user.h"

namespace postern::auth {
namespace {

Error invalid_session() {
  return not_authorized("Invalid session for the user.");
}

// Whether the answer's USERNAME means the user the sign-in is with.
Result<bool> names_subject(Services& services, const AuthRequest& request, const Subject& subject,
                           std::string_view begun_as) {
  const std::string_view login = request.get("USERNAME");
  if (login == begun_as || login == subject.user.username) return true;
  POSTERN_TRY(auto named, lookup_user(services, *request.pool, login));
  if (!named) named = simulated_user(services, *request.pool, login);
  return named->sub == subject.user.sub;
}

}  // namespace

Result<Subject> subject_of_lookup(Services& services, const AuthRequest& request,
                                  std::optional<domain::User> found, std::string_view login) {
  if (found) return Subject{std::move(*found), true};
  if (!request.client->hides_user_existence) return unknown_user(*request.client);
  return Subject{simulated_user(services, *request.pool, login), false};
}

Result<Subject> subject_of_answer(Services& services, const AuthRequest& request,
                                  std::string_view sub, std::string_view login) {
  POSTERN_TRY(auto stored, lookup_sub(services, *request.pool, sub));
  const bool is_real = stored.has_value();
  Subject subject{is_real ? std::move(*stored) : simulated_user(services, *request.pool, login),
                  is_real};
  POSTERN_TRY(const bool same_user, names_subject(services, request, subject, login));
  if (!same_user || subject.user.sub != sub) return invalid_session();
  return subject;
}

Result<Json> advance_attempt(Services& services, const AuthRequest& request, Attempt attempt,
                             Factor proven, StepEffect effect, bool changes_user) {
  attempt.progress.proven.add(proven);
  Step step{.user = std::move(attempt.subject.user),
            .progress = std::move(attempt.progress),
            .client_metadata = std::move(attempt.client_metadata),
            .changes_user = changes_user};
  if (attempt.spend || effect) {
    step.effect = [&](domain::Txn& txn, domain::User& stored) -> Status {
      if (attempt.spend) POSTERN_CHECK(attempt.spend(txn));
      return effect ? effect(txn, stored) : ok();
    };
  }
  return advance(services, request, std::move(step));
}

Status spend_attempt(Services& services, const Attempt& attempt) {
  return attempt.spend ? services.store.transact(attempt.spend) : ok();
}

}  // namespace postern::auth
