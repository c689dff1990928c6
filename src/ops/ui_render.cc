// Classic customisation of the sign-in pages as requests name it and the API shows it.
#include "ops/ui_render.h"

#include <chrono>
#include <string>

#include "codec/base64.h"
#include "codec/image_format.h"
#include "domain/user_pool_domains.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

constexpr std::string_view kAllClients = "ALL";

// "20261121140501": when the style sheet was set.
std::string css_version(std::int64_t time_us) {
  using namespace std::chrono;
  const sys_seconds time{seconds(time_us / kMicrosPerSecond)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  const auto padded = [](auto number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
  };
  return padded(static_cast<int>(date.year()), 4) + padded(static_cast<unsigned>(date.month()), 2) +
         padded(static_cast<unsigned>(date.day()), 2) + padded(clock.hours().count(), 2) +
         padded(clock.minutes().count(), 2) + padded(clock.seconds().count(), 2);
}

std::string image_url(std::string_view image) {
  const bool is_png = codec::image_format(image) == codec::ImageFormat::png;
  return std::string("data:image/") + (is_png ? "png" : "jpeg") + ";base64," +
         codec::base64_encode(image);
}

}  // namespace

Result<std::string> customized_client(domain::Txn& txn, const Json& request) {
  POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
  const std::string_view client_id = request.get_string("ClientId", kAllClients);
  if (client_id != kAllClients) {
    POSTERN_CHECK(domain::load_client(txn, pool->id, client_id));
  }
  POSTERN_TRY(const bool has_pages, domain::has_domain(txn, pool->id));
  if (has_pages) return std::string(client_id);
  return invalid_parameter("There has to be an existing domain associated with this user pool");
}

Json render_ui_customization(std::string_view pool_id, std::string_view client_id,
                             const domain::UiCustomization& customization) {
  Json json = customization.resource.settings;
  json.set("UserPoolId", pool_id).set("ClientId", client_id);
  if (!customization.image.empty()) json.set("ImageUrl", image_url(customization.image));
  json.set("CSSVersion", css_version(customization.resource.modified_us))
      .set("CreationDate", render_time(customization.resource.created_us))
      .set("LastModifiedDate", render_time(customization.resource.modified_us));
  return json;
}

}  // namespace postern::ops
