// The data half of a QR code: its codewords with error correction (ISO/IEC 18004, 7.4 to 7.6).
#include "codec/qr_codewords.h"

#include <algorithm>

namespace postern::codec {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Table 9, level M: error correction codewords a block, and blocks.
struct Level {
  int correction;
  int blocks;
};
constexpr Level kLevelM[kQrVersionMax + 1] = {
    {0, 0},  {10, 1},  {16, 1},  {26, 1},  {18, 2},  {24, 2},  {16, 4},
    {18, 4}, {22, 4},  {22, 5},  {26, 5},  {30, 5},  {22, 8},  {22, 9},
    {24, 9}, {24, 10}, {28, 10}, {28, 11}, {26, 13}, {26, 14}, {26, 16}};

int codewords_of(int version) {
  return qr_data_modules(version) / 8;
}

int data_codewords_of(int version) {
  const Level& level = kLevelM[version];
  return codewords_of(version) - level.correction * level.blocks;
}

// Bits of the character count in byte mode.
int count_bits(int version) {
  return version < 10 ? 8 : 16;
}

// Products in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1.
std::uint8_t multiply(std::uint8_t a, std::uint8_t b) {
  int product = 0;
  for (int bit = 7; bit >= 0; --bit) {
    product = (product << 1) ^ ((product >> 7) * 0x11D);
    if (((b >> bit) & 1) != 0) product ^= a;
  }
  return static_cast<std::uint8_t>(product);
}

// (x - 1)(x - 2)(x - 4)..., without its leading coefficient.
Bytes generator(int degree) {
  Bytes polynomial(static_cast<std::size_t>(degree), 0);
  polynomial.back() = 1;
  std::uint8_t root = 1;
  for (int i = 0; i < degree; ++i) {
    for (std::size_t j = 0; j < polynomial.size(); ++j) {
      polynomial[j] = multiply(polynomial[j], root);
      if (j + 1 < polynomial.size()) polynomial[j] ^= polynomial[j + 1];
    }
    root = multiply(root, 2);
  }
  return polynomial;
}

Bytes correction_of(const Bytes& data, const Bytes& divisor) {
  Bytes rest(divisor.size(), 0);
  for (const std::uint8_t byte : data) {
    const auto factor = static_cast<std::uint8_t>(byte ^ rest.front());
    rest.erase(rest.begin());
    rest.push_back(0);
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] ^= multiply(divisor[i], factor);
  }
  return rest;
}

class Bits {
 public:
  void add(unsigned value, int count) {
    for (int bit = count - 1; bit >= 0; --bit) bits_.push_back(((value >> bit) & 1) != 0);
  }
  [[nodiscard]] int size() const { return static_cast<int>(bits_.size()); }
  [[nodiscard]] Bytes bytes() const {
    Bytes out(bits_.size() / 8, 0);
    for (std::size_t i = 0; i < bits_.size(); ++i) {
      if (bits_[i]) out[i / 8] |= static_cast<std::uint8_t>(0x80 >> (i % 8));
    }
    return out;
  }

 private:
  std::vector<bool> bits_;
};

// Mode, count, the bytes, a terminator, and padding up to what the version holds.
Bytes data_of(std::string_view text, int version) {
  const int capacity = data_codewords_of(version) * 8;
  Bits bits;
  bits.add(0b0100, 4);
  bits.add(static_cast<unsigned>(text.size()), count_bits(version));
  for (const char c : text) bits.add(static_cast<unsigned char>(c), 8);
  bits.add(0, std::min(4, capacity - bits.size()));
  bits.add(0, (8 - bits.size() % 8) % 8);
  for (unsigned pad = 0xEC; bits.size() < capacity; pad ^= 0xEC ^ 0x11) bits.add(pad, 8);
  return bits.bytes();
}

// The first blocks are shorter by one where the data do not divide evenly.
std::vector<Bytes> blocks_of(const Bytes& data, int blocks) {
  const std::size_t shorter = data.size() / static_cast<std::size_t>(blocks);
  const std::size_t longer = data.size() % static_cast<std::size_t>(blocks);
  std::vector<Bytes> out;
  auto next = data.begin();
  for (std::size_t i = 0; i < static_cast<std::size_t>(blocks); ++i) {
    const std::size_t length = shorter + (i + longer >= static_cast<std::size_t>(blocks) ? 1 : 0);
    out.emplace_back(next, next + static_cast<std::ptrdiff_t>(length));
    next += static_cast<std::ptrdiff_t>(length);
  }
  return out;
}

void interleave(const std::vector<Bytes>& blocks, Bytes& out) {
  for (std::size_t i = 0; i < blocks.back().size(); ++i) {
    for (const Bytes& block : blocks) {
      if (i < block.size()) out.push_back(block[i]);
    }
  }
}

}  // namespace

int qr_version_for(std::size_t bytes) {
  for (int version = 1; version <= kQrVersionMax; ++version) {
    const int bits = data_codewords_of(version) * 8 - 4 - count_bits(version);
    if (bytes <= static_cast<std::size_t>(bits / 8)) return version;
  }
  return 0;
}

int qr_data_modules(int version) {
  const int size = version * 4 + 17;
  const int alignments = version == 1 ? 0 : version / 7 + 2;  // A side of their grid.
  // Three finders with their separators, both timing lines, format, and one module always dark.
  int modules = size * size - 3 * 64 - 2 * (size - 16) - 31;
  if (version > 1) {
    // Three corners of the grid are finders; patterns on a timing line share five modules with it.
    modules -= (alignments * alignments - 3) * 25 - 2 * (alignments - 2) * 5;
  }
  return version >= 7 ? modules - 36 : modules;
}

std::vector<std::uint8_t> qr_codewords(std::string_view text, int version) {
  const Level& level = kLevelM[version];
  const std::vector<Bytes> data = blocks_of(data_of(text, version), level.blocks);
  const Bytes divisor = generator(level.correction);
  std::vector<Bytes> correction;
  for (const Bytes& block : data) correction.push_back(correction_of(block, divisor));
  Bytes out;
  interleave(data, out);
  interleave(correction, out);
  return out;
}

}  // namespace postern::codec
