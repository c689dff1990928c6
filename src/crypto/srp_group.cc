// Modular arithmetic for SRP on OpenSSL's constant-time Montgomery routines.
#include "crypto/srp_group.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/random.h"

namespace postern::crypto {
namespace {

constexpr int kModulusBytes = 384;
constexpr int kModulusWords = kModulusBytes / 8;

// OpenSSL multiplies in constant time only numbers as wide as the modulus; where the highest word
// of one is zero, which shows in Montgomery form, it takes another way. Of 1 it is zero: N begins
// with 64 ones, so that R - N is short. Hence no factor here is 1, nor one that a client chooses.

// The fixed-base comb (Lim and Lee): an exponent of 256 bits is a grid of 4 rows of 64 columns. For
// each of 4 blocks of 16 columns a table holds the products of the rows' powers of g, so g^x takes
// 16 squarings and 65 multiplications instead of 256 and 52. 24 KiB. Each entry has a factor k, as
// has what the product begins with; at the end all of them are divided out.
constexpr int kRows = 4;
constexpr int kRowBits = 64;
constexpr int kBlocks = 4;
constexpr int kBlockBits = kRowBits / kBlocks;
constexpr int kEntries = 1 << kRows;
constexpr std::size_t kCombExponentBytes = kRows * kRowBits / 8;
// Factors k in a finished product: one of the start and one an entry, squared with what follows.
constexpr unsigned kCombFactors = (1u << kBlockBits) + kBlocks * ((1u << kBlockBits) - 1);

using Words = std::array<std::uint64_t, kModulusWords>;
using Block = std::array<Words, kEntries>;

BigNumberContext new_scratch() {
  return BigNumberContext(or_bad_alloc(BN_CTX_new()));
}

Words to_words(const BIGNUM* number) {
  Words words;
  must(BN_bn2lebinpad(number, reinterpret_cast<unsigned char*>(words.data()), kModulusBytes) >= 0);
  return words;
}

// Reads every entry, so that the cache does not learn which one was wanted.
void select(const Block& block, std::uint64_t wanted, Words& out) {
  out.fill(0);
  for (std::uint64_t entry = 0; entry < kEntries; ++entry) {
    std::uint64_t mask = ((entry ^ wanted) - 1) >> 63;  // 1 where equal, else 0.
    asm("" : "+r"(mask));  // Keeps the optimiser from turning the mask back into a branch.
    mask = 0 - mask;
    for (int i = 0; i < kModulusWords; ++i) out[i] |= block[entry][i] & mask;
  }
}

std::uint64_t bit(std::string_view big_endian, int index) {
  const auto byte = static_cast<unsigned char>(big_endian[big_endian.size() - 1 - index / 8]);
  return (byte >> (index % 8)) & 1;
}

// The rows' bits at one column, as an index into that column's block.
std::uint64_t column(std::string_view exponent, int at) {
  std::uint64_t entry = 0;
  for (int row = 0; row < kRows; ++row) entry |= bit(exponent, row * kRowBits + at) << row;
  return entry;
}

}  // namespace

struct SrpGroup::Tables {
  BigNumber n{or_bad_alloc(BN_get_rfc3526_prime_3072(nullptr))};
  BigNumber g = new_number();
  MontgomeryContext montgomery{or_bad_alloc(BN_MONT_CTX_new())};
  BigNumber k = new_number();
  BigNumber k_m = new_number();  // "_m" marks Montgomery form throughout.
  BigNumber comb_divisor_m = new_number();
  std::array<Block, kBlocks> comb;
  // A random number that nobody knows, and its inverse: between them a client's number is as wide
  // as any other.
  BigNumber mask_m = new_number();
  BigNumber unmask_m = new_number();

  Tables() {
    const BigNumberContext scratch = new_scratch();
    must(BN_set_word(g.get(), 2));
    must(BN_MONT_CTX_set(montgomery.get(), n.get(), scratch.get()));
    make_k(scratch.get());
    make_comb(scratch.get());
    make_mask(scratch.get());
  }

  void make_k(BN_CTX* scratch) {
    const Secret padded = srp_pad(n.get());
    k = number_from_bytes(sha256(std::string(padded.view()) + '\x02'));
    must(BN_to_montgomery(k_m.get(), k.get(), montgomery.get(), scratch));
  }

  // Entry by entry: block b, row r contributes g^(2^(64 r + 16 b)).
  void make_comb(BN_CTX* scratch) {
    std::array<BigNumber, kRows * kBlocks> powers_m;
    BigNumber power_m = new_number();
    must(BN_to_montgomery(power_m.get(), g.get(), montgomery.get(), scratch));
    for (auto& saved : powers_m) {
      saved.reset(or_bad_alloc(BN_dup(power_m.get())));
      for (int i = 0; i < kBlockBits; ++i) times(power_m.get(), power_m.get(), scratch);
    }
    for (int block = 0; block < kBlocks; ++block) {
      for (int entry = 0; entry < kEntries; ++entry) {
        const BigNumber product_m(or_bad_alloc(BN_dup(k_m.get())));
        for (int row = 0; row < kRows; ++row) {
          if ((entry >> row & 1) == 0) continue;
          times(product_m.get(), powers_m[row * kBlocks + block].get(), scratch);
        }
        comb[block][entry] = to_words(product_m.get());
      }
    }
    const BigNumber factors = new_number();
    must(BN_set_word(factors.get(), kCombFactors));
    must(BN_mod_exp_mont(comb_divisor_m.get(), k.get(), factors.get(), n.get(), scratch,
                         montgomery.get()));
    invert(comb_divisor_m.get(), scratch);
  }

  void make_mask(BN_CTX* scratch) {
    Secret bytes(kModulusBytes);
    SystemRandom().fill(bytes.data(), bytes.size());
    must(BN_nnmod(unmask_m.get(), number_from_bytes(bytes.view()).get(), n.get(), scratch));
    must(BN_to_montgomery(mask_m.get(), unmask_m.get(), montgomery.get(), scratch));
    invert(unmask_m.get(), scratch);
  }

  // Into its inverse, in Montgomery form.
  void invert(BIGNUM* number, BN_CTX* scratch) const {
    BN_set_flags(number, BN_FLG_CONSTTIME);
    or_bad_alloc(BN_mod_inverse(number, number, n.get(), scratch));
    must(BN_to_montgomery(number, number, montgomery.get(), scratch));
  }

  void times(BIGNUM* into, const BIGNUM* factor, BN_CTX* scratch) const {
    must(BN_mod_mul_montgomery(into, into, factor, montgomery.get(), scratch));
  }
};

// Leaked on purpose: threads may still be at work when static destructors run.
SrpGroup::SrpGroup() : tables_(*new Tables) {}

const SrpGroup& SrpGroup::instance() {
  static const SrpGroup& group = *new SrpGroup;
  return group;
}

BigNumber SrpGroup::power_of_g(std::string_view exponent) const {
  if (exponent.size() != kCombExponentBytes) {
    return power(tables_.g.get(), number_from_bytes(exponent).get());
  }
  const BigNumberContext scratch = new_scratch();
  BigNumber result(or_bad_alloc(BN_dup(tables_.k_m.get())));
  const BigNumber factor = new_number();
  Words words;
  for (int at = kBlockBits - 1; at >= 0; --at) {
    tables_.times(result.get(), result.get(), scratch.get());
    for (int block = 0; block < kBlocks; ++block) {
      select(tables_.comb[block], column(exponent, block * kBlockBits + at), words);
      or_bad_alloc(BN_lebin2bn(reinterpret_cast<const unsigned char*>(words.data()), kModulusBytes,
                               factor.get()));
      tables_.times(result.get(), factor.get(), scratch.get());
    }
  }
  wipe(words.data(), sizeof words);
  tables_.times(result.get(), tables_.comb_divisor_m.get(), scratch.get());
  must(BN_from_montgomery(result.get(), result.get(), tables_.montgomery.get(), scratch.get()));
  return result;
}

BigNumber SrpGroup::power(const BIGNUM* base, const BIGNUM* exponent) const {
  const BigNumberContext scratch = new_scratch();
  BigNumber result = new_number();
  must(BN_mod_exp_mont_consttime(result.get(), base, exponent, tables_.n.get(), scratch.get(),
                                 tables_.montgomery.get()));
  return result;
}

BigNumber SrpGroup::multiply(const BIGNUM* a, const BIGNUM* b) const {
  const BigNumberContext scratch = new_scratch();
  BigNumber product = new_number();
  must(BN_to_montgomery(product.get(), a, tables_.montgomery.get(), scratch.get()));
  tables_.times(product.get(), tables_.mask_m.get(), scratch.get());
  tables_.times(product.get(), b, scratch.get());
  tables_.times(product.get(), tables_.unmask_m.get(), scratch.get());
  return product;
}

BigNumber SrpGroup::multiply_by_k(const BIGNUM* a) const {
  const BigNumberContext scratch = new_scratch();
  BigNumber product(or_bad_alloc(BN_dup(tables_.k_m.get())));
  tables_.times(product.get(), a, scratch.get());
  return product;
}

BigNumber SrpGroup::add(const BIGNUM* a, const BIGNUM* b) const {
  BigNumber sum = new_number();
  must(BN_mod_add_quick(sum.get(), a, b, tables_.n.get()));
  return sum;
}

BigNumber SrpGroup::reduce(const BIGNUM* a) const {
  const BigNumberContext scratch = new_scratch();
  BigNumber rest = new_number();
  must(BN_nnmod(rest.get(), a, tables_.n.get(), scratch.get()));
  return rest;
}

bool SrpGroup::contains(const BIGNUM* a) const {
  return BN_cmp(a, BN_value_one()) > 0 && BN_cmp(a, tables_.n.get()) < 0;
}

Secret srp_pad(const BIGNUM* number) {
  const int bits = BN_num_bits(number);
  Secret padded(static_cast<std::size_t>(bits / 8 + 1));
  must(BN_bn2binpad(number, padded.data(), static_cast<int>(padded.size())) >= 0);
  return padded;
}

BigNumber number_from_bytes(std::string_view big_endian) {
  return BigNumber(
      or_bad_alloc(BN_bin2bn(to_uchar(big_endian), static_cast<int>(big_endian.size()), nullptr)));
}

}  // namespace postern::crypto
