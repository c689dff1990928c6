// SRP under valgrind's memcheck with secrets marked as undefined: a branch on one, or an address
// made of one, is then an error (S10). With "leak" it computes a power in time that depends on the
// exponent, which has to be one.
#include <openssl/bn.h>
#include <valgrind/memcheck.h>

#include <string>
#include <string_view>

#include "crypto/srp_group.h"

namespace {

using namespace postern;  // NOLINT
using crypto::SrpGroup;

void poison(std::string_view secret) {
  VALGRIND_MAKE_MEM_UNDEFINED(secret.data(), secret.size());
}

using crypto::BigNumber;

std::string secret_bytes(std::size_t size, char seed) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(seed + 37 * i + i * i);
  return bytes;
}

BigNumber secret_number(std::size_t size, char seed) {
  const std::string bytes = secret_bytes(size, seed);
  poison(bytes);
  return crypto::number_from_bytes(bytes);
}

// v^u. That the base is below N is found out by comparing, which stops at the first word: only here
// are such branches let pass (srp_poison.supp).
[[gnu::noinline]] BigNumber power_of_secret(const BigNumber& v, const BigNumber& u) {
  return SrpGroup::instance().power(v.get(), u.get());
}

[[gnu::noinline]] BigNumber published(const BigNumber& number) {
  std::string bytes(384, '\0');
  BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()), 384);
  VALGRIND_MAKE_MEM_DEFINED(bytes.data(), bytes.size());
  return crypto::number_from_bytes(bytes);
}

// Every step of SRP that a secret enters: x and b as exponents of g, v, v^u, and b as S's exponent.
// The client's number may be 1, which OpenSSL would multiply in a way of its own.
void exchange() {
  const SrpGroup& group = SrpGroup::instance();
  const std::string x = secret_bytes(32, 'x');
  poison(x);
  static_cast<void>(group.power_of_g(x));
  const BigNumber v = secret_number(383, 'v');
  const BigNumber b = secret_number(32, 'b');
  static_cast<void>(group.add(group.multiply_by_k(v.get()).get(), v.get()));
  const BigNumber u = crypto::number_from_bytes("the scrambler, which is public");
  const BigNumber masked = power_of_secret(v, u);
  for (const char* client_public : {"\x01", "a number of the client's"}) {
    const BigNumber A = crypto::number_from_bytes(client_public);
    const BigNumber base = published(group.multiply(A.get(), masked.get()));
    static_cast<void>(group.power(base.get(), b.get()));
  }
}

void leak() {
  const BigNumber power = secret_number(32, 'x');
  const BigNumber result(BN_new());
  const BigNumber modulus(BN_get_rfc3526_prime_3072(nullptr));
  const BigNumber two(BN_new());
  BN_CTX* const scratch = BN_CTX_new();
  BN_set_word(two.get(), 2);
  BN_mod_exp_mont(result.get(), two.get(), power.get(), modulus.get(), scratch, nullptr);
  BN_CTX_free(scratch);
}

}  // namespace

int main(int argc, char** argv) {
  if (RUNNING_ON_VALGRIND == 0) return 2;
  static_cast<void>(SrpGroup::instance());
  if (argc > 1 && std::string_view(argv[1]) == "leak") {
    leak();
    return 0;
  }
  exchange();
  return 0;
}
