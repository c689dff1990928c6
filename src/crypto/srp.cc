// SRP-6a as amazon-cognito-identity-js computes it.
#include "crypto/srp.h"

#include <algorithm>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/srp_group.h"

namespace postern::crypto::srp {
namespace {

Error bad_public_value() { return invalid_parameter("SRP_A is not a valid SRP public value."); }

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// S02: the length and the alphabet are settled before any arithmetic. Null when they are wrong.
BigNumber parse_public(std::string_view hex) {
  if (hex.empty() || hex.size() > kPublicHexDigitsMax ||
      !std::all_of(hex.begin(), hex.end(), is_hex_digit)) {
    return nullptr;
  }
  BIGNUM* number = nullptr;
  must(BN_hex2bn(&number, std::string(hex).c_str()) > 0);
  return BigNumber(number);
}

std::string to_hex(const BIGNUM* number) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, to_uchar(bytes));
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

// RFC 5054, 2.5.4: "The server MUST abort the authentication attempt if A % N is zero."
BigNumber parse_client_public(std::string_view A_hex) {
  BigNumber A = parse_public(A_hex);
  if (!A || BN_is_zero(SrpGroup::instance().reduce(A.get()).get()) == 1) return nullptr;
  return A;
}

// u = H(pad(A) || pad(B)), over A as it was sent, not reduced.
std::string scrambler(const BIGNUM* A, const BIGNUM* B) {
  return sha256(std::string(srp_pad(A).view()) + std::string(srp_pad(B).view()));
}

// S = (A * v^u)^b.
BigNumber shared_secret(const BIGNUM* A, const BIGNUM* u, const BIGNUM* v, const BIGNUM* b) {
  const SrpGroup& group = SrpGroup::instance();
  const BigNumber masked = group.power(v, u);
  const BigNumber base = group.multiply(group.reduce(A).get(), masked.get());
  return group.power(base.get(), b);
}

// Stored verifiers may carry leading zeros; what is out of range is reduced rather than trusted.
BigNumber parse_verifier(std::string_view verifier) {
  BigNumber v = number_from_bytes(verifier);
  return SrpGroup::instance().contains(v.get()) ? std::move(v)
                                                : SrpGroup::instance().reduce(v.get());
}

}  // namespace

Secret verifier(std::string_view pool_name, std::string_view username, std::string_view password,
                std::string_view salt) {
  std::string identity;
  identity.reserve(pool_name.size() + username.size() + 1 + password.size());
  identity.append(pool_name).append(username).append(":").append(password);
  std::string seed(srp_pad(number_from_bytes(salt).get()).view());
  seed += sha256(identity);
  std::string x = sha256(seed);
  const BigNumber v = SrpGroup::instance().power_of_g(x);
  wipe(identity);
  wipe(seed);
  wipe(x);
  Secret out(static_cast<std::size_t>(BN_num_bytes(v.get())));
  BN_bn2bin(v.get(), out.data());
  return out;
}

bool is_usable_verifier(std::string_view verifier) {
  constexpr std::size_t kVerifierBytesMax = kPublicHexDigitsMax / 2 + 1;  // One 00 of padding.
  return verifier.size() <= kVerifierBytesMax &&
         SrpGroup::instance().contains(number_from_bytes(verifier).get());
}

KeyPair make_key_pair(Secret b) {
  const BigNumber power = SrpGroup::instance().power_of_g(b.view());
  return {std::move(b), srp_pad(power.get())};
}

KeyPair make_key_pair(Random& random) {
  Secret b(kServerSecretBytes);
  random.fill(b.data(), b.size());
  return make_key_pair(std::move(b));
}

std::optional<ServerStep1> begin(std::string_view verifier, KeyPair pair) {
  const SrpGroup& group = SrpGroup::instance();
  const BigNumber kv = group.multiply_by_k(parse_verifier(verifier).get());
  const BigNumber B = group.add(kv.get(), number_from_bytes(pair.g_to_b.view()).get());
  if (BN_is_zero(B.get()) == 1) return std::nullopt;
  return ServerStep1{std::move(pair.b), to_hex(B.get())};
}

ServerStep1 begin(std::string_view verifier, Random& random) {
  for (;;) {
    if (auto step = begin(verifier, make_key_pair(random))) return *std::move(step);
  }
}

Status check_client_public(std::string_view A_hex) {
  if (!parse_client_public(A_hex)) return bad_public_value();
  return ok();
}

Result<Secret> server_session_key(std::string_view A_hex, std::string_view B_hex,
                                  std::string_view b, std::string_view verifier) {
  const BigNumber A = parse_client_public(A_hex);
  if (!A) return bad_public_value();
  const BigNumber B = parse_public(B_hex);
  if (!B) return internal_error("SRP_B is unreadable");
  return session_key_for_u(A_hex, scrambler(A.get(), B.get()), b, verifier);
}

Result<Secret> session_key_for_u(std::string_view A_hex, std::string_view u_bytes,
                                 std::string_view b, std::string_view verifier) {
  const BigNumber A = parse_client_public(A_hex);
  const BigNumber u = number_from_bytes(u_bytes);
  // RFC 2945, 3: with u = 0 the verifier would not matter to S.
  if (!A || BN_is_zero(u.get()) == 1) return bad_public_value();
  const BigNumber S = shared_secret(A.get(), u.get(), parse_verifier(verifier).get(),
                                    number_from_bytes(b).get());
  return hkdf_sha256(srp_pad(S.get()).view(), srp_pad(u.get()).view(), "Caldera Derived Key",
                     kSessionKeyBytes);
}

std::string claim_signature(std::string_view session_key, std::string_view pool_name,
                            std::string_view user_id, std::string_view secret_block,
                            std::string_view timestamp) {
  std::string message;
  message.reserve(pool_name.size() + user_id.size() + secret_block.size() + timestamp.size());
  message.append(pool_name).append(user_id).append(secret_block).append(timestamp);
  return hmac_sha256(session_key, message);
}

}  // namespace postern::crypto::srp
