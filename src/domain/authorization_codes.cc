// Authorization codes: made, found, used once.
#include "domain/authorization_codes.h"

#include "codec/base64.h"
#include "crypto/digest.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"

namespace postern::domain {
namespace {

constexpr std::size_t kCodeBytes = 32;
constexpr std::size_t kTextBytesMax = 64;

std::string key_of(std::string_view pool_id, std::string_view text) {
  return keys::authorization_code(pool_id, crypto::sha256(text));
}

}  // namespace

Result<std::string> make_authorization_code(Txn& txn, std::string_view pool_id,
                                            AuthorizationCode code, std::int64_t now_us,
                                            Random& random) {
  std::string text = codec::base64url_encode(random.bytes(kCodeBytes));
  const std::string key = key_of(pool_id, text);
  code.expires_us = now_us + kAuthorizationCodeTtlUs;
  code.epoch = txn.epoch().number;
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(code.expires_us, key)));
  POSTERN_CHECK(txn.put(key, code));
  return text;
}

Result<std::optional<AuthorizationCode>> find_authorization_code(Txn& txn, std::string_view pool_id,
                                                                 std::string_view text,
                                                                 std::int64_t now_us) {
  if (text.size() > kTextBytesMax) return std::optional<AuthorizationCode>();
  POSTERN_TRY(auto code, txn.get<AuthorizationCode>(key_of(pool_id, text)));
  if (code && (now_us >= code->expires_us || txn.epoch().is_over(code->epoch))) code.reset();
  return code;
}

Status use_authorization_code(Txn& txn, std::string_view pool_id, std::string_view text,
                              AuthorizationCode code, std::string_view session_id) {
  code.session_id = session_id;
  return txn.put(key_of(pool_id, text), code);
}

}  // namespace postern::domain
