// Switching second factors of a user on and off, for the operations that do.
#include "ops/mfa_preference.h"

#include <algorithm>

#include "domain/mfa.h"
#include "domain/passkeys.h"

namespace postern::ops {
namespace {

using domain::Mfa;
using domain::MfaKind;

struct Setting {
  std::string_view member;
  MfaKind kind;
};
constexpr Setting kSettings[] = {{"SMSMfaSettings", MfaKind::sms},
                                 {"SoftwareTokenMfaSettings", MfaKind::totp},
                                 {"EmailMfaSettings", MfaKind::email}};

// A user whose second factors change.
struct Change {
  domain::Txn& txn;
  const domain::Pool& pool;
  const domain::User& user;
  std::int64_t now_us;
  Mfa mfa;
};

bool pool_takes(const domain::MfaConfig& config, MfaKind kind) {
  if (config.mode == domain::MfaMode::off) return false;
  if (kind == MfaKind::totp) return config.totp;
  return kind == MfaKind::sms ? config.sms : config.email;
}

Status check_user_has(const Change& change, MfaKind kind) {
  if (kind != MfaKind::totp) {
    const std::string_view attribute = domain::mfa_attribute(kind);
    if (!domain::attribute_or(change.user.attributes, attribute).empty()) return ok();
    return invalid_parameter("User does not have delivery config set to turn on " +
                             std::string(domain::mfa_name(kind)));
  }
  if (!change.mfa.totp_seed.empty()) return ok();
  POSTERN_TRY(const auto pending, domain::find_pending_totp(change.txn, change.pool.id,
                                                            change.user.sub, change.now_us));
  return invalid_parameter(pending ? "User has not verified software token mfa"
                                   : "User has not set up software token mfa");
}

Status switch_on(Change& change, MfaKind kind) {
  if (!pool_takes(change.pool.mfa, kind)) {
    return invalid_parameter(std::string(domain::mfa_name(kind)) +
                             " is not enabled for the user pool.");
  }
  POSTERN_CHECK(check_user_has(change, kind));
  domain::set_enabled(change.mfa, kind, true);
  return ok();
}

Status apply_setting(Change& change, MfaKind kind, const Json& setting) {
  const bool preferred = setting.get_bool("PreferredMfa");
  const bool enabled = setting.get_bool("Enabled", preferred);
  if (preferred && !enabled) {
    return invalid_parameter("A factor that is not enabled cannot be preferred.");
  }
  if (!enabled) {
    domain::set_enabled(change.mfa, kind, false);
    return ok();
  }
  POSTERN_CHECK(switch_on(change, kind));
  if (!preferred && change.mfa.preferred == kind) change.mfa.preferred = MfaKind::none;
  if (preferred) change.mfa.preferred = kind;
  return ok();
}

const Json* given(const Json& request, std::string_view member) {
  const Json* value = request.find(member);
  return value == nullptr || value->is_null() ? nullptr : value;
}

// Whether one of the user's passkeys can be asked for.
Result<bool> has_applicable_passkey(const Change& change) {
  const auto rules = domain::passkey_rules(change.txn, change.pool);
  if (!rules.ok()) return false;
  POSTERN_TRY(const auto passkeys,
              domain::list_passkeys(change.txn, change.pool.id, change.user.sub, {},
                                    domain::kPasskeysPerUserMax));
  return std::any_of(passkeys.begin(), passkeys.end(), [&](const domain::Passkey& passkey) {
    return passkey.relying_party_id == rules->relying_party_id;
  });
}

bool switches_factor_on(const Json& request) {
  return std::any_of(std::begin(kSettings), std::end(kSettings), [&](const Setting& row) {
    const Json* setting = given(request, row.member);
    return setting != nullptr && setting->get_bool("Enabled", setting->get_bool("PreferredMfa"));
  });
}

// Passkeys stand for both factors of a user only beside another factor, which Cognito wants to see
// switched on in the same request: who loses the passkey must not be locked out.
Status apply_passkeys(Change& change, const Json& request) {
  const Json* setting = given(request, "WebAuthnMfaSettings");
  if (setting == nullptr) return ok();
  change.mfa.passkey = setting->get_bool("Enabled");
  if (!change.mfa.passkey) return ok();
  if (!domain::passkey_is_multi_factor(change.pool, change.mfa)) {
    return invalid_parameter("WebAuthn MFA is not enabled for the user pool.");
  }
  if (!switches_factor_on(request)) {
    return invalid_parameter("WebAuthn MFA requires enabling an additional MFA setting.");
  }
  POSTERN_TRY(const bool applicable, has_applicable_passkey(change));
  if (applicable) return ok();
  return invalid_parameter(
      "User does not have applicable WebAuthn credentials to enable WebAuthn MFA.");
}

Status apply_preference(Change& change, const Json& request) {
  int preferred = 0;
  for (const Setting& row : kSettings) {
    const Json* setting = given(request, row.member);
    if (setting == nullptr) continue;
    POSTERN_CHECK(apply_setting(change, row.kind, *setting));
    preferred += setting->get_bool("PreferredMfa") ? 1 : 0;
  }
  if (preferred > 1) return invalid_parameter("Only one factor can be preferred.");
  return apply_passkeys(change, request);
}

Status apply_options(Change& change, const Json& request) {
  const Json& options = *request.find("MFAOptions");
  for (const Json& option : options.as_array()) {
    if (option.get_string("DeliveryMedium") != "SMS" ||
        option.get_string("AttributeName") != "phone_number") {
      return invalid_parameter("MFAOptions can name SMS to phone_number only.");
    }
  }
  if (!options.empty()) return switch_on(change, MfaKind::sms);
  domain::set_enabled(change.mfa, MfaKind::sms, false);
  return ok();
}

Status change_mfa(Context& context, const domain::Pool& pool, std::string_view sub,
                  const Json& request, Status (*apply)(Change&, const Json&)) {
  return context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto user, domain::find_user_by_sub(txn, pool, sub));
    if (!user) return reject("UserNotFoundException", "User does not exist.");
    POSTERN_TRY(Mfa mfa, domain::load_mfa(txn, pool.id, sub));
    Change change{txn, pool, *user, context.store().now_us(), std::move(mfa)};
    POSTERN_CHECK(apply(change, request));
    return domain::save_mfa(txn, pool.id, sub, change.mfa);
  });
}

}  // namespace

Status set_mfa_preference(Context& context, const domain::Pool& pool, std::string_view sub,
                          const Json& request) {
  return change_mfa(context, pool, sub, request, apply_preference);
}

Status set_mfa_options(Context& context, const domain::Pool& pool, std::string_view sub,
                       const Json& request) {
  return change_mfa(context, pool, sub, request, apply_options);
}

}  // namespace postern::ops
