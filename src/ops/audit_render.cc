// Audit events as AWS CloudTrail shows those of Cognito.
#include "ops/audit_render.h"

#include <cstdio>
#include <ctime>

namespace postern::ops {
namespace {

std::string iso_time(std::int64_t time_us) {
  const auto time_s = static_cast<std::time_t>(time_us / kMicrosPerSecond);
  std::tm utc{};
  gmtime_r(&time_s, &utc);
  char text[sizeof "-2147483648-12-31T23:59:59Z"];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {text, size};
}

// Nobody vouches for who calls without credentials: the user an access token speaks for is told as
// "sub" beside it.
Json render_identity(const auth::Services& services, const domain::AuditEvent& event) {
  Json identity = Json::object();
  if (event.caller == "iam") {
    return identity.set("type", "IAMUser")
        .set("accountId", services.account_id)
        .set("accessKeyId", event.access_key_id);
  }
  if (event.caller == "host") {
    return identity.set("type", "AWSAccount").set("accountId", services.account_id);
  }
  if (event.caller == "engine") {
    return identity.set("type", "AWSService").set("invokedBy", "postern");
  }
  return identity.set("type", "Unknown").set("principalId", "Anonymous");
}

bool is_read_only(const domain::AuditEvent& event) {
  if (!event.changes.empty()) return false;
  for (const std::string_view verb : {"Get", "List", "Describe", "AdminGet", "AdminList"}) {
    if (std::string_view(event.operation).starts_with(verb)) return true;
  }
  return false;
}

void set_if_any(Json& json, std::string_view name, const std::string& value) {
  if (!value.empty()) json.set(name, value);
}

Json render_parameters(const domain::AuditEvent& event) {
  auto parameters = Json::parse(event.parameters);
  return parameters.ok() ? std::move(parameters).value() : Json();
}

Json render_additional(std::string_view chain, const domain::NumberedAuditEvent& numbered) {
  const domain::AuditEvent& event = numbered.event;
  Json more = Json::object();
  set_if_any(more, "sub", event.sub);
  set_if_any(more, "userPoolId", event.pool_id);
  set_if_any(more, "clientId", event.client_id);
  more.set("chain", chain).set("sequence", static_cast<std::int64_t>(numbered.number));
  if (!event.changes.empty()) more.set("changes", render_audit_changes(event));
  return more;
}

}  // namespace

Json render_audit_changes(const domain::AuditEvent& event) {
  Json list = Json::array();
  for (const auto& change : event.changes) {
    Json item = Json::object().set("Kind", change->kind);
    set_if_any(item, "UserPoolId", change->pool_id);
    set_if_any(item, "Sub", change->sub);
    set_if_any(item, "Id", change->id);
    if (change->erased) item.set("Deleted", true);
    list.push_back(std::move(item));
  }
  return list;
}

Json render_audit_record(const auth::Services& services, std::string_view chain,
                         const domain::NumberedAuditEvent& numbered) {
  const domain::AuditEvent& event = numbered.event;
  Json record =
      Json::object()
          .set("eventVersion", "1.08")
          .set("userIdentity", render_identity(services, event))
          .set("eventTime", iso_time(event.time_us))
          .set("eventSource", event.service == "postern" ? std::string("postern")
                                                         : event.service + ".amazonaws.com")
          .set("eventName", event.operation)
          .set("awsRegion", services.region)
          .set("sourceIPAddress", event.ip)
          .set("userAgent", event.user_agent);
  set_if_any(record, "errorCode", event.error_code);
  record.set("requestParameters", render_parameters(event))
      .set("responseElements", nullptr)
      .set("additionalEventData", render_additional(chain, numbered))
      .set("requestID", event.call_id)
      .set("eventID", event.id)
      .set("readOnly", is_read_only(event))
      .set("eventType", "AwsApiCall")
      .set("managementEvent", true)
      .set("recipientAccountId", services.account_id)
      .set("eventCategory", "Management");
  return record;
}

}  // namespace postern::ops
