// Step-up: a sign-in toward a level of authentication (acr).
#include "auth/step_up.h"

#include <algorithm>
#include <charconv>

#include "auth/mfa.h"
#include "domain/acr.h"
#include "domain/mfa.h"
#include "domain/sessions.h"
#include "domain/sign_in_policy.h"
#include "tokens/token_service.h"

namespace postern::auth {
namespace {

using domain::MfaKind;

// Members of Progress::more.
constexpr std::string_view kLevel = "level";
constexpr std::string_view kRoaming = "roaming";

constexpr std::string_view kSeparator = " ";

bool has_any(const Factors& proven, std::initializer_list<Factor> factors) {
  return std::any_of(factors.begin(), factors.end(),
                     [&](Factor factor) { return proven.has(factor); });
}

bool has_passkey(const Factors& proven) {
  return has_any(proven, {Factor::passkey, Factor::passkey_uv});
}

Factor factor_of(MfaKind kind) {
  if (kind == MfaKind::totp) return Factor::totp;
  return kind == MfaKind::sms ? Factor::sms_mfa : Factor::email_mfa;
}

// The first factor a choice proves.
Factor factor_of(std::string_view choice) {
  if (choice == "EMAIL_OTP") return Factor::email_otp;
  if (choice == "SMS_OTP") return Factor::sms_otp;
  return choice == "WEB_AUTHN" ? Factor::passkey : Factor::password;
}

int target_level(const Progress& progress) {
  return static_cast<int>(progress.more.get_int(kLevel));
}

Factors with(Factors proven, const Factors& more) {
  return Factors(proven.bits() | more.bits());
}

// What a session has proven, as far as levels go.
Factors factors_of(const domain::Session& session) {
  Factors proven;
  for (const std::string& method : session.amr) {
    if (method == "pwd") proven.add(Factor::password);
    if (method == "otp") proven.add(Factor::totp);
    if (method == "sms") proven.add(Factor::sms_otp);
    if (method == "email_otp") proven.add(Factor::email_otp);
    if (method == "swk" || method == "hwk") proven.add(Factor::passkey);
  }
  return proven;
}

// Second factors the user could show now: what they have registered, and codes to their addresses
// where the pool sends such codes.
Result<std::vector<MfaKind>> second_factors(Services& services, const domain::Pool& pool,
                                            const domain::User& user) {
  POSTERN_TRY(const auto mfa, services.store.read([&](domain::Txn& txn) {
    return domain::load_mfa(txn, pool.id, user.sub);
  }));
  const domain::FirstFactors allowed = domain::first_factors(pool);
  const bool uses_mfa = pool.mfa.mode != domain::MfaMode::off;
  const auto has = [&](MfaKind kind) {
    return !domain::attribute_or(user.attributes, domain::mfa_attribute(kind)).empty();
  };
  std::vector<MfaKind> kinds;
  if (mfa.totp && pool.mfa.takes_totp()) kinds.push_back(MfaKind::totp);
  if (has(MfaKind::email) && (allowed.email_otp || (uses_mfa && pool.mfa.email))) {
    kinds.push_back(MfaKind::email);
  }
  if (has(MfaKind::sms) && (allowed.sms_otp || (uses_mfa && pool.mfa.sms))) {
    kinds.push_back(MfaKind::sms);
  }
  return kinds;
}

Factors all_of(const std::vector<MfaKind>& kinds) {
  Factors factors;
  for (const MfaKind kind : kinds) factors.add(factor_of(kind));
  return factors;
}

// What the subject could show in the second half of a sign-in. A client that hides who exists
// learns what a user has only once the user has proven something: until then it is everything.
Result<Factors> obtainable(Services& services, const AuthRequest& request, const Subject& subject,
                           const Progress& progress) {
  const bool hides = request.client->hides_user_existence && progress.proven.empty();
  if (hides || !subject.is_real) return all_of({MfaKind::totp, MfaKind::email, MfaKind::sms});
  POSTERN_TRY(const auto kinds, second_factors(services, *request.pool, subject.user));
  return all_of(kinds);
}

bool suffices(const Factors& proven, const Factors& more, const Progress& progress) {
  return !proven.empty() && level_of(with(proven, more)) >= target_level(progress);
}

// The levels of TARGET_ACR_VALUES that the pool knows, in the order of the request.
Result<std::vector<int>> requested_levels(const domain::Pool& pool, std::string_view values) {
  std::vector<int> levels;
  while (!values.empty()) {
    const std::size_t end = std::min(values.find(kSeparator), values.size());
    const int level = domain::acr_level(pool, values.substr(0, end));
    if (level != 0) levels.push_back(level);
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  if (levels.empty()) return invalid_parameter("TARGET_ACR_VALUES contains no known acr value.");
  return levels;
}

// The session of the ACCESS_TOKEN of this client and user.
Result<domain::Session> session_of_token(Services& services, const AuthRequest& request,
                                         std::string_view access_token, std::string_view sub) {
  POSTERN_TRY(const auto token, services.tokens.verify_access(access_token));
  const bool fits = token->pool_id == request.pool->id && token->client_id == request.client->id &&
                    token->sub == sub;
  if (!fits) return not_authorized("Invalid Access Token");
  POSTERN_TRY(auto session, services.store.read([&](domain::Txn& txn) {
    return domain::find_session(txn, request.pool->id, token->sub, token->session_id);
  }));
  if (!session) return not_authorized("Access Token has been revoked");
  return std::move(*session);
}

// Whether the session is no older than MAX_AGE seconds; without one, any is young enough.
Result<bool> is_young(Services& services, std::string_view max_age,
                      const domain::Session& session) {
  if (max_age.empty()) return true;
  std::int64_t max_age_s = 0;
  const char* const end = max_age.data() + max_age.size();
  const auto [rest, fault] = std::from_chars(max_age.data(), end, max_age_s);
  if (fault != std::errc() || rest != end || max_age_s < 0) {
    return invalid_parameter("MAX_AGE must be a number of seconds.");
  }
  return services.store.now_us() / kMicrosPerSecond - session.auth_time_s <= max_age_s;
}

Result<Factors> proven_before(Services& services, const AuthRequest& request,
                              const domain::User& user) {
  const std::string_view access_token = request.get("ACCESS_TOKEN");
  if (access_token.empty()) return Factors();
  POSTERN_TRY(const auto session, session_of_token(services, request, access_token, user.sub));
  POSTERN_TRY(const bool young, is_young(services, request.get("MAX_AGE"), session));
  return young ? factors_of(session) : Factors();
}

Status check_available(const AuthRequest& request) {
  if (!request.get("TARGET_ACR_VALUES").empty()) {
    if (request.pool->settings.get_string("UserPoolTier") != "LITE") return ok();
    return reject("FeatureUnavailableInTierException",
                  "TARGET_ACR_VALUES is not available in the LITE tier.");
  }
  for (const std::string_view name : {"ACCESS_TOKEN", "MAX_AGE"}) {
    if (!request.get(name).empty()) {
      return invalid_parameter(std::string(name) + " requires TARGET_ACR_VALUES.");
    }
  }
  return ok();
}

}  // namespace

int level_of(const Factors& proven) {
  const bool password = proven.has(Factor::password);
  const bool code =
      has_any(proven, {Factor::email_otp, Factor::sms_otp, Factor::email_mfa, Factor::sms_mfa});
  if (password && proven.has(Factor::totp)) return 4;
  if (has_passkey(proven) || (password && code)) return 3;
  if (code) return 2;
  return proven.empty() ? 0 : 1;
}

std::vector<std::string> amr_of(const Progress& progress) {
  const Factors& proven = progress.proven;
  std::vector<std::string> methods;
  if (proven.has(Factor::password)) methods.emplace_back("pwd");
  if (proven.has(Factor::totp)) methods.emplace_back("otp");
  if (has_any(proven, {Factor::sms_otp, Factor::sms_mfa})) methods.emplace_back("sms");
  if (has_any(proven, {Factor::email_otp, Factor::email_mfa})) methods.emplace_back("email_otp");
  if (has_passkey(proven)) {
    methods.emplace_back(progress.more.get_bool(kRoaming) ? "hwk" : "swk");
  }
  if (methods.size() > 1) methods.emplace_back("mfa");
  return methods;
}

std::string acr_of(const domain::Pool& pool, const Progress& progress) {
  const int level = level_of(progress.proven);
  const bool is_asked_for = target_level(progress) != 0 || domain::names_acr(pool);
  if (level == 0 || !is_asked_for) return {};
  return domain::acr_values(pool)[static_cast<std::size_t>(level - 1)];
}

Status begin_step_up(Services& services, const AuthRequest& request, const Subject& subject,
                     const std::vector<std::string_view>& available, Progress& progress) {
  POSTERN_CHECK(check_available(request));
  if (request.get("TARGET_ACR_VALUES").empty()) return ok();
  POSTERN_TRY(const auto levels, requested_levels(*request.pool, request.get("TARGET_ACR_VALUES")));
  POSTERN_TRY(progress.proven, proven_before(services, request, subject.user));
  POSTERN_TRY(const Factors more, obtainable(services, request, subject, progress));
  for (const int level : levels) {
    progress.more.set(kLevel, level);
    if (!owes_level(progress)) {
      return invalid_parameter("The authentication level is reached already.");
    }
    POSTERN_TRY(const auto useful,
                factors_toward_level(services, request, subject, progress, available));
    if (!useful.empty() || suffices(progress.proven, more, progress)) return ok();
  }
  return invalid_parameter("None of the TARGET_ACR_VALUES can be reached.");
}

bool owes_level(const Progress& progress) {
  return level_of(progress.proven) < target_level(progress);
}

Result<bool> second_factor_suffices(Services& services, const AuthRequest& request,
                                    const Attempt& attempt) {
  if (!owes_level(attempt.progress)) return false;
  POSTERN_TRY(const Factors more, obtainable(services, request, attempt.subject, attempt.progress));
  return suffices(attempt.progress.proven, more, attempt.progress);
}

Result<std::vector<std::string_view>> factors_toward_level(
    Services& services, const AuthRequest& request, const Subject& subject,
    const Progress& progress, const std::vector<std::string_view>& available) {
  if (!owes_level(progress)) return available;
  POSTERN_TRY(const Factors more, obtainable(services, request, subject, progress));
  std::vector<std::string_view> useful;
  for (const std::string_view choice : available) {
    const Factors reached = with(progress.proven, more).add(factor_of(choice));
    if (level_of(reached) >= target_level(progress)) useful.push_back(choice);
  }
  return useful;
}

Result<Json> ask_for_level(Services& services, const AuthRequest& request, const Step& step) {
  POSTERN_TRY(const auto kinds, second_factors(services, *request.pool, step.user));
  std::vector<MfaKind> useful;
  for (const MfaKind kind : kinds) {
    Factors reached = step.progress.proven;
    if (level_of(reached.add(factor_of(kind))) >= target_level(step.progress)) {
      useful.push_back(kind);
    }
  }
  if (useful.empty()) return not_authorized("The requested acr value cannot be reached.");
  if (useful.size() == 1) return ask_mfa(services, request, step, useful.front());
  return ask_select_mfa_type(services, request, step, useful);
}

void note_authenticator(Progress& progress, std::string_view attachment) {
  progress.more.set(kRoaming, attachment == "cross-platform");
}

}  // namespace postern::auth
