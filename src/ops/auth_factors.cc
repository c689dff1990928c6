// What a user can sign in with, for the operations that show it.
#include "ops/auth_factors.h"

#include "auth/webauthn.h"
#include "domain/sign_in_policy.h"
#include "ops/mfa_render.h"

namespace postern::ops {

Result<Json> auth_factors(Context& context, const domain::Pool& pool, const domain::User& user) {
  POSTERN_TRY(const auto mfa, context.store().read([&](domain::Txn& txn) {
    return domain::load_mfa(txn, pool.id, user.sub);
  }));
  POSTERN_TRY(const bool has_passkeys, auth::has_passkeys(context.services, pool, user.sub));
  const auto has = [&](std::string_view attribute) {
    return !domain::attribute_or(user.attributes, attribute).empty();
  };
  const domain::FirstFactors allowed = domain::first_factors(pool);
  Json factors = Json::array();
  if (!user.password_hash.empty()) factors.push_back("PASSWORD");
  if (allowed.email_otp && has("email")) factors.push_back("EMAIL_OTP");
  if (allowed.sms_otp && has("phone_number")) factors.push_back("SMS_OTP");
  if (has_passkeys) factors.push_back("WEB_AUTHN");
  if (!mfa.totp_seed.empty()) factors.push_back("SOFTWARE_TOKEN");
  Json response = Json::object();
  response.set("Username", user.username);
  add_mfa_settings(response, mfa);
  response.erase("MFAOptions");
  response.set("ConfiguredUserAuthFactors", std::move(factors));
  return response;
}

}  // namespace postern::ops
