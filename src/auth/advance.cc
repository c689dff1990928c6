// What follows a proven step of a sign-in: another challenge, or tokens.
#include "auth/advance.h"

#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/mfa.h"
#include "auth/sign_in.h"

namespace postern::auth {
namespace {

constexpr std::string_view kSourceOfTokens = "TokenGeneration_Authentication";

using Ask = Result<Json> (*)(Services&, const AuthRequest&, const Step&);

// The challenge that follows, or nullptr when nothing is missing.
Result<Ask> next_challenge(Services& services, const AuthRequest& request, const Step& step) {
  if (step.user.status == domain::UserStatus::force_change_password) return Ask(ask_new_password);
  POSTERN_TRY(const bool owes, services.store.read([&](domain::Txn& txn) {
    return owes_second_factor(txn, *request.pool, step.user, step.progress);
  }));
  return owes ? Ask(ask_second_factor) : Ask(nullptr);
}

// Makes the step count although the sign-in goes on.
Status commit_step(Services& services, const AuthRequest& request, const Step& step) {
  if (!step.effect) return ok();
  return services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(auto before, domain::find_user_by_sub(txn, *request.pool, step.user.sub));
    if (!before) return reject("UserNotFoundException", "User does not exist.");
    domain::User after(*before);
    POSTERN_CHECK(step.effect(txn, after));
    if (!step.changes_user) return ok();
    return domain::update_user(txn, *request.pool, *before, after, services.store.now_us(),
                               /*take_aliases=*/false);
  });
}

}  // namespace

Progress begin_progress(const AuthRequest& request, const domain::User& user, Factor first) {
  Progress progress;
  progress.flow = request.flow;
  progress.sub = user.sub;
  progress.proven.add(first);
  progress.device_key = request.get("DEVICE_KEY");
  progress.trigger_source = kSourceOfTokens;
  return progress;
}

Result<Json> advance(Services& services, const AuthRequest& request, Step step) {
  POSTERN_CHECK(check_may_sign_in(step.user));
  if (step.progress.proven.has(Factor::password)) {
    step.progress.password_proof = password_proof_of(step.user);
  }
  POSTERN_TRY(const Ask ask, next_challenge(services, request, step));
  if (ask == nullptr) return complete_sign_in(services, request, std::move(step));
  POSTERN_CHECK(commit_step(services, request, step));
  return ask(services, request, step);
}

}  // namespace postern::auth
