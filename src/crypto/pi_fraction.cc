// Pi by John Machin's formula of 1706: pi = 16 arctan(1/5) - 4 arctan(1/239).
#include "crypto/pi_fraction.h"

#include <string>

#include "crypto/openssl.h"

namespace postern::crypto {
namespace {

constexpr int kFractionBits = 32 * static_cast<int>(kPiWords);
constexpr int kGuardBits = 64;  // Each of a few thousand divisions rounds down by less than one.

void divide(const BigNumber& number, BN_ULONG by) {
  if (BN_div_word(number.get(), by) == static_cast<BN_ULONG>(-1)) throw std::bad_alloc();
}

// scale / x - scale / (3 x^3) + scale / (5 x^5) - ...
BigNumber arctan_of_inverse(BN_ULONG x, const BigNumber& scale) {
  BigNumber power(or_bad_alloc(BN_dup(scale.get())));
  divide(power, x);
  BigNumber sum(or_bad_alloc(BN_dup(power.get())));
  const BigNumber term = new_number();
  bool positive = false;
  for (BN_ULONG odd = 3; !BN_is_zero(power.get()); odd += 2) {
    divide(power, x * x);
    or_bad_alloc(BN_copy(term.get(), power.get()));
    divide(term, odd);
    must(positive ? BN_add(sum.get(), sum.get(), term.get())
                  : BN_sub(sum.get(), sum.get(), term.get()));
    positive = !positive;
  }
  return sum;
}

std::array<std::uint32_t, kPiWords> compute() {
  const BigNumber scale = new_number();
  must(BN_set_bit(scale.get(), kFractionBits + kGuardBits));
  const BigNumber pi = arctan_of_inverse(5, scale);
  const BigNumber small = arctan_of_inverse(239, scale);
  must(BN_lshift(pi.get(), pi.get(), 4));
  must(BN_lshift(small.get(), small.get(), 2));
  must(BN_sub(pi.get(), pi.get(), small.get()));
  must(BN_rshift(pi.get(), pi.get(), kGuardBits));
  must(BN_mask_bits(pi.get(), kFractionBits));
  std::string bytes(4 * kPiWords, '\0');
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  if (BN_bn2binpad(pi.get(), out, static_cast<int>(bytes.size())) < 0) throw std::bad_alloc();
  std::array<std::uint32_t, kPiWords> words{};
  for (std::size_t i = 0; i < bytes.size(); ++i) words[i / 4] = (words[i / 4] << 8) | out[i];
  return words;
}

}  // namespace

const std::array<std::uint32_t, kPiWords>& pi_fraction() {
  static const std::array<std::uint32_t, kPiWords> words = compute();
  return words;
}

}  // namespace postern::crypto
