// Access keys: what a caller over HTTP signs administrative requests with.
#include "domain/access_keys.h"

#include "domain/keyspace.h"
#include "domain/random_text.h"

namespace postern::domain {
namespace {

// Keys are made by hand; this bounds the list, which is read whole.
constexpr std::size_t kAccessKeysMax = 1'000;

constexpr std::size_t kIdBytesMax = 128;

constexpr std::string_view kIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

Result<AccessKey> create_access_key(Txn& txn, Random& random, std::int64_t now_us) {
  POSTERN_TRY(const auto present, list_access_keys(txn));
  if (present.size() >= kAccessKeysMax) {
    return reject("LimitExceededException", "There are 1000 access keys already.");
  }
  AccessKey key;
  key.id = "AKIA" + random_text(random, kIdAlphabet, 16);
  key.secret = random_text(random, kSecretAlphabet, 40);
  key.created_us = now_us;
  POSTERN_CHECK(txn.put(keys::access_key(key.id), key));
  return key;
}

Result<std::vector<AccessKey>> list_access_keys(Txn& txn) {
  POSTERN_TRY(const auto rows,
              txn.scan_prefix(std::string(1, keys::kAccessKey), {}, kAccessKeysMax));
  std::vector<AccessKey> list;
  for (const auto& row : rows) {
    POSTERN_TRY(AccessKey key, txn.open<AccessKey>(row.key, row.value));
    list.push_back(std::move(key));
  }
  return list;
}

Status erase_access_key(Txn& txn, std::string_view id) {
  const std::string key = keys::access_key(id);
  POSTERN_TRY(const bool present, txn.exists(key));
  if (!present) return reject("ResourceNotFoundException", "Access key does not exist.");
  return txn.erase(key);
}

Result<std::optional<Secret>> find_access_key_secret(Txn& txn, std::string_view id) {
  if (id.size() > kIdBytesMax) return std::optional<Secret>();  // Comes from a header.
  POSTERN_TRY(auto key, txn.get<AccessKey>(keys::access_key(id)));
  if (!key) return std::optional<Secret>();
  std::optional<Secret> secret(std::in_place, std::string_view(key->secret));
  wipe(key->secret);
  return secret;
}

}  // namespace postern::domain
