// Risk configurations: their rules and rows.
#include "domain/risk_configuration.h"

#include <string>

#include "codec/ip_range.h"
#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

Status check_ranges(const Json& exceptions, std::string_view list) {
  const Json& ranges = member_or_empty(exceptions, list);
  if (!ranges.is_array()) return ok();
  for (const Json& range : ranges.as_array()) {
    if (!codec::is_ip_range(range.as_string())) {
      return invalid_parameter(std::string(list) +
                               " holds what is no IP range in CIDR notation: " + range.as_string());
    }
  }
  return ok();
}

bool notifies(const Json& actions) {
  for (const std::string_view level : {"LowAction", "MediumAction", "HighAction"}) {
    if (member_or_empty(actions, level).get_bool("Notify")) return true;
  }
  return false;
}

}  // namespace

Status check_risk_configuration(const Json& settings) {
  const Json& takeover = member_or_empty(settings, "AccountTakeoverRiskConfiguration");
  if (notifies(member_or_empty(takeover, "Actions")) && !takeover.contains("NotifyConfiguration")) {
    return invalid_parameter("NotifyConfiguration is required when an action has Notify.");
  }
  const Json& exceptions = member_or_empty(settings, "RiskExceptionConfiguration");
  POSTERN_CHECK(check_ranges(exceptions, "BlockedIPRangeList"));
  return check_ranges(exceptions, "SkippedIPRangeList");
}

Result<std::optional<PoolResource>> find_risk_configuration(Txn& txn, std::string_view pool_id,
                                                            std::string_view client_id) {
  return find_resource(txn, keys::risk_configuration(pool_id, client_id));
}

Status set_risk_configuration(Txn& txn, std::string_view pool_id, std::string_view client_id,
                              const PoolResource& configuration) {
  const std::string key = keys::risk_configuration(pool_id, client_id);
  if (configuration.settings.empty()) return txn.erase(key);
  return put_resource(txn, key, configuration);
}

}  // namespace postern::domain
