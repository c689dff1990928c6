// What follows a proven step of a sign-in: another challenge, or tokens.
#include "auth/advance.h"

#include "auth/device.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/mfa.h"
#include "auth/past_challenges.h"
#include "auth/sign_in.h"
#include "auth/step_up.h"
#include "auth/threat_protection.h"

namespace postern::auth {
namespace {

constexpr std::string_view kSourceOfTokens = "TokenGeneration_Authentication";

using Ask = Result<Json> (*)(Services&, const AuthRequest&, const Step&);

// The challenge that follows, or nullptr when nothing is missing.
Result<Ask> next_challenge(Services& services, const AuthRequest& request, const Step& step) {
  if (step.user.status == domain::UserStatus::force_change_password) return Ask(ask_new_password);
  const Progress& progress = step.progress;
  if (progress.flow == kCustomFlow && !progress.proven.has(Factor::custom)) return Ask(ask_custom);
  if (owes_level(progress)) return Ask(ask_for_level);
  return services.store.read([&](domain::Txn& txn) -> Result<Ask> {
    POSTERN_TRY(const auto device, device_standing(txn, request, progress));
    if (device.owes_proof && device.replaces_second_factor) return Ask(ask_device);
    POSTERN_TRY(const bool owes, owes_second_factor(txn, *request.pool, step.user, progress,
                                                    services.store.now_us()));
    if (owes) {
      POSTERN_CHECK(second_factor_of(txn, *request.pool, step));
      return Ask(ask_second_factor);
    }
    return device.owes_proof ? Ask(ask_device) : Ask(nullptr);
  });
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

Progress begin_progress(const AuthRequest& request, const domain::User& user) {
  Progress progress;
  progress.flow = request.flow;
  progress.sub = user.sub;
  progress.device_key = request.get("DEVICE_KEY");
  progress.trigger_source = kSourceOfTokens;
  return progress;
}

Progress begin_progress(const AuthRequest& request, const domain::User& user, Factor first) {
  Progress progress = begin_progress(request, user);
  progress.proven.add(first);
  return progress;
}

Result<Json> advance(Services& services, const AuthRequest& request, Step step) {
  POSTERN_CHECK(check_may_sign_in(step.user));
  take_device_key(request, step.progress);
  // Once: a password that is replaced between two challenges is no proof any more.
  if (step.progress.proven.has(Factor::password) && step.progress.password_proof.empty()) {
    step.progress.password_proof = password_proof_of(step.user);
  }
  POSTERN_CHECK(weigh_risk(services, request, step));
  POSTERN_TRY(const Ask ask, next_challenge(services, request, step));
  if (ask == nullptr) return complete_sign_in(services, request, std::move(step));
  POSTERN_CHECK(commit_step(services, request, step));
  return ask(services, request, step);
}

}  // namespace postern::auth
