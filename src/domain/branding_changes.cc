// What a request makes of a style: its values, its settings, its assets.
#include <algorithm>

#include "codec/base64.h"
#include "codec/image_format.h"
#include "domain/branding.h"
#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

using codec::ImageFormat;

ImageFormat format_named(std::string_view extension) {
  if (extension == "ICO") return ImageFormat::ico;
  if (extension == "JPEG") return ImageFormat::jpeg;
  if (extension == "PNG") return ImageFormat::png;
  return extension == "SVG" ? ImageFormat::svg : ImageFormat::webp;
}

// A favicon's category says its format as well.
bool goes_with_category(std::string_view category, std::string_view extension) {
  if (category == "FAVICON_ICO") return extension == "ICO";
  if (category == "FAVICON_SVG") return extension == "SVG";
  return true;
}

bool same_place(const Json& a, const Json& b) {
  return a.get_string("Category") == b.get_string("Category") &&
         a.get_string("ColorMode") == b.get_string("ColorMode");
}

std::string describe(const Json& asset) {
  return "The asset " + std::string(asset.get_string("Category")) + " " +
         std::string(asset.get_string("ColorMode"));
}

// Changes of one style within its transaction.
struct Change {
  Txn& txn;
  Random& random;
  std::string_view pool_id;
  std::string_view branding_id;

  Status put_image(std::string_view resource_id, std::string bytes) const {
    Image image;
    image.bytes = std::move(bytes);
    return txn.put(keys::branding_image(pool_id, branding_id, resource_id), image);
  }
  Status erase_image(std::string_view resource_id) const {
    return txn.erase(keys::branding_image(pool_id, branding_id, resource_id));
  }
};

// The bytes of an asset, of the format its Extension names.
Result<std::string> image_of(const Json& asset) {
  POSTERN_TRY(std::string bytes, codec::base64_decode(asset.get_string("Bytes")));
  const std::string_view extension = asset.get_string("Extension");
  if (!goes_with_category(asset.get_string("Category"), extension) ||
      codec::image_format(bytes) != format_named(extension)) {
    return invalid_parameter(describe(asset) + " is not an image of the type its extension says.");
  }
  return bytes;
}

// An asset without Bytes is one that is there already, as a description of the style shows it.
Status keep_asset(const Json& asset, const Json* present) {
  const bool is_same = present != nullptr &&
                       present->get_string("Extension") == asset.get_string("Extension") &&
                       (!asset.contains("ResourceId") ||
                        present->get_string("ResourceId") == asset.get_string("ResourceId"));
  return is_same ? ok() : Status(invalid_parameter(describe(asset) + " has no Bytes."));
}

bool is_taken(const Json::Array& assets, std::string_view resource_id) {
  return std::any_of(assets.begin(), assets.end(),
                     [&](const Json& one) { return one.get_string("ResourceId") == resource_id; });
}

Status put_asset(const Change& change, Json::Array& assets, const Json& asset) {
  const auto present = std::find_if(assets.begin(), assets.end(),
                                    [&](const Json& one) { return same_place(one, asset); });
  const bool has_bytes = !asset.get_string("Bytes").empty();
  if (!has_bytes) return keep_asset(asset, present == assets.end() ? nullptr : &*present);
  POSTERN_TRY(std::string bytes, image_of(asset));
  if (present != assets.end()) {
    POSTERN_CHECK(change.erase_image(present->get_string("ResourceId")));
    assets.erase(present);
  }
  Json kept = asset;
  kept.erase("Bytes");
  set_default(kept, "ResourceId", new_uuid(change.random));
  const std::string_view resource_id = kept.get_string("ResourceId");
  if (is_taken(assets, resource_id)) {
    return invalid_parameter(describe(asset) + " has the ResourceId of another asset.");
  }
  POSTERN_CHECK(change.put_image(resource_id, std::move(bytes)));
  assets.push_back(std::move(kept));
  return ok();
}

Status check_distinct(const Json::Array& assets) {
  for (auto one = assets.begin(); one != assets.end(); ++one) {
    if (std::any_of(assets.begin(), one, [&](const Json& b) { return same_place(*one, b); })) {
      return invalid_parameter(describe(*one) + " is given more than once.");
    }
  }
  return ok();
}

Status put_assets(const Change& change, Json& settings, const Json& given) {
  POSTERN_CHECK(check_distinct(given.as_array()));
  set_default(settings, "Assets", Json::array());
  Json::Array& assets = settings.find("Assets")->as_array();
  for (const Json& asset : given.as_array()) POSTERN_CHECK(put_asset(change, assets, asset));
  if (assets.size() <= kBrandingAssetsMax) return ok();
  return invalid_parameter("A managed login branding style has at most 40 assets.");
}

Status clear_values(const Change& change, Json& settings) {
  const Json& assets = member_or_empty(settings, "Assets");
  if (assets.is_array()) {
    for (const Json& asset : assets.as_array()) {
      POSTERN_CHECK(change.erase_image(asset.get_string("ResourceId")));
    }
  }
  settings.erase("Assets");
  settings.erase("Settings");
  settings.set("UseCognitoProvidedValues", true);
  return ok();
}

const Json* given_settings(const Json& request) {
  const Json* settings = request.find("Settings");
  return settings != nullptr && !settings->is_null() ? settings : nullptr;
}

// An empty list changes nothing; clients in Go send one for "not given".
const Json* given_assets(const Json& request) {
  const Json* assets = request.find("Assets");
  return assets != nullptr && !assets->empty() ? assets : nullptr;
}

}  // namespace

Status change_branding(Txn& txn, Random& random, std::string_view pool_id, PoolResource& branding,
                       const Json& request) {
  Json& settings = branding.settings;
  const std::string id(settings.get_string("ManagedLoginBrandingId"));
  const Change change{txn, random, pool_id, id};
  const Json* look = given_settings(request);
  const Json* assets = given_assets(request);
  if (request.get_bool("UseCognitoProvidedValues")) {
    if (look == nullptr && assets == nullptr) return clear_values(change, settings);
    return invalid_parameter(
        "Settings and Assets cannot be specified when UseCognitoProvidedValues is true.");
  }
  if (look != nullptr && !look->is_object()) {
    return invalid_parameter("Settings must be a JSON object.");
  }
  if (look != nullptr) settings.set("Settings", *look);
  if (assets != nullptr) POSTERN_CHECK(put_assets(change, settings, *assets));
  if (look != nullptr || assets != nullptr || request.contains("UseCognitoProvidedValues")) {
    settings.set("UseCognitoProvidedValues", false);
  }
  return ok();
}

}  // namespace postern::domain
