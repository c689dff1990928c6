// The Sessions of a sign-up: from SignUp to ConfirmSignUp, and on into the first sign-in.
#include "auth/sign_up_session.h"

#include "auth/advance.h"
#include "auth/challenge_session.h"

namespace postern::auth {
namespace {

constexpr std::string_view kSigningUp = "CONFIRM_SIGN_UP";
constexpr std::string_view kFlow = "USER_AUTH";

AuthRequest request_of(const domain::PoolAndClient& target, const Json& parameters,
                       std::string_view session = {}) {
  return {.pool = target.pool,
          .client = target.client,
          .flow = kFlow,
          .parameters = parameters,
          .session = session,
          .client_metadata = Json::object()};
}

std::string seal(Services& services, const SignedUp& who, std::string_view challenge,
                 Factors proven) {
  if (!who.target.client->flows.user_auth) return {};
  const Json none = Json::object();
  const AuthRequest request = request_of(who.target, none);
  Progress progress = begin_progress(request, who.user);
  progress.proven = proven;
  progress.more.set("login", who.login);
  return seal_session(services, request, challenge, progress, Json::object());
}

}  // namespace

std::string sign_up_session(Services& services, const SignedUp& who) {
  return seal(services, who, kSigningUp, {});
}

Status check_sign_up_session(Services& services, const domain::PoolAndClient& target,
                             std::string_view session) {
  if (session.empty()) return ok();
  const Json none = Json::object();
  const auto opened = open_session(services, request_of(target, none, session), kSigningUp);
  // Codes live longer than Sessions: who was slow to read the mail confirms all the same.
  const bool ours = opened.ok() || opened.error().message.ends_with("session is expired.");
  return ours ? ok() : Status(opened.error());
}

std::string signed_up_session(Services& services, const SignedUp& who,
                              const domain::CodeTarget& proven) {
  const Factor medium = proven.attribute == "email" ? Factor::email_otp : Factor::sms_otp;
  return seal(services, who, kSignedUp, Factors().add(medium));
}

}  // namespace postern::auth
