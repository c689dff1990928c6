// Splits and joins compact tokens. Trust is decided elsewhere; this only reads shapes.
#include "codec/jwt_text.h"

#include "codec/base64.h"

namespace postern::codec {
namespace {

// The fault goes to the caller of verify, who must not learn more than that it is no token.
Error not_a_token() {
  return {Errc::invalid_argument, "NotAuthorizedException", "Invalid token"};
}

}  // namespace

Result<JwtText> split_jwt(std::string_view token) {
  if (token.size() > limits::kTokenBytesMax) return not_a_token();
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return not_a_token();
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return not_a_token();

  JwtText parts{.header = token.substr(0, first),
                .payload = token.substr(first + 1, second - first - 1),
                .signing_input = token.substr(0, second)};
  const std::string_view signature = token.substr(second + 1);
  if (parts.header.empty() || parts.payload.empty() || signature.empty()) return not_a_token();
  // A further dot is outside the alphabet, so a fourth part fails here.
  auto decoded = base64url_decode(signature);
  if (!decoded.ok()) return not_a_token();
  parts.signature = std::move(decoded).value();
  return parts;
}

Result<Json> decode_jwt_object(std::string_view part, std::size_t members_max) {
  if (part.size() > limits::kTokenBytesMax) return not_a_token();
  const auto text = base64url_decode(part);
  if (!text.ok()) return not_a_token();
  auto object = Json::parse(*text, {.members_max = members_max});
  if (!object.ok() || !object->is_object()) return not_a_token();
  return std::move(object).value();
}

std::string jwt_signing_input(const Json& header, const Json& payload) {
  std::string out = base64url_encode(header.dump());
  out += '.';
  out += base64url_encode(payload.dump());
  return out;
}

}  // namespace postern::codec
