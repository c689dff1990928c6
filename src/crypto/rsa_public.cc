// Verifying RS256 by rebuilding the one block the signature must encode.
//
// Comparing with the block (RFC 8017, 8.2.2) instead of parsing it leaves nothing to forge: no
// garbage after the hash, no missing NULL, no BER lengths (J25), and no "-1" to mistake for true
// (J26). Everything here is public, so nothing needs constant time.
#include <algorithm>

#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"
#include "crypto/rsa.h"

namespace postern::crypto {
namespace {

// DigestInfo of SHA-256 up to the hash (RFC 8017, 9.2, note 1).
constexpr unsigned char kSha256Info[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                         0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};

BigNumber to_number(std::string_view bytes) {
  return BigNumber(
      or_bad_alloc(BN_bin2bn(to_uchar(bytes), static_cast<int>(bytes.size()), nullptr)));
}

std::string to_bytes(const BIGNUM* number) {
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, to_uchar(bytes));
  return bytes;
}

// 00 01 FF .. FF 00 DigestInfo, without the hash that ends it.
std::string block_prefix(std::size_t modulus_bytes) {
  std::string prefix("\x00\x01", 2);
  prefix.append(modulus_bytes - kSha256Bytes - sizeof kSha256Info - 3, '\xff');
  prefix.push_back('\0');
  prefix.append(as_view(kSha256Info, sizeof kSha256Info));
  return prefix;
}

bool acceptable_modulus(const BIGNUM* n) {
  return BN_num_bits(n) >= kRsaBitsMin && BN_num_bits(n) <= kRsaBitsMax && BN_is_odd(n) == 1;
}

bool acceptable_exponent(const BIGNUM* e) {
  return BN_num_bits(e) >= 3 && BN_num_bits(e) <= 64 && BN_is_odd(e) == 1;
}

}  // namespace

struct RsaPublicKey::Parts {
  std::string n_bytes;
  std::string e_bytes;
  std::string prefix;
  BigNumber n;
  BigNumber e;
  MontgomeryContext montgomery;

  // s^e mod n, in numbers the caller made. The exponent is odd, so its last factor can be the plain
  // s, whose multiplication takes the result out of Montgomery form for free.
  void raise(BIGNUM* result, const BIGNUM* s, BN_CTX* scratch) const {
    const BigNumber base = new_number();
    must(BN_to_montgomery(base.get(), s, montgomery.get(), scratch));
    must(BN_copy(result, base.get()) != nullptr);
    for (int bit = BN_num_bits(e.get()) - 2; bit >= 0; --bit) {
      multiply(result, result, scratch);
      if (bit == 0) multiply(result, s, scratch);
      else if (BN_is_bit_set(e.get(), bit) == 1) multiply(result, base.get(), scratch);
    }
  }
  void multiply(BIGNUM* into, const BIGNUM* factor, BN_CTX* scratch) const {
    must(BN_mod_mul_montgomery(into, into, factor, montgomery.get(), scratch));
  }
};

Result<RsaPublicKey> RsaPublicKey::from_components(std::string_view n, std::string_view e) {
  constexpr std::size_t kComponentBytesMax = kRsaBitsMax / 8 + 1;
  if (n.size() > kComponentBytesMax || e.size() > kComponentBytesMax) {
    return invalid_parameter("RSA key is too large.");
  }
  auto parts = std::make_shared<Parts>();
  parts->n = to_number(n);
  parts->e = to_number(e);
  if (!acceptable_modulus(parts->n.get()) || !acceptable_exponent(parts->e.get())) {
    return invalid_parameter("RSA key is not acceptable.");
  }
  parts->n_bytes = to_bytes(parts->n.get());
  parts->e_bytes = to_bytes(parts->e.get());
  parts->prefix = block_prefix(parts->n_bytes.size());
  const BigNumberContext scratch(or_bad_alloc(BN_CTX_new()));
  parts->montgomery.reset(or_bad_alloc(BN_MONT_CTX_new()));
  must(BN_MONT_CTX_set(parts->montgomery.get(), parts->n.get(), scratch.get()));
  return RsaPublicKey(std::move(parts));
}

const std::string& RsaPublicKey::n() const { return parts_->n_bytes; }
const std::string& RsaPublicKey::e() const { return parts_->e_bytes; }

bool RsaPublicKey::verify_rs256(std::string_view message, std::string_view signature) const {
  if (signature.size() != parts_->n_bytes.size()) return false;
  const BigNumber s = to_number(signature);
  // RFC 8017, 5.2.2: "signature representative out of range".
  if (BN_ucmp(s.get(), parts_->n.get()) >= 0) return false;
  const BigNumberContext scratch(or_bad_alloc(BN_CTX_new()));
  const BigNumber block = new_number();
  parts_->raise(block.get(), s.get(), scratch.get());

  std::string encoded(signature.size(), '\0');
  must(BN_bn2binpad(block.get(), to_uchar(encoded), static_cast<int>(encoded.size())) >= 0);
  return encoded.starts_with(parts_->prefix) && encoded.ends_with(sha256(message));
}

}  // namespace postern::crypto
