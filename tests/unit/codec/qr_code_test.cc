// QR codes: what a scanner needs of them. That one reads them is tests/clients/test_totp_qr.py.
#include "codec/qr_code.h"

#include <catch2/catch.hpp>

#include "codec/qr_codewords.h"

using namespace postern;

namespace {

std::string picture(const codec::QrCode& code) {
  std::string rows;
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size; ++x) rows += code.is_dark(x, y) ? '#' : '.';
  }
  return rows;
}

// As zxing-cpp reads it.
constexpr std::string_view kPostern =
    "#######...#.#.#######"
    "#.....#..###..#.....#"
    "#.###.#.####..#.###.#"
    "#.###.#.#####.#.###.#"
    "#.###.#.##..#.#.###.#"
    "#.....#.####..#.....#"
    "#######.#.#.#.#######"
    "........###.........."
    "#.#####....#..#####.."
    "#.###...#..#####.#..#"
    ".#.#####.##.#.##.#.#."
    "..#.##.##.#########.."
    "#.##..#.##..#...##..."
    "........#...#..##.###"
    "#######..#.#.#...#.#."
    "#.....#.###....######"
    "#.###.#.####.#.#.#.#."
    "#.###.#.##.####.###.."
    "#.###.#.###.#.#...#.."
    "#.....#..#.####..##.."
    "#######.#...#......#.";

}  // namespace

TEST_CASE("a short text is a square of 21 modules") {
  const auto code = codec::make_qr_code("postern");
  REQUIRE(code.ok());
  CHECK(code->size == 21);
  CHECK(picture(*code) == kPostern);
}

TEST_CASE("every length to the last takes the smallest square that holds it") {
  // ISO/IEC 18004, table 7: bytes that versions hold at level M.
  constexpr std::size_t kHolds[] = {14,  26,  42,  62,  84,  106, 122, 152, 180, 213,
                                    251, 287, 331, 362, 412, 450, 504, 560, 624, 666};
  for (int version = 1; version <= codec::kQrVersionMax; ++version) {
    const std::size_t bytes = kHolds[version - 1];
    CHECK(codec::qr_version_for(bytes) == version);
    CHECK(codec::make_qr_code(std::string(bytes, 'x'))->size == version * 4 + 17);
  }
  static_assert(kHolds[codec::kQrVersionMax - 1] == codec::kQrBytesMax);
  CHECK_FALSE(codec::make_qr_code(std::string(codec::kQrBytesMax + 1, 'x')).ok());
}

TEST_CASE("codewords fill the square but for a few modules") {
  // ISO/IEC 18004, table 1: codewords in all.
  constexpr int kCodewords[] = {26,  44,  70,  100, 134, 172, 196, 242, 292, 346,
                                404, 466, 532, 581, 655, 733, 815, 901, 991, 1085};
  for (int version = 1; version <= codec::kQrVersionMax; ++version) {
    CHECK(codec::qr_data_modules(version) / 8 == kCodewords[version - 1]);
    CHECK(codec::qr_codewords("x", version).size() ==
          static_cast<std::size_t>(kCodewords[version - 1]));
  }
}

TEST_CASE("the image has a quiet zone, and nothing of the text in it") {
  const std::string svg = codec::qr_svg(codec::make_qr_code("<script>").value());
  CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\""));
  CHECK(svg.ends_with("</svg>"));
  CHECK(svg.find("script") == std::string::npos);
}
