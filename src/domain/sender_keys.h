// Keys of the host under which codes are handed to its custom senders: what LambdaConfig.KMSKeyID
// names.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

inline constexpr std::size_t kSenderKeyBytes = 32;

// Stores or replaces the key of that id. InvalidParameterException for an id that no KMSKeyID could
// be, or material of another size.
Status put_sender_key(Txn& txn, std::string_view id, std::string_view material,
                      std::int64_t now_us);

// Their ids and ages; the material is left out.
Result<std::vector<SenderKey>> list_sender_keys(Txn& txn);

// ResourceNotFoundException when there is none.
Status erase_sender_key(Txn& txn, std::string_view id);

// The code, sealed with that key: a message of the AWS Encryption SDK under a raw AES key of the
// namespace "postern" and the name `id`, so that its stock libraries open it; the pool is in its
// encryption context as "userpool-id". Nothing for an unknown key.
Result<std::optional<std::string>> seal_for_sender(Txn& txn, std::string_view id,
                                                   std::string_view pool_id, std::string_view code,
                                                   Random& random);

}  // namespace postern::domain
