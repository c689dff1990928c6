// SOFTWARE_TOKEN_MFA: a code of the user's authenticator app.
#include "auth/answer.h"
#include "auth/flows/flows.h"
#include "auth/mfa.h"
#include "crypto/totp.h"
#include "domain/mfa.h"

namespace postern::auth {
namespace {

constexpr std::string_view kChallenge = "SOFTWARE_TOKEN_MFA";

Result<domain::Mfa> mfa_of(Services& services, const AuthRequest& request,
                           const domain::User& user) {
  return services.store.read(
      [&](domain::Txn& txn) { return domain::load_mfa(txn, request.pool->id, user.sub); });
}

// The time step of a right code.
Result<std::int64_t> check_code(Services& services, const AuthRequest& request,
                                const Answer& answer, const domain::Mfa& mfa,
                                std::string_view code) {
  std::int64_t step = 0;
  const auto is_right = [&]() -> Result<bool> {
    if (mfa.totp_seed.empty()) return false;
    const auto found =
        crypto::totp::matching_step(mfa.totp_seed, code, services.store.clock().now_s());
    step = found.value_or(0);
    return found.has_value();
  };
  POSTERN_CHECK(check_guess(services, request, answer, is_right,
                            reject("CodeMismatchException", "Invalid code received for user")));
  return step;
}

}  // namespace

Result<Json> ask_software_token_mfa(Services& services, const AuthRequest& request,
                                    const Step& step) {
  POSTERN_TRY(const domain::Mfa mfa, mfa_of(services, request, step.user));
  Json parameters = Json::object();
  if (!mfa.totp_device_name.empty()) parameters.set("FRIENDLY_DEVICE_NAME", mfa.totp_device_name);
  return Json::object()
      .set("ChallengeName", kChallenge)
      .set("Session", seal_session(services, request, kChallenge, step.progress, Json::object()))
      .set("ChallengeParameters", std::move(parameters));
}

Result<Json> answer_software_token_mfa(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view code, request.require("SOFTWARE_TOKEN_MFA_CODE"));
  POSTERN_TRY(Answer answer, open_answer(services, request, kChallenge));
  POSTERN_TRY(const domain::Mfa mfa, mfa_of(services, request, answer.user));
  POSTERN_TRY(const std::int64_t step, check_code(services, request, answer, mfa, code));
  return advance_with(services, request, std::move(answer), Factor::totp,
                      [&](domain::Txn& txn, domain::User& stored) {
                        return domain::accept_totp_step(txn, request.pool->id, stored.sub,
                                                        mfa.totp_seed, step);
                      });
}

}  // namespace postern::auth
