// Pools, clients and groups as the API shows them.
#include "ops/render.h"

#include "domain/settings.h"

namespace postern::ops {

Json render_time(std::int64_t time_us) {
  return static_cast<double>(time_us / 1'000) / 1e3;
}

std::string pool_arn(const auth::Services& services, std::string_view pool_id) {
  std::string arn = "arn:aws:cognito-idp:" + services.region + ":" + services.account_id;
  return arn.append(":userpool/").append(pool_id);
}

Json render_pool(const auth::Services& services, const domain::Pool& pool,
                 std::int64_t user_count) {
  Json json = pool.settings;
  for (const auto own :
       {"PoolName", "Schema", "CustomAttributes", "SmsMfaConfiguration",
        "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration", "WebAuthnConfiguration"}) {
    json.erase(own);
  }
  // Shown under its older name as well, whichever it was given by.
  domain::nested(json, "AdminCreateUserConfig")
      .set("UnusedAccountValidityDays", pool.temporary_password_days);
  json.set("Id", pool.id)
      .set("Name", pool.name)
      .set("Arn", pool_arn(services, pool.id))
      .set("SchemaAttributes", pool.schema.to_json())
      .set("EstimatedNumberOfUsers", user_count)
      .set("CreationDate", render_time(pool.created_us))
      .set("LastModifiedDate", render_time(pool.modified_us));
  return json;
}

Json render_pool_summary(const domain::Pool& pool) {
  Json json = Json::object();
  json.set("Id", pool.id).set("Name", pool.name);
  if (const Json* triggers = pool.settings.find("LambdaConfig"))
    json.set("LambdaConfig", *triggers);
  json.set("CreationDate", render_time(pool.created_us))
      .set("LastModifiedDate", render_time(pool.modified_us));
  return json;
}

Json render_client(const domain::Client& client) {
  Json json = client.settings;
  json.set("UserPoolId", client.pool_id)
      .set("ClientId", client.id)
      .set("CreationDate", render_time(client.created_us))
      .set("LastModifiedDate", render_time(client.modified_us));
  if (!client.secrets.empty()) json.set("ClientSecret", client.secrets.back().value);
  return json;
}

Json render_client_secret(const domain::ClientSecret& secret) {
  Json json = Json::object();
  json.set("ClientSecretId", secret.id)
      .set("ClientSecretCreateDate", render_time(secret.created_us));
  return json;
}

Json render_group(std::string_view pool_id, const domain::Group& group) {
  Json json = Json::object();
  json.set("GroupName", group.name).set("UserPoolId", pool_id);
  if (!group.description.empty()) json.set("Description", group.description);
  if (!group.role_arn.empty()) json.set("RoleArn", group.role_arn);
  if (group.precedence >= 0) json.set("Precedence", group.precedence);
  json.set("CreationDate", render_time(group.created_us))
      .set("LastModifiedDate", render_time(group.modified_us));
  return json;
}

}  // namespace postern::ops
