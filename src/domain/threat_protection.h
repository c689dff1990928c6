// What a pool's threat protection is to do: AdvancedSecurityMode and risk configurations, read.
#pragma once

#include <string_view>

#include "codec/json.h"
#include "domain/pool.h"
#include "domain/store.h"

namespace postern::domain {

// off: nothing is looked at. audit: risks are noted with the events. enforced: and acted on.
enum class ThreatMode { off, audit, enforced };

// AdvancedSecurityMode; for CUSTOM_AUTH it is AdvancedSecurityAdditionalFlows that says, and
// without it those sign-ins are not looked at.
ThreatMode threat_mode(const Pool& pool, bool custom_flow = false);

enum class RiskLevel { none, low, medium, high };

// "Low", "Medium", "High"; empty for none.
std::string_view risk_level_name(RiskLevel level);

// What AccountTakeoverRiskConfiguration has for a level.
struct TakeoverAction {
  enum class Kind { none, mfa_if_configured, mfa_required, block } kind = Kind::none;
  bool notify = false;
};

enum class PasswordUse { sign_in, sign_up, change };

// The risk configuration in force for a client: its own, else the pool's, else nothing to do.
class RiskRules {
 public:
  RiskRules() = default;
  explicit RiskRules(Json settings) : settings_(std::move(settings)) {}

  [[nodiscard]] TakeoverAction action(RiskLevel level) const;
  [[nodiscard]] bool blocks_address(std::string_view ip) const;
  [[nodiscard]] bool skips_address(std::string_view ip) const;
  // Whether a password known to others is refused there.
  [[nodiscard]] bool blocks_compromised(PasswordUse use) const;
  // NotifyConfiguration's "BlockEmail", "MfaEmail" or "NoActionEmail"; may be an empty object.
  [[nodiscard]] const Json& notice(TakeoverAction::Kind action) const;

 private:
  Json settings_ = Json::object();
};

Result<RiskRules> load_risk_rules(Txn& txn, std::string_view pool_id, std::string_view client_id);

}  // namespace postern::domain
