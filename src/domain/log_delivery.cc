// Log delivery: its rules and its row.
#include "domain/log_delivery.h"

#include <set>
#include <string>

#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

constexpr std::string_view kDestinations[] = {"CloudWatchLogsConfiguration", "S3Configuration",
                                              "FirehoseConfiguration"};

std::size_t count_destinations(const Json& configuration) {
  std::size_t count = 0;
  for (const std::string_view destination : kDestinations) {
    if (configuration.contains(destination)) ++count;
  }
  return count;
}

// Messages that could not be delivered go to CloudWatch Logs; what users did goes to any one place.
Status check_configuration(const Pool& pool, const Json& configuration) {
  const std::string source(configuration.get_string("EventSource"));
  const bool is_activity = source == "userAuthEvents";
  const std::string_view level = is_activity ? "INFO" : "ERROR";
  if (configuration.get_string("LogLevel") != level) {
    return invalid_parameter("The LogLevel of " + source + " must be " + std::string(level) + ".");
  }
  if (count_destinations(configuration) != 1) {
    return invalid_parameter("A log configuration has exactly one destination.");
  }
  if (!is_activity && !configuration.contains(kDestinations[0])) {
    return invalid_parameter("The destination of " + source + " must be CloudWatch Logs.");
  }
  if (is_activity && pool.settings.get_string("UserPoolTier") != "PLUS") {
    return reject("FeatureUnavailableInTierException",
                  "Log delivery of userAuthEvents is available in the PLUS tier only.");
  }
  return ok();
}

}  // namespace

Status check_log_delivery(const Pool& pool, const Json& settings) {
  std::set<std::string_view> sources;
  for (const Json& configuration : settings.find("LogConfigurations")->as_array()) {
    if (!sources.insert(configuration.get_string("EventSource")).second) {
      return invalid_parameter("An EventSource can be configured only once.");
    }
    POSTERN_CHECK(check_configuration(pool, configuration));
  }
  return ok();
}

Result<PoolResource> log_delivery_of(Txn& txn, std::string_view pool_id) {
  POSTERN_TRY(auto delivery, find_resource(txn, keys::log_delivery(pool_id)));
  if (delivery) return std::move(*delivery);
  return new_resource(Json::object().set("LogConfigurations", Json::array()), 0);
}

Status put_log_delivery(Txn& txn, std::string_view pool_id, const PoolResource& delivery) {
  return put_resource(txn, keys::log_delivery(pool_id), delivery);
}

}  // namespace postern::domain
