// GetUserPoolMfaConfig: which second factors a pool asks for.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Json sms_configuration(const Json& settings) {
  Json sms = Json::object();
  for (const auto member : {"SmsAuthenticationMessage", "SmsConfiguration"}) {
    if (const Json* value = settings.find(member)) sms.set(member, *value);
  }
  return sms;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto pool, pool_of(context, request));
  const std::string_view mode = pool->settings.get_string("MfaConfiguration", "OFF");
  Json response = Json::object();
  if (mode != "OFF") response.set("SmsMfaConfiguration", sms_configuration(pool->settings));
  response.set("MfaConfiguration", mode);
  return response;
}

}  // namespace

const Operation kGetUserPoolMfaConfig{"GetUserPoolMfaConfig", handle};

}  // namespace postern::ops
