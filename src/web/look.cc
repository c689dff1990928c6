// How the pages look: the pool's own styles and images beside the engine's.
#include "web/look.h"

#include <optional>

#include "codec/image_format.h"
#include "domain/branding.h"
#include "domain/settings.h"
#include "domain/ui_customization.h"
#include "web/assets.h"
#include "web/branding_sheet.h"
#include "web/page.h"

namespace postern::web {
namespace {

// What a client's pages have besides the engine's own look.
struct Style {
  std::string sheet;
  std::string image;
  std::int64_t modified_us = 0;
};

bool is_branded(const oauth::LoginRequest& login) {
  return login.domain.resource.settings.get_int("ManagedLoginVersion", 1) == 2;
}

// A client's own comes before that of all.
Result<Style> classic_style(domain::Txn& txn, std::string_view pool_id,
                            std::string_view client_id) {
  POSTERN_TRY(auto found, domain::find_ui_customization(txn, pool_id, client_id));
  if (!found) {
    POSTERN_TRY(found, domain::find_ui_customization(txn, pool_id, "ALL"));
  }
  if (!found) return Style{};
  return Style{std::string(found->resource.settings.get_string("CSS")), std::move(found->image),
               found->resource.modified_us};
}

// The image of the form's logo; the light one, or what there is.
const Json* find_logo(const Json& settings) {
  const Json& assets = domain::member_or_empty(settings, "Assets");
  const Json* found = nullptr;
  if (!assets.is_array()) return found;
  for (const Json& asset : assets.as_array()) {
    if (asset.get_string("Category") != "FORM_LOGO") continue;
    if (found == nullptr || asset.get_string("ColorMode") == "LIGHT") found = &asset;
  }
  return found;
}

Result<Style> branded_style(domain::Txn& txn, std::string_view pool_id,
                            std::string_view client_id) {
  POSTERN_TRY(const auto found, domain::find_branding_of_client(txn, pool_id, client_id));
  if (!found) return Style{};
  const Json& settings = found->settings;
  Style style{.sheet = branding_sheet(domain::member_or_empty(settings, "Settings")),
              .image = {},
              .modified_us = found->modified_us};
  if (const Json* logo = find_logo(settings)) {
    POSTERN_TRY(style.image,
                domain::branding_image(txn, pool_id, settings.get_string("ManagedLoginBrandingId"),
                                       logo->get_string("ResourceId")));
  }
  return style;
}

Result<Style> style_of(const oauth::LoginRequest& login, std::string_view client_id) {
  return login.services.store.read([&](domain::Txn& txn) -> Result<Style> {
    return is_branded(login) ? branded_style(txn, login.pool->id, client_id)
                             : classic_style(txn, login.pool->id, client_id);
  });
}

std::string_view media_type(std::string_view image) {
  const auto format = codec::image_format(image);
  if (!format) return {};
  switch (*format) {
    case codec::ImageFormat::png:
      return "image/png";
    case codec::ImageFormat::jpeg:
      return "image/jpeg";
    case codec::ImageFormat::ico:
      return "image/vnd.microsoft.icon";
    case codec::ImageFormat::webp:
      return "image/webp";
    case codec::ImageFormat::svg:
      return "image/svg+xml";
  }
  return {};
}

Style style_asked_for(const oauth::LoginRequest& login) {
  const auto query = codec::Form::parse(login.query);
  if (!query.ok()) return {};
  auto style = style_of(login, query->get("client_id"));
  return style.ok() ? *std::move(style) : Style{};
}

}  // namespace

Look look_of(const Visit& visit) {
  const auto style = style_of(visit.login, visit.client().id);
  if (!style.ok()) return {};
  // Another address for every change, so that browsers may keep what is there.
  codec::Form query;
  query.add("client_id", visit.client().id).add("v", std::to_string(style->modified_us));
  const auto address = [&](std::string_view path) {
    return own_path(visit.login, path) + "?" + query.encode();
  };
  return {.sheet = style->sheet.empty() ? std::string() : address("/assets/custom.css"),
          .logo = style->image.empty() ? std::string() : address("/assets/logo")};
}

http::Response show_custom_sheet(const oauth::LoginRequest& login) {
  return asset("text/css; charset=utf-8", style_asked_for(login).sheet);
}

http::Response show_logo(const oauth::LoginRequest& login) {
  std::string image = style_asked_for(login).image;
  const std::string_view type = media_type(image);
  if (type.empty()) return plain_page(login, 404, "There is nothing here.");
  return asset(type, std::move(image));
}

}  // namespace postern::web
