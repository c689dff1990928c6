// postern:PutCustomerKey: gives the key that pools with KeyType CUSTOMER_MANAGED_KEY name. It is
// kept in memory alone, and to be given again by whoever opens the store again.
#include "codec/base64.h"
#include "domain/store.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

// The bounds of the API for KmsKeyArn.
constexpr std::size_t kArnBytesMin = 20;
constexpr std::size_t kArnBytesMax = 2'048;
constexpr std::size_t kCustomerKeyBytes = 32;

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view arn = request.get_string("KmsKeyArn");
  if (arn.size() < kArnBytesMin || arn.size() > kArnBytesMax) {
    return invalid_parameter("KmsKeyArn must be what a pool's may be: 20 to 2048 characters.");
  }
  auto decoded = codec::base64_decode(request.get_string("Key"));
  const bool usable = decoded.ok() && decoded->size() == kCustomerKeyBytes;
  Secret key(usable ? std::string_view(*decoded) : std::string_view());
  if (decoded.ok()) wipe(*decoded);
  if (!usable) return invalid_parameter("Key must be 32 bytes in base64.");
  context.store().envelope().range_keys().put_owner_key(arn, std::move(key));
  return Json::object().set("KmsKeyArn", arn);
}

}  // namespace

const Operation kPosternPutCustomerKey{"PutCustomerKey", handle};

}  // namespace postern::ops
