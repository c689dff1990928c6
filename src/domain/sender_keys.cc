// Keys of the host under which codes are handed to its custom senders.
#include "domain/sender_keys.h"

#include "crypto/encrypted_message.h"
#include "domain/keyspace.h"

namespace postern::domain {
namespace {

// The list is read whole; a key serves any number of pools.
constexpr std::size_t kSenderKeysMax = 1'000;

constexpr std::string_view kKeyNamespace = "postern";

// The API's bound of an ARN, which a KMSKeyID is.
constexpr std::size_t kIdBytesMin = 20;
constexpr std::size_t kIdBytesMax = 2048;

}  // namespace

Status put_sender_key(Txn& txn, std::string_view id, std::string_view material,
                      std::int64_t now_us) {
  if (id.size() < kIdBytesMin || id.size() > kIdBytesMax) {
    return invalid_parameter("KeyId must be what a pool's KMSKeyID may be: 20 to 2048 characters.");
  }
  if (material.size() != kSenderKeyBytes) {
    return invalid_parameter("Key must be 32 bytes in base64.");
  }
  const std::string row = keys::sender_key(id);
  POSTERN_TRY(const bool present, txn.exists(row));
  POSTERN_TRY(const auto all, list_sender_keys(txn));
  if (!present && all.size() >= kSenderKeysMax) {
    return reject("LimitExceededException", "There are 1000 sender keys already.");
  }
  SenderKey key;
  key.id = id;
  key.material = material;
  key.created_us = now_us;
  const Status stored = txn.put(row, key);
  wipe(key.material);
  return stored;
}

Result<std::vector<SenderKey>> list_sender_keys(Txn& txn) {
  POSTERN_TRY(const auto rows,
              txn.scan_prefix(std::string(1, keys::kSenderKey), {}, kSenderKeysMax));
  std::vector<SenderKey> list;
  for (const auto& row : rows) {
    POSTERN_TRY(SenderKey key, txn.open<SenderKey>(row.key, row.value));
    wipe(key.material);
    key.material.clear();
    list.push_back(std::move(key));
  }
  return list;
}

Status erase_sender_key(Txn& txn, std::string_view id) {
  const std::string row = keys::sender_key(id);
  POSTERN_TRY(const bool present, txn.exists(row));
  if (!present) return reject("ResourceNotFoundException", "Sender key does not exist.");
  return txn.erase(row);
}

Result<std::optional<std::string>> seal_for_sender(Txn& txn, std::string_view id,
                                                   std::string_view pool_id, std::string_view code,
                                                   Random& random) {
  if (id.empty() || id.size() > kIdBytesMax) return std::optional<std::string>();
  POSTERN_TRY(auto key, txn.get<SenderKey>(keys::sender_key(id)));
  if (!key) return std::optional<std::string>();
  const crypto::EncryptionContext context = {{"userpool-id", std::string(pool_id)}};
  auto message = crypto::encrypt_message(code, {kKeyNamespace, id, key->material}, context, random);
  wipe(key->material);
  return std::optional(std::move(message));
}

}  // namespace postern::domain
