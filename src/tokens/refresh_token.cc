// Refresh tokens: sealed texts that name a session and prove the right to it.
#include "tokens/refresh_token.h"

#include "base/limits.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "storage/keys.h"

namespace postern::tokens {
namespace {

// Also the version: a later form gets another text here and another first byte inside.
constexpr std::string_view kPurpose = "postern refresh token 1";
constexpr char kVersion = 1;
constexpr std::string_view kSuccessor = "successor";
constexpr std::size_t kSecretBytes = 32;

Error invalid() { return not_authorized("Invalid Refresh Token"); }

// Four names and a secret, each unambiguously ended.
std::string encode(const SessionName& session, std::string_view secret) {
  storage::KeyBuilder tuple(kVersion);
  tuple.text(session.pool_id).text(session.client_id).text(session.sub).text(session.session_id);
  return tuple.raw(secret).take();
}

Result<OpenedRefreshToken> decode(std::string_view plaintext) {
  storage::KeyReader tuple(plaintext);
  POSTERN_CHECK(tuple.table(kVersion));
  OpenedRefreshToken token;
  POSTERN_TRY(token.session.pool_id, tuple.text());
  POSTERN_TRY(token.session.client_id, tuple.text());
  POSTERN_TRY(token.session.sub, tuple.text());
  POSTERN_TRY(token.session.session_id, tuple.text());
  POSTERN_TRY(const std::string_view secret, tuple.raw(kSecretBytes));
  POSTERN_CHECK(tuple.end());
  token.secret_hash = crypto::sha256(secret);
  token.successor_secret = Secret(crypto::hmac_sha256(secret, kSuccessor));
  return token;
}

}  // namespace

MintedRefreshToken RefreshTokens::seal(const SessionName& session, std::string_view secret,
                                       Random& random) const {
  std::string plaintext = encode(session, secret);
  const std::string sealed = sealer_.seal(plaintext, kPurpose, random);
  wipe(plaintext);
  return {codec::base64url_encode(sealed), crypto::sha256(secret)};
}

MintedRefreshToken RefreshTokens::mint(const SessionName& session, Random& random) const {
  Secret secret(kSecretBytes);
  random.fill(secret.data(), secret.size());
  return seal(session, secret.view(), random);
}

MintedRefreshToken RefreshTokens::mint_successor(const OpenedRefreshToken& token,
                                                 Random& random) const {
  return seal(token.session, token.successor_secret.view(), random);
}

Result<OpenedRefreshToken> RefreshTokens::open(std::string_view text) const {
  if (text.size() > limits::kTokenBytesMax) return invalid();
  const auto sealed = codec::base64url_decode(text);
  if (!sealed.ok()) return invalid();
  const auto plaintext = sealer_.open_secret(*sealed, kPurpose);
  if (!plaintext.ok()) return invalid();
  auto token = decode(plaintext->view());
  if (!token.ok()) return invalid();
  return token;
}

}  // namespace postern::tokens
