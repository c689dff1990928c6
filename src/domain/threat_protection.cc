// What a pool's threat protection is to do: AdvancedSecurityMode and risk configurations, read.
#include "domain/threat_protection.h"

#include <algorithm>

#include "codec/ip_range.h"
#include "domain/risk_configuration.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

ThreatMode mode_named(std::string_view name) {
  if (name == "ENFORCED") return ThreatMode::enforced;
  return name == "AUDIT" ? ThreatMode::audit : ThreatMode::off;
}

TakeoverAction::Kind action_named(std::string_view name) {
  using Kind = TakeoverAction::Kind;
  if (name == "BLOCK") return Kind::block;
  if (name == "MFA_REQUIRED") return Kind::mfa_required;
  return name == "MFA_IF_CONFIGURED" ? Kind::mfa_if_configured : Kind::none;
}

std::string_view use_name(PasswordUse use) {
  if (use == PasswordUse::sign_in) return "SIGN_IN";
  return use == PasswordUse::sign_up ? "SIGN_UP" : "PASSWORD_CHANGE";
}

bool holds(const Json& ranges, std::string_view ip) {
  if (ip.empty() || !ranges.is_array()) return false;
  const auto& list = ranges.as_array();
  return std::any_of(list.begin(), list.end(), [&](const Json& range) {
    return codec::is_in_ip_range(ip, range.as_string());
  });
}

}  // namespace

ThreatMode threat_mode(const Pool& pool, bool custom_flow) {
  const Json& add_ons = member_or_empty(pool.settings, "UserPoolAddOns");
  const ThreatMode mode = mode_named(add_ons.get_string("AdvancedSecurityMode"));
  if (!custom_flow || mode == ThreatMode::off) return mode;
  return mode_named(
      member_or_empty(add_ons, "AdvancedSecurityAdditionalFlows").get_string("CustomAuthMode"));
}

std::string_view risk_level_name(RiskLevel level) {
  switch (level) {
    case RiskLevel::low:
      return "Low";
    case RiskLevel::medium:
      return "Medium";
    case RiskLevel::high:
      return "High";
    case RiskLevel::none:
      break;
  }
  return "";
}

TakeoverAction RiskRules::action(RiskLevel level) const {
  if (level == RiskLevel::none) return {};
  const Json& takeover = member_or_empty(settings_, "AccountTakeoverRiskConfiguration");
  const Json& action = member_or_empty(member_or_empty(takeover, "Actions"),
                                       std::string(risk_level_name(level)) + "Action");
  return {action_named(action.get_string("EventAction")), action.get_bool("Notify")};
}

bool RiskRules::blocks_address(std::string_view ip) const {
  const Json& exceptions = member_or_empty(settings_, "RiskExceptionConfiguration");
  return holds(member_or_empty(exceptions, "BlockedIPRangeList"), ip);
}

bool RiskRules::skips_address(std::string_view ip) const {
  const Json& exceptions = member_or_empty(settings_, "RiskExceptionConfiguration");
  return holds(member_or_empty(exceptions, "SkippedIPRangeList"), ip);
}

bool RiskRules::blocks_compromised(PasswordUse use) const {
  const Json& rules = member_or_empty(settings_, "CompromisedCredentialsRiskConfiguration");
  if (member_or_empty(rules, "Actions").get_string("EventAction") != "BLOCK") return false;
  const Json& filter = member_or_empty(rules, "EventFilter");
  if (!filter.is_array() || filter.empty()) return true;
  const auto& list = filter.as_array();
  return std::any_of(list.begin(), list.end(),
                     [&](const Json& name) { return name.as_string() == use_name(use); });
}

const Json& RiskRules::notice(TakeoverAction::Kind action) const {
  const Json& takeover = member_or_empty(settings_, "AccountTakeoverRiskConfiguration");
  const Json& notify = member_or_empty(takeover, "NotifyConfiguration");
  if (action == TakeoverAction::Kind::block) return member_or_empty(notify, "BlockEmail");
  return member_or_empty(notify,
                         action == TakeoverAction::Kind::none ? "NoActionEmail" : "MfaEmail");
}

Result<RiskRules> load_risk_rules(Txn& txn, std::string_view pool_id, std::string_view client_id) {
  POSTERN_TRY(auto found, find_risk_configuration(txn, pool_id, client_id));
  if (!found) {
    POSTERN_TRY(found, find_risk_configuration(txn, pool_id, kAllClients));
  }
  return found ? RiskRules(std::move(found->settings)) : RiskRules();
}

}  // namespace postern::domain
