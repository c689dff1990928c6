// Managed login branding: the style of an app client's sign-in pages, with its images.
//
// Images lie in rows of their own, so that a style with forty of them is still a small record.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/resource.h"

namespace postern::domain {

inline constexpr std::size_t kBrandingsMax = 20;       // Of a pool.
inline constexpr std::size_t kBrandingAssetsMax = 40;  // Of a style.

// A new style of a client, without anything in it.
PoolResource new_branding(Random& random, std::string_view client_id, std::int64_t now_us);

// Does to a style what CreateManagedLoginBranding or UpdateManagedLoginBranding asks for, images
// included. A member that the request leaves out keeps its value; Settings replace the settings,
// and an asset replaces the one of its Category and ColorMode. UseCognitoProvidedValues takes all
// of it away. Rejects assets that are not of the format they claim.
Status change_branding(Txn& txn, Random& random, std::string_view pool_id, PoolResource& branding,
                       const Json& request);

// ManagedLoginBrandingExistsException when the client has a style, LimitExceededException beyond
// kBrandingsMax.
Status insert_branding(Txn& txn, std::string_view pool_id, const PoolResource& branding);
Status put_branding(Txn& txn, std::string_view pool_id, const PoolResource& branding);
Status erase_branding(Txn& txn, std::string_view pool_id, const PoolResource& branding);
Status erase_branding_of_client(Txn& txn, std::string_view pool_id, std::string_view client_id);

// The style, or ResourceNotFoundException. Its settings are ManagedLoginBrandingId, ClientId,
// UseCognitoProvidedValues, Settings and Assets, the latter without Bytes.
Result<PoolResource> require_branding(Txn& txn, std::string_view pool_id, std::string_view id);
Result<std::optional<PoolResource>> find_branding_of_client(Txn& txn, std::string_view pool_id,
                                                            std::string_view client_id);

// The image of an asset.
Result<std::string> branding_image(Txn& txn, std::string_view pool_id, std::string_view branding_id,
                                   std::string_view resource_id);

// The style every value of which a style may replace, as its Settings are written.
const Json& default_branding_settings();

// `custom` over `defaults`: objects member by member, everything else as a whole.
Json merged_settings(const Json& defaults, const Json& custom);

}  // namespace postern::domain
