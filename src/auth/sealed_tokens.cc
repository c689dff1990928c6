// Opaque tokens that carry state through the client.
#include "auth/sealed_tokens.h"

#include "base/clock.h"
#include "codec/base64.h"
#include "codec/hex.h"
#include "crypto/digest.h"
#include "domain/root_keys.h"

namespace postern::auth {
namespace {

constexpr std::int64_t kPageTtlUs = 3600 * kMicrosPerSecond;

Error not_ours() {
  return {Errc::corrupt, "InvalidParameterException", "Not a valid token."};
}

std::string page_kind(std::string_view kind, std::string_view scope) {
  std::string out = "page:";
  out.append(kind).push_back('\0');
  return out.append(scope);
}

}  // namespace

SealedTokens::SealedTokens(const crypto::RotatingSealer& sealer, Secret digest_key, Random& random,
                           domain::RootKeys* keys)
    : sealer_(sealer), digest_key_(std::move(digest_key)), random_(random), keys_(keys) {}

std::string SealedTokens::seal(std::string_view kind, const Json& content) const {
  return codec::base64url_encode(sealer_.seal(content.dump(), kind, random_));
}

std::string SealedTokens::seal_block(std::string_view kind, const Json& content) const {
  return codec::base64_encode(sealer_.seal(content.dump(), kind, random_));
}

Result<Json> SealedTokens::open_bytes(std::string_view kind, std::string_view sealed) const {
  if (keys_ != nullptr) POSTERN_CHECK(keys_->keep_up());
  auto plain = sealer_.open(sealed, kind);
  if (!plain.ok()) return not_ours();
  auto content = Json::parse(*plain);
  wipe(*plain);
  if (!content.ok() || !content->is_object()) return not_ours();
  return content;
}

Result<Json> SealedTokens::open(std::string_view kind, std::string_view text) const {
  auto sealed = codec::base64url_decode(text);
  return sealed.ok() ? open_bytes(kind, *sealed) : Result<Json>(not_ours());
}

Result<Json> SealedTokens::open_block(std::string_view kind, std::string_view text) const {
  auto sealed = codec::base64_decode(text);
  return sealed.ok() ? open_bytes(kind, *sealed) : Result<Json>(not_ours());
}

std::string SealedTokens::seal_page(std::string_view kind, std::string_view scope,
                                    std::string_view position, std::int64_t now_us) const {
  return seal(
      page_kind(kind, scope),
      Json::object().set("at", codec::hex_encode(position)).set("until", now_us + kPageTtlUs));
}

Result<std::string> SealedTokens::open_page(std::string_view kind, std::string_view scope,
                                            std::string_view token, std::int64_t now_us) const {
  const auto content = open(page_kind(kind, scope), token);
  if (!content.ok() && content.error().errc != Errc::corrupt) return content.error();
  if (!content.ok() || now_us >= content->get_int("until")) {
    return invalid_parameter("Invalid pagination token.");
  }
  return codec::hex_decode(content->get_string("at"));
}

std::string SealedTokens::stable_digest(std::string_view text) const {
  return crypto::hmac_sha256(digest_key_.view(), text);
}

std::string SealedTokens::stable_uuid(std::string_view scope, std::string_view name) const {
  std::string text(scope);
  text.push_back('\0');
  std::string hex = codec::hex_encode(stable_digest(text.append(name)).substr(0, 16));
  hex[12] = '4';
  hex[16] = "89ab"[hex[16] & 3];
  for (const std::size_t at : {8, 13, 18, 23}) hex.insert(at, "-");
  return hex;
}

}  // namespace postern::auth
