// Devices as the API shows them, one and page by page.
#include "ops/device_render.h"

#include "ops/paging.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

void add_attribute(Json& list, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  list.push_back(Json::object().set("Name", name).set("Value", value));
}

std::string device_arn(const auth::Services& services, std::string_view owner,
                       std::string_view key) {
  std::string arn = "arn:aws:cognito-idp:" + services.region + ":" + services.account_id;
  arn += ":owner/";
  arn += owner;
  arn += "/device/";
  arn += key;
  return arn;
}

}  // namespace

Json render_device(const auth::Services& services, const domain::Pool& pool,
                   const domain::User& user, const domain::Device& device) {
  const std::string owner = user.username + "." + pool.id;
  Json attributes = Json::array();
  add_attribute(attributes, "device_status", "valid");
  add_attribute(attributes, "device_name", device.name);
  add_attribute(attributes, "dev:device_arn", device_arn(services, owner, device.key));
  add_attribute(attributes, "dev:device_owner", owner);
  add_attribute(attributes, "last_ip_used", device.last_ip);
  add_attribute(attributes, "dev:device_remembered_status",
                device.remembered ? "remembered" : "not_remembered");
  add_attribute(attributes, "dev:device_sdk", "aws-sdk");
  return Json::object()
      .set("DeviceKey", device.key)
      .set("DeviceAttributes", std::move(attributes))
      .set("DeviceCreateDate", render_time(device.created_us))
      .set("DeviceLastModifiedDate", render_time(device.modified_us))
      .set("DeviceLastAuthenticatedDate", render_time(device.authenticated_us));
}

Result<Json> describe_device(Context& context, const domain::Pool& pool, const domain::User& user,
                             std::string_view key) {
  POSTERN_TRY(const auto device, context.store().read([&](domain::Txn& txn) {
    return domain::require_device(txn, pool.id, user.sub, key);
  }));
  return Json::object().set("Device", render_device(context.services, pool, user, device));
}

Result<Json> list_devices_of(Context& context, std::string_view operation, const domain::Pool& pool,
                             const domain::User& user, const Json& request) {
  const std::string scope = pool.id + '\0' + user.sub;
  const Listing listing{operation, scope, "Limit", "PaginationToken"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(const auto devices, context.store().read([&](domain::Txn& txn) {
    return domain::list_devices(txn, pool.id, user.sub, page.after, page.limit + 1);
  }));
  return render_page(
      context, listing, page, "Devices", devices,
      [&](const domain::Device& device) {
        return render_device(context.services, pool, user, device);
      },
      [](const domain::Device& device) { return device.key; });
}

}  // namespace postern::ops
