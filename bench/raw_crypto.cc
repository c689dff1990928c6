// Baselines on OpenSSL and libsodium themselves.
#include "bench/raw_crypto.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include <array>
#include <cstdlib>

namespace bench {
namespace {

template <auto free_function>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;
using Montgomery = std::unique_ptr<BN_MONT_CTX, Freed<BN_MONT_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

void must(bool succeeded) {
  if (!succeeded) std::abort();
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number(std::string_view big_endian) {
  return Number(BN_bin2bn(bytes(big_endian), static_cast<int>(big_endian.size()), nullptr));
}

Number random_number(int bits) {
  Number result(BN_new());
  must(BN_rand(result.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  return result;
}

Key public_key(std::string_view n, std::string_view e) {
  const Number modulus = number(n);
  const Number exponent = number(e);
  OSSL_PARAM_BLD* builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent.get());
  OSSL_PARAM* components = OSSL_PARAM_BLD_to_param(builder);
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  must(EVP_PKEY_fromdata_init(context.get()) == 1 &&
       EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, components) == 1);
  OSSL_PARAM_free(components);
  OSSL_PARAM_BLD_free(builder);
  return Key(key);
}

}  // namespace

struct RawVerifier::Parts {
  Key key;
  DigestContext digest{EVP_MD_CTX_new()};
};

RawVerifier::RawVerifier(std::string_view n, std::string_view e)
    : parts_(new Parts{public_key(n, e)}) {}
RawVerifier::~RawVerifier() = default;

void RawVerifier::verify(std::string_view message, std::string_view signature) {
  EVP_MD_CTX* digest = parts_->digest.get();
  must(EVP_DigestVerifyInit(digest, nullptr, EVP_sha256(), nullptr, parts_->key.get()) == 1);
  must(EVP_DigestVerify(digest, bytes(signature), signature.size(), bytes(message),
                        message.size()) == 1);
}

struct RawSigner::Parts {
  Key key;
  KeyContext context;
  std::array<unsigned char, 32> digest{};
  std::array<unsigned char, 256> signature{};
};

RawSigner::RawSigner() : parts_(new Parts) {
  parts_->key.reset(EVP_RSA_gen(2048));
  parts_->context.reset(EVP_PKEY_CTX_new(parts_->key.get(), nullptr));
  EVP_PKEY_CTX* context = parts_->context.get();
  must(EVP_PKEY_sign_init(context) == 1 &&
       EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
       EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1);
}
RawSigner::~RawSigner() = default;

void RawSigner::sign() {
  std::size_t size = parts_->signature.size();
  must(EVP_PKEY_sign(parts_->context.get(), parts_->signature.data(), &size,
                     parts_->digest.data(), parts_->digest.size()) == 1);
}

struct RawSrpServer::Parts {
  NumberContext scratch{BN_CTX_new()};
  Number N{BN_get_rfc3526_prime_3072(nullptr)};
  Number g = number("\x02");
  Number A = random_number(3000);
  Number v = random_number(3000);
  Number b = random_number(256);
  Number u = random_number(256);
  Number result{BN_new()};
  Montgomery montgomery{BN_MONT_CTX_new()};

  void power(const Number& base, const Number& exponent) {
    must(BN_mod_exp_mont_consttime(result.get(), base.get(), exponent.get(), N.get(),
                                   scratch.get(), montgomery.get()) == 1);
  }
};

RawSrpServer::RawSrpServer() : parts_(new Parts) {
  must(BN_MONT_CTX_set(parts_->montgomery.get(), parts_->N.get(), parts_->scratch.get()) == 1);
}
RawSrpServer::~RawSrpServer() = default;

void RawSrpServer::sign_in() {
  Parts& p = *parts_;
  p.power(p.g, p.b);
  p.power(p.v, p.u);
  must(BN_mod_mul(p.result.get(), p.A.get(), p.result.get(), p.N.get(), p.scratch.get()) == 1);
  p.power(p.result, p.b);
}

void raw_password_hash(std::string_view password, int memory_kib, int passes) {
  static const bool started = sodium_init() >= 0;
  must(started);
  std::array<unsigned char, 32> tag{};
  std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
  must(crypto_pwhash(tag.data(), tag.size(), password.data(), password.size(), salt.data(),
                     static_cast<unsigned long long>(passes),
                     static_cast<std::size_t>(memory_kib) * 1024,
                     crypto_pwhash_ALG_ARGON2ID13) == 0);
}

}  // namespace bench
