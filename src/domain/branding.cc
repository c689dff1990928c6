// Managed login branding: the rows of styles.
#include "domain/branding.h"

#include "domain/keyspace.h"

namespace postern::domain {
namespace {

std::string_view id_of(const PoolResource& branding) {
  return branding.settings.get_string("ManagedLoginBrandingId");
}

std::string client_key(std::string_view pool_id, const PoolResource& branding) {
  return keys::branding_of_client(pool_id, branding.settings.get_string("ClientId"));
}

std::string images_prefix(std::string_view pool_id, std::string_view id) {
  return keys::pool_data(pool_id, keys::kBrandingImage).text(id).take();
}

}  // namespace

PoolResource new_branding(Random& random, std::string_view client_id, std::int64_t now_us) {
  Json settings = Json::object();
  settings.set("ManagedLoginBrandingId", new_uuid(random))
      .set("ClientId", client_id)
      .set("UseCognitoProvidedValues", false);
  return new_resource(std::move(settings), now_us);
}

Status insert_branding(Txn& txn, std::string_view pool_id, const PoolResource& branding) {
  POSTERN_TRY(const bool taken, txn.exists(client_key(pool_id, branding)));
  if (taken) {
    return reject("ManagedLoginBrandingExistsException",
                  "Managed login branding already exists for app client " +
                      std::string(branding.settings.get_string("ClientId")) + ".");
  }
  POSTERN_TRY(const bool full,
              has_rows(txn, keys::pool_data(pool_id, keys::kBranding).take(), kBrandingsMax));
  if (full) {
    return reject("LimitExceededException",
                  "A user pool has at most 20 managed login branding styles.");
  }
  Reference reference;
  reference.sub = id_of(branding);
  POSTERN_CHECK(txn.put(client_key(pool_id, branding), reference));
  return put_branding(txn, pool_id, branding);
}

Status put_branding(Txn& txn, std::string_view pool_id, const PoolResource& branding) {
  return put_resource(txn, keys::branding(pool_id, id_of(branding)), branding);
}

Status erase_branding(Txn& txn, std::string_view pool_id, const PoolResource& branding) {
  POSTERN_CHECK(erase_rows(txn, images_prefix(pool_id, id_of(branding))));
  POSTERN_CHECK(txn.erase(client_key(pool_id, branding)));
  return txn.erase(keys::branding(pool_id, id_of(branding)));
}

Status erase_branding_of_client(Txn& txn, std::string_view pool_id, std::string_view client_id) {
  POSTERN_TRY(const auto branding, find_branding_of_client(txn, pool_id, client_id));
  return branding ? erase_branding(txn, pool_id, *branding) : ok();
}

Result<PoolResource> require_branding(Txn& txn, std::string_view pool_id, std::string_view id) {
  POSTERN_TRY(auto branding, find_resource(txn, keys::branding(pool_id, id)));
  if (!branding) {
    return reject("ResourceNotFoundException",
                  "Managed login branding " + std::string(id) + " does not exist.");
  }
  return std::move(*branding);
}

Result<std::optional<PoolResource>> find_branding_of_client(Txn& txn, std::string_view pool_id,
                                                            std::string_view client_id) {
  POSTERN_TRY(const auto id, txn.get<Reference>(keys::branding_of_client(pool_id, client_id)));
  if (!id) return std::optional<PoolResource>();
  return find_resource(txn, keys::branding(pool_id, id->sub));
}

Result<std::string> branding_image(Txn& txn, std::string_view pool_id, std::string_view branding_id,
                                   std::string_view resource_id) {
  POSTERN_TRY(auto image, txn.get<Image>(keys::branding_image(pool_id, branding_id, resource_id)));
  return image ? std::move(image->bytes) : std::string();
}

}  // namespace postern::domain
