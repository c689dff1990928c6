// Which first factors a user may choose from.
#include "auth/choices.h"

#include "auth/sealed_tokens.h"
#include "auth/webauthn.h"
#include "domain/mfa.h"
#include "domain/sign_in_policy.h"
#include "domain/username.h"

namespace postern::auth {
namespace {

// What one user could answer.
struct Eligibility {
  bool password = true;
  bool email_otp = false;
  bool sms_otp = false;
  bool web_authn = false;
};

// What a user nobody is would have: an address as the name says or else as most users have, a phone
// number and a passkey as some have.
Eligibility simulated(Services& services, const domain::Pool& pool, std::string_view login,
                      const domain::User& user) {
  const std::string digest = services.sealed.stable_digest("factors:" + pool.id + ":" + user.sub);
  const auto one_in = [&](std::size_t at, unsigned n) {
    return static_cast<unsigned char>(digest[at]) % n == 0;
  };
  const bool is_phone_number = domain::looks_like_phone_number(login);
  return {.email_otp = is_phone_number ? one_in(0, 2) : true,
          .sms_otp = is_phone_number || one_in(1, 4),
          .web_authn = one_in(2, 4) && passkey_rules(services, pool).ok()};
}

// Where a second factor is due, what stands for the first alone is offered only with the password
// as that: a passkey stays where it is both.
bool owes_mfa(const domain::Pool& pool, const domain::Mfa& mfa) {
  if (pool.mfa.mode == domain::MfaMode::off) return false;
  return pool.mfa.mode == domain::MfaMode::on || domain::has_enabled(mfa);
}

Result<Eligibility> eligibility(Services& services, const domain::Pool& pool,
                                const domain::User& user) {
  Eligibility eligible{.password = !user.password_hash.empty()};
  if (user.status == domain::UserStatus::force_change_password) return eligible;
  POSTERN_TRY(eligible.web_authn, has_passkeys(services, pool, user.sub));
  POSTERN_TRY(const auto mfa, services.store.read([&](domain::Txn& txn) {
    return domain::load_mfa(txn, pool.id, user.sub);
  }));
  if (owes_mfa(pool, mfa)) {
    eligible.web_authn = eligible.web_authn && domain::passkey_is_multi_factor(pool, mfa);
    return eligible;
  }
  eligible.email_otp = !domain::attribute_or(user.attributes, "email").empty();
  eligible.sms_otp = !domain::attribute_or(user.attributes, "phone_number").empty();
  return eligible;
}

}  // namespace

Result<std::vector<std::string_view>> available_challenges(Services& services,
                                                           const AuthRequest& request,
                                                           const Subject& subject) {
  const domain::Pool& pool = *request.pool;
  Eligibility eligible = simulated(services, pool, request.get("USERNAME"), subject.user);
  if (subject.is_real) {
    POSTERN_TRY(eligible, eligibility(services, pool, subject.user));
  }
  const domain::FirstFactors allowed = domain::first_factors(pool);
  std::vector<std::string_view> names;
  if (eligible.password) names.push_back("PASSWORD");
  if (eligible.password && !pool.srp_off) names.push_back("PASSWORD_SRP");
  if (allowed.email_otp && eligible.email_otp) names.push_back("EMAIL_OTP");
  if (allowed.sms_otp && eligible.sms_otp) names.push_back("SMS_OTP");
  if (allowed.web_authn && eligible.web_authn) names.push_back("WEB_AUTHN");
  return names;
}

}  // namespace postern::auth
