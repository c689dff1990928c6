// The user that an unknown name is answered as.
#include "auth/simulated_user.h"

#include "auth/sealed_tokens.h"
#include "crypto/srp.h"
#include "domain/username.h"

namespace postern::auth {
namespace {

// Bytes as good as random, always the same for one seed.
std::string expand(const SealedTokens& sealed, std::string_view seed, std::size_t size) {
  std::string out;
  for (char block = 1; out.size() < size; ++block) {
    out += sealed.stable_digest(std::string(seed) + block);
  }
  out.resize(size);
  return out;
}

// A number below N, as g^x would be, without the work of one: N begins with 64 ones.
std::string group_element(const SealedTokens& sealed, std::string_view seed) {
  std::string bytes = expand(sealed, seed, crypto::srp::kPublicHexDigitsMax / 2);
  bytes[0] = static_cast<char>(bytes[0] & 0x7f);
  return bytes;
}

}  // namespace

domain::User simulated_user(Services& services, const domain::Pool& pool, std::string_view login) {
  // Folded, as most names are stored: echoing another spelling would tell that nobody has it (E03).
  const auto canonical = domain::canonical_username(pool, login);
  const std::string name = canonical.ok() ? *canonical : std::string(login);
  const std::string scope = "simulated:" + pool.id + '\0' + name;
  domain::User user;
  user.sub = services.sealed.stable_uuid(pool.id, name);
  user.username = pool.username_attributes.any() ? user.sub : name;
  user.status = domain::UserStatus::confirmed;
  user.srp_salt = expand(services.sealed, scope + ":salt", crypto::srp::kSaltBytes);
  user.srp_verifier = group_element(services.sealed, scope + ":verifier");
  return user;
}

}  // namespace postern::auth
