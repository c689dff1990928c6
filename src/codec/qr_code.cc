// QR codes: the square (ISO/IEC 18004, 7.7 to 7.10).
#include "codec/qr_code.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

#include "codec/qr_codewords.h"

namespace postern::codec {
namespace {

constexpr int kQuietModules = 4;
constexpr int kMasks = 8;

// Whether a mask turns the module over: table 10.
bool is_masked(int mask, int x, int y) {
  switch (mask) {
    case 0:
      return (x + y) % 2 == 0;
    case 1:
      return y % 2 == 0;
    case 2:
      return x % 3 == 0;
    case 3:
      return (x + y) % 3 == 0;
    case 4:
      return (x / 3 + y / 2) % 2 == 0;
    case 5:
      return x * y % 2 + x * y % 3 == 0;
    case 6:
      return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
      return ((x + y) % 2 + x * y % 3) % 2 == 0;
  }
}

// `bits` followed by its remainder: the BCH codes of format and version.
int with_remainder(int bits, int generator, int degree) {
  int rest = bits;
  for (int i = 0; i < degree; ++i) {
    rest = (rest << 1) ^ (((rest >> (degree - 1)) & 1) * generator);
  }
  return (bits << degree) | (rest & ((1 << degree) - 1));
}

class Square {
 public:
  explicit Square(int version)
      : version_(version), size_(version * 4 + 17), dark_(area(), false), fixed_(area(), false) {
    draw_timing();
    for (const auto& [x, y] : {std::pair{3, 3}, {size_ - 4, 3}, {3, size_ - 4}}) draw_finder(x, y);
    draw_alignments();
    draw_version();
    draw_format(0);  // Takes its place; the mask is not known yet.
  }

  // In pairs of columns from the right, up and down in turn, around what is fixed.
  void place(const std::vector<std::uint8_t>& codewords) {
    std::size_t bit = 0;
    for (int right = size_ - 1; right >= 1; right -= 2) {
      if (right == 6) right = 5;  // The timing column stands alone.
      const bool upward = ((right + 1) & 2) == 0;
      for (int step = 0; step < size_; ++step) {
        const int y = upward ? size_ - 1 - step : step;
        for (const int x : {right, right - 1}) {
          if (fixed_[at(x, y)] || bit >= codewords.size() * 8) continue;
          dark_[at(x, y)] = ((codewords[bit / 8] >> (7 - bit % 8)) & 1) != 0;
          ++bit;
        }
      }
    }
  }

  void apply(int mask) {
    for (int y = 0; y < size_; ++y) {
      for (int x = 0; x < size_; ++x) {
        if (!fixed_[at(x, y)] && is_masked(mask, x, y)) dark_[at(x, y)] = !dark_[at(x, y)];
      }
    }
    draw_format(mask);
  }

  // How hard it is to read: table 11.
  [[nodiscard]] int penalty() const {
    int points = balance();
    for (int i = 0; i < size_; ++i) {
      points += line_penalty([&](int j) { return dark_[at(j, i)]; });
      points += line_penalty([&](int j) { return dark_[at(i, j)]; });
    }
    for (int y = 0; y + 1 < size_; ++y) {
      for (int x = 0; x + 1 < size_; ++x) {
        const bool first = dark_[at(x, y)];
        const bool block = first == dark_[at(x + 1, y)] && first == dark_[at(x, y + 1)] &&
                           first == dark_[at(x + 1, y + 1)];
        points += block ? 3 : 0;
      }
    }
    return points;
  }

  [[nodiscard]] QrCode take() { return {size_, std::move(dark_)}; }

 private:
  [[nodiscard]] std::size_t area() const { return static_cast<std::size_t>(size_ * size_); }
  [[nodiscard]] std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y * size_ + x);
  }
  void fix(int x, int y, bool dark) {
    if (x < 0 || y < 0 || x >= size_ || y >= size_) return;
    dark_[at(x, y)] = dark;
    fixed_[at(x, y)] = true;
  }

  void draw_timing() {
    for (int i = 0; i < size_; ++i) {
      fix(6, i, i % 2 == 0);
      fix(i, 6, i % 2 == 0);
    }
  }

  // With its separator.
  void draw_finder(int center_x, int center_y) {
    for (int dy = -4; dy <= 4; ++dy) {
      for (int dx = -4; dx <= 4; ++dx) {
        const int ring = std::max(std::abs(dx), std::abs(dy));
        fix(center_x + dx, center_y + dy, ring != 2 && ring != 4);
      }
    }
  }

  // Evenly spaced from the right, at even distances; the first is always at 6: table E.1.
  [[nodiscard]] std::vector<int> alignment_positions() const {
    if (version_ == 1) return {};
    const int count = version_ / 7 + 2;
    const int step = (version_ * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
    std::vector<int> positions{6};
    for (int i = count - 2; i >= 0; --i) positions.push_back(size_ - 7 - i * step);
    return positions;
  }

  void draw_alignments() {
    const auto positions = alignment_positions();
    for (const int x : positions) {
      for (const int y : positions) {
        const bool in_finder =
            (x == 6 && y == 6) || (x == 6 && y == size_ - 7) || (x == size_ - 7 && y == 6);
        if (in_finder) continue;
        for (int dy = -2; dy <= 2; ++dy) {
          for (int dx = -2; dx <= 2; ++dx) {
            fix(x + dx, y + dy, std::max(std::abs(dx), std::abs(dy)) != 1);
          }
        }
      }
    }
  }

  void draw_version() {
    if (version_ < 7) return;
    const int bits = with_remainder(version_, 0x1F25, 12);
    for (int i = 0; i < 18; ++i) {
      const bool dark = ((bits >> i) & 1) != 0;
      fix(size_ - 11 + i % 3, i / 3, dark);
      fix(i / 3, size_ - 11 + i % 3, dark);
    }
  }

  // Level M is 00. Twice: around the first finder, and along the other two.
  void draw_format(int mask) {
    const int bits = with_remainder(mask, 0x537, 10) ^ 0x5412;
    const auto dark = [&](int i) { return ((bits >> i) & 1) != 0; };
    for (int i = 0; i <= 5; ++i) fix(8, i, dark(i));
    fix(8, 7, dark(6));
    fix(8, 8, dark(7));
    fix(7, 8, dark(8));
    for (int i = 9; i < 15; ++i) fix(14 - i, 8, dark(i));
    for (int i = 0; i < 8; ++i) fix(size_ - 1 - i, 8, dark(i));
    for (int i = 8; i < 15; ++i) fix(8, size_ - 15 + i, dark(i));
    fix(8, size_ - 8, true);
  }

  // Runs of one colour, and what looks like a finder: 1:1:3:1:1 with four light modules beside it.
  template <class Line>
  [[nodiscard]] int line_penalty(const Line& line) const {
    int points = 0;
    int run = 1;
    for (int i = 1; i <= size_; ++i) {
      if (i < size_ && line(i) == line(i - 1)) {
        ++run;
        continue;
      }
      if (run >= 5) points += run - 2;
      run = 1;
    }
    for (int i = 0; i + 11 <= size_; ++i) {
      int window = 0;
      for (int j = 0; j < 11; ++j) window = window * 2 + (line(i + j) ? 1 : 0);
      if (window == 0b10111010000 || window == 0b00001011101) points += 40;
    }
    return points;
  }

  [[nodiscard]] int balance() const {
    const auto dark = static_cast<int>(std::count(dark_.begin(), dark_.end(), true));
    const int area = size_ * size_;
    return std::abs(dark * 20 - area * 10) / area * 10;
  }

  const int version_;
  const int size_;
  std::vector<bool> dark_;
  std::vector<bool> fixed_;
};

}  // namespace

Result<QrCode> make_qr_code(std::string_view text) {
  const int version = qr_version_for(text.size());
  if (version == 0) return invalid_parameter("The text is too long for a QR code.");
  Square plain(version);
  plain.place(qr_codewords(text, version));
  std::array<int, kMasks> penalties{};
  for (int mask = 0; mask < kMasks; ++mask) {
    Square masked(plain);
    masked.apply(mask);
    penalties[static_cast<std::size_t>(mask)] = masked.penalty();
  }
  const auto best = std::min_element(penalties.begin(), penalties.end());
  plain.apply(static_cast<int>(best - penalties.begin()));
  return plain.take();
}

std::string qr_svg(const QrCode& code) {
  const std::string side = std::to_string(code.size + 2 * kQuietModules);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
                    "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" +
                    side + "H0z\"/><path d=\"";
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size;) {
      int width = 0;
      while (x + width < code.size && code.is_dark(x + width, y)) ++width;
      if (width > 0) {
        svg += "M" + std::to_string(x + kQuietModules) + " " + std::to_string(y + kQuietModules) +
               "h" + std::to_string(width) + "v1h-" + std::to_string(width) + "z";
      }
      x += std::max(width, 1);
    }
  }
  return svg + "\"/></svg>";
}

}  // namespace postern::codec
