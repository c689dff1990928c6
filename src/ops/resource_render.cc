// Resources of a pool as the API shows them.
#include "ops/resource_render.h"

#include <string>

#include "codec/base64.h"
#include "domain/branding.h"
#include "domain/settings.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

void set_dates(Json& json, const domain::PoolResource& resource) {
  json.set("CreationDate", render_time(resource.created_us))
      .set("LastModifiedDate", render_time(resource.modified_us));
}

Result<Json> render_assets(domain::Txn& txn, std::string_view pool_id, std::string_view branding_id,
                           const Json& assets) {
  Json list = Json::array();
  for (const Json& asset : assets.as_array()) {
    POSTERN_TRY(const std::string image,
                domain::branding_image(txn, pool_id, branding_id, asset.get_string("ResourceId")));
    Json shown = asset;
    list.push_back(std::move(shown.set("Bytes", codec::base64_encode(image))));
  }
  return list;
}

}  // namespace

Json render_resource_server(std::string_view pool_id, const domain::PoolResource& server) {
  Json json = server.settings;
  return std::move(json.set("UserPoolId", pool_id));
}

Json render_terms(std::string_view pool_id, const domain::PoolResource& terms) {
  Json json = terms.settings;
  json.set("UserPoolId", pool_id);
  set_dates(json, terms);
  return json;
}

Json render_terms_summary(const domain::PoolResource& terms) {
  constexpr std::string_view kMembers[] = {"TermsId", "TermsName", "Enforcement"};
  Json json = domain::pick_members(terms.settings, kMembers);
  set_dates(json, terms);
  return json;
}

Json render_domain(const auth::Services& services, const domain::UserPoolDomain& domain) {
  Json json = domain.resource.settings;
  json.set("UserPoolId", domain.pool_id)
      .set("AWSAccountId", services.account_id)
      .set("Status", "ACTIVE")
      .set("Version", std::to_string(domain.resource.modified_us));
  return json;
}

Json render_domain_change(const domain::UserPoolDomain& domain) {
  constexpr std::string_view kMembers[] = {"ManagedLoginVersion", "Routing"};
  return domain::pick_members(domain.resource.settings, kMembers);
}

Result<Json> render_branding(domain::Txn& txn, std::string_view pool_id,
                             const domain::PoolResource& branding, bool merged) {
  Json json = branding.settings;
  json.erase("ClientId");
  json.set("UserPoolId", pool_id);
  if (merged) {
    json.set("Settings",
             domain::merged_settings(domain::default_branding_settings(),
                                     domain::member_or_empty(branding.settings, "Settings")));
  }
  if (const Json* assets = branding.settings.find("Assets")) {
    POSTERN_TRY(Json shown,
                render_assets(txn, pool_id, branding.settings.get_string("ManagedLoginBrandingId"),
                              *assets));
    json.set("Assets", std::move(shown));
  }
  set_dates(json, branding);
  return json;
}

Json render_risk_configuration(std::string_view pool_id, std::string_view client_id,
                               const domain::PoolResource& configuration) {
  Json json = configuration.settings;
  json.set("UserPoolId", pool_id);
  if (!client_id.empty()) json.set("ClientId", client_id);
  if (configuration.modified_us != 0) {
    json.set("LastModifiedDate", render_time(configuration.modified_us));
  }
  return json;
}

Json render_log_delivery(std::string_view pool_id, const domain::PoolResource& delivery) {
  Json json = delivery.settings;
  return std::move(json.set("UserPoolId", pool_id));
}

}  // namespace postern::ops
