// A one-time code for one sign-in.
#include "auth/one_time_code.h"

#include "codec/hex.h"
#include "crypto/digest.h"

namespace postern::auth {
namespace {

std::string hash(std::string_view salt_hex, std::string_view code) {
  return codec::hex_encode(crypto::hmac_sha256(salt_hex, code));
}

}  // namespace

std::string new_one_time_code(Random& random, int digits) {
  std::string code;
  for (int i = 0; i < digits; ++i) code += static_cast<char>('0' + random.below(10));
  return code;
}

Json sealed_code(Random& random, std::string_view code, const Channel& sent_to) {
  const std::string salt = codec::hex_encode(random.bytes(16));
  return Json::object()
      .set("salt", salt)
      .set("hash", hash(salt, code))
      .set("attribute", sent_to.attribute)
      .set("value", sent_to.value);
}

bool is_code(const Json& extra, std::string_view code) {
  return crypto::equal(hash(extra.get_string("salt"), code), extra.get_string("hash"));
}

Channel sent_to(const Json& extra) {
  return {std::string(extra.get_string("attribute")), std::string(extra.get_string("value"))};
}

void verify_by_use(domain::User& user, const Channel& proven) {
  if (domain::attribute_or(user.attributes, proven.attribute) != proven.value) return;
  domain::set_attribute(user.attributes, proven.attribute + "_verified", "true");
}

Error wrong_one_time_code() {
  return reject("CodeMismatchException", "Invalid code or auth state for the user.");
}

}  // namespace postern::auth
