// The client's side of SRP-6a: S = (B - k g^x)^(a + u x), step by step as the protocol is written.
#include "support/srp_client.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <stdexcept>
#include <vector>

namespace postern::test {
namespace {

struct FreeNumber {
  void operator()(BIGNUM* number) const { BN_free(number); }
};
using Number = std::unique_ptr<BIGNUM, FreeNumber>;

Number fresh() { return Number(BN_new()); }

Number from_hex(const std::string& hex) {
  BIGNUM* number = nullptr;
  if (BN_hex2bn(&number, hex.c_str()) != static_cast<int>(hex.size())) {
    throw std::invalid_argument("not hex");
  }
  return Number(number);
}

Number from_bytes(const std::string& bytes) {
  return Number(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                          static_cast<int>(bytes.size()), nullptr));
}

// Cognito's padHex: even length, 00 in front when the top bit is set.
std::string pad(const BIGNUM* number) {
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  const bool sign_bit = bytes.empty() || (static_cast<unsigned char>(bytes[0]) & 0x80) != 0;
  return sign_bit ? '\0' + bytes : bytes;
}

std::string hash(const std::string& message) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(message.data()), message.size(),
         reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

std::string hmac(const std::string& key, const std::string& message) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
       reinterpret_cast<unsigned char*>(out.data()), nullptr);
  return out;
}

std::string base64(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace

struct SrpClient::Numbers {
  std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> scratch{BN_CTX_new(), BN_CTX_free};
  Number N{BN_get_rfc3526_prime_3072(nullptr)};
  Number g = from_hex("2");
  Number a;
  Number A = fresh();

  explicit Numbers(Number secret) : a(std::move(secret)) { A = power(g.get(), a.get()); }

  Number power(const BIGNUM* base, const BIGNUM* exponent) {
    Number result = fresh();
    BN_mod_exp(result.get(), base, exponent, N.get(), scratch.get());
    return result;
  }

  // S = (B - k g^x)^(a + u x)
  Number shared(const BIGNUM* B, const BIGNUM* u, const BIGNUM* x) {
    const Number k = from_bytes(hash(pad(N.get()) + pad(g.get())));
    const Number g_to_x = power(g.get(), x);
    const Number kgx = fresh();
    const Number base = fresh();
    BN_mod_mul(kgx.get(), k.get(), g_to_x.get(), N.get(), scratch.get());
    BN_mod_sub(base.get(), B, kgx.get(), N.get(), scratch.get());
    const Number exponent = fresh();
    BN_mul(exponent.get(), u, x, scratch.get());
    BN_add(exponent.get(), exponent.get(), a.get());
    return power(base.get(), exponent.get());
  }
};

SrpClient::SrpClient(std::string_view pool_name, std::unique_ptr<Numbers> numbers)
    : pool_name_(pool_name), numbers_(std::move(numbers)) {}
SrpClient::SrpClient(SrpClient&&) noexcept = default;
SrpClient& SrpClient::operator=(SrpClient&&) noexcept = default;
SrpClient::~SrpClient() = default;

SrpClient SrpClient::create(std::string_view pool_name, int a_bytes) {
  Number a = fresh();
  BN_rand(a.get(), a_bytes * 8, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
  return SrpClient(pool_name, std::make_unique<Numbers>(std::move(a)));
}

SrpClient SrpClient::with_secret(std::string_view pool_name, const std::string& a_hex) {
  return SrpClient(pool_name, std::make_unique<Numbers>(from_hex(a_hex)));
}

std::string SrpClient::A_hex() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : pad(numbers_->A.get())) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex.substr(hex.find_first_not_of('0'));
}

std::string SrpClient::session_key(std::string_view user_id, std::string_view password,
                                   const std::string& salt_hex, const std::string& B_hex) const {
  const Number B = from_hex(B_hex);
  const Number u = from_bytes(hash(pad(numbers_->A.get()) + pad(B.get())));
  const std::string inner =
      hash(pool_name_ + std::string(user_id) + ":" + std::string(password));
  const Number x = from_bytes(hash(pad(from_hex(salt_hex).get()) + inner));
  const Number S = numbers_->shared(B.get(), u.get(), x.get());
  const std::string pseudorandom_key = hmac(pad(u.get()), pad(S.get()));
  return hmac(pseudorandom_key, std::string("Caldera Derived Key") + '\x01').substr(0, 16);
}

std::string SrpClient::answer(std::string_view user_id, std::string_view password,
                              const std::string& salt_hex, const std::string& B_hex,
                              std::string_view secret_block, std::string_view timestamp) const {
  const std::string key = session_key(user_id, password, salt_hex, B_hex);
  return base64(hmac(key, pool_name_ + std::string(user_id) + std::string(secret_block) +
                              std::string(timestamp)));
}

}  // namespace postern::test
