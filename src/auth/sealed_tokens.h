// Opaque tokens that carry state through the client: sealed, typed, bound to what they are for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "codec/json.h"
#include "crypto/rotating_sealer.h"

namespace postern::domain {
class RootKeys;
}

namespace postern::auth {

// The kind is authenticated with the content: a token of one kind never opens as another (O33).
// Safe for concurrent use.
class SealedTokens {
 public:
  // `sealer` and `digest_key` as of the store: what is made here outlives a restart. References
  // outlive this. `keys`, unless null, is asked before anything is opened: another engine may have
  // begun an epoch in which it is void (D26).
  SealedTokens(const crypto::RotatingSealer& sealer, Secret digest_key, Random& random,
               domain::RootKeys* keys = nullptr);

  // Base64url text; `content` must be an object.
  [[nodiscard]] std::string seal(std::string_view kind, const Json& content) const;
  // The same as standard base64 with padding, as SRP clients expect of SECRET_BLOCK.
  [[nodiscard]] std::string seal_block(std::string_view kind, const Json& content) const;

  // The content; Errc::corrupt for everything else, without saying why (K04); another error where
  // the store could not be asked.
  [[nodiscard]] Result<Json> open(std::string_view kind, std::string_view text) const;
  [[nodiscard]] Result<Json> open_block(std::string_view kind, std::string_view text) const;

  // Page tokens: bound to the listing and its scope (pool, filter), good for an hour.
  // InvalidParameterException for any other (A08).
  [[nodiscard]] std::string seal_page(std::string_view kind, std::string_view scope,
                                      std::string_view position, std::int64_t now_us) const;
  [[nodiscard]] Result<std::string> open_page(std::string_view kind, std::string_view scope,
                                              std::string_view token, std::int64_t now_us) const;

  // 32 bytes that are always the same for `text` in this store and reveal nothing about it, for
  // answers about users who do not exist.
  [[nodiscard]] std::string stable_digest(std::string_view text) const;
  [[nodiscard]] std::string stable_uuid(std::string_view scope, std::string_view name) const;

 private:
  [[nodiscard]] Result<Json> open_bytes(std::string_view kind, std::string_view sealed) const;

  const crypto::RotatingSealer& sealer_;
  const Secret digest_key_;
  Random& random_;
  domain::RootKeys* const keys_;
};

}  // namespace postern::auth
