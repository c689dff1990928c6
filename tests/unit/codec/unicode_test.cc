// UTF-8, normal form and case folding, over every code point there is.
#include "codec/unicode.h"

#include "codec/utf8.h"

using namespace postern::codec;

namespace {

constexpr char32_t kCodePoints = 0x110000;

bool is_scalar(char32_t c) { return c < 0xD800 || c > 0xDFFF; }

std::string utf8(char32_t c) {
  std::string out;
  append_utf8(out, c);
  return out;
}

struct Folding {
  std::string_view text;
  std::string_view folded;
};

}  // namespace

TEST_CASE("every scalar value survives encoding and decoding", "[codec][utf8]") {
  int wrong = 0;
  for (char32_t c = 0; c < kCodePoints; ++c) {
    if (!is_scalar(c)) continue;
    const std::string text = utf8(c);
    std::string_view rest = text;
    const bool right = count_code_points(text) == 1U &&
                       utf8_sequence_length(text) == text.size() && next_code_point(rest) == c &&
                       rest.empty();
    wrong += right ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("U06: malformed UTF-8 is refused", "[codec][utf8]") {
  for (const std::string_view bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x80\x80",
        "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE",
        "\xFF", "ascii, eight bytes and more\x80", "\xE2\x82\xAC\xE2\x82"}) {
    CHECK_FALSE(is_utf8(bytes));
    CHECK_FALSE(count_code_points(bytes).has_value());
    CHECK_FALSE(fold_case(bytes).ok());
    CHECK_FALSE(normalize(bytes).ok());
  }
  for (const std::string_view text : {"", "a", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                      "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    CHECK(is_utf8(text));
  }
}

TEST_CASE("U07: limits count code points", "[codec][utf8]") {
  CHECK(count_code_points("") == 0U);
  CHECK(count_code_points("abcdefghij") == 10U);
  CHECK(count_code_points("na\u00efve \u20ac\U0001F600") == 8U);
}

TEST_CASE("U03: folding is idempotent for every code point", "[codec][unicode]") {
  int wrong = 0;
  for (char32_t c = 0; c < kCodePoints; ++c) {
    if (!is_scalar(c)) continue;
    const auto once = fold_case(utf8(c));
    const auto twice = once.ok() ? fold_case(*once) : once;
    const auto normal = once.ok() ? normalize(*once) : once;
    const bool right = normal.ok() && twice.ok() && *once == *twice && *once == *normal;
    wrong += right ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("U03: folding is idempotent after a base letter and before a mark", "[codec][unicode]") {
  int wrong = 0;
  for (char32_t c = 0xA0; c < 0x3400; ++c) {
    for (const std::string_view mark : {"\u0301", "\u0307", "\u0345", "\u0308"}) {
      const std::string text = utf8(U'A') + utf8(c) + std::string(mark);
      const auto once = fold_case(text);
      wrong += once.ok() && *fold_case(*once) == *once ? 0 : 1;
    }
  }
  CHECK(wrong == 0);
}

// Rows of CaseFolding.txt (status C and F) where naive lower-casing goes wrong.
TEST_CASE("U02: folding is full, and independent of locale", "[codec][unicode]") {
  constexpr Folding kRows[] = {
      {"Ann@Example.COM", "ann@example.com"},
      {"\u212A", "k"},                     // Kelvin sign.
      {"\u017F", "s"},                     // Long s.
      {"\u00DF", "ss"},                    // Sharp s, and its capital.
      {"\u1E9E", "ss"},
      {"STRASSE", "strasse"},
      {"\u0130", "i\u0307"},               // Capital I with dot above: never a bare "i".
      {"\u0131", "\u0131"},                // Dotless i: never "i".
      {"I", "i"},
      {"\u03A3\u03C2\u03C3", "\u03C3\u03C3\u03C3"},  // Final sigma equals sigma.
      {"\uFB03", "ffi"},                   // Ligature.
      {"\u0149", "\u02BCn"},
      {"\u01C4\u01C5\u01C6", "\u01C6\u01C6\u01C6"},  // Titlecase digraph.
      {"\u1E96", "\u1E96"},
      {"\u1F80", "\u1F00\u03B9"},          // Iota subscript.
      {"\u13A0\uAB70", "\u13A0\u13A0"},    // Cherokee folds to upper case.
      {"\u212B", "\u00E5"},                // Angstrom sign.
      {"\U00010400", "\U00010428"},        // Deseret, outside of the BMP.
      {"\uFF21", "\uFF41"},                // Full width stays full width: no NFKC.
      {"\u00B5", "\u03BC"},                // Micro sign.
  };
  for (const Folding& row : kRows) {
    INFO(row.text);
    CHECK(fold_case(row.text).value() == row.folded);
  }
}

TEST_CASE("U03: composed and decomposed spellings are the same name", "[codec][unicode]") {
  CHECK(normalize("e\u0301").value() == "\u00E9");
  CHECK(fold_case("E\u0301").value() == fold_case("\u00E9").value());
  CHECK(fold_case("\u1E69").value() == fold_case("S\u0307\u0323").value());
  // The iota subscript: marks around it are reordered before it becomes a letter.
  CHECK(fold_case("\u03B1\u0345\u0301").value() == fold_case("\u03B1\u0301\u0345").value());
  CHECK(normalize("\uFB01").value() == "\uFB01");  // Compatibility forms are other characters.
}

TEST_CASE("U01: letters that only look alike stay different", "[codec][unicode]") {
  CHECK(fold_case("\u0430dmin").value() != "admin");  // Cyrillic a.
}

TEST_CASE("categories tell letters, marks, symbols, numbers, punctuation, separators, others",
          "[codec][unicode]") {
  CHECK(category_of(U'a') == 'L');
  CHECK(category_of(U'\u0301') == 'M');
  CHECK(category_of(U'+') == 'S');
  CHECK(category_of(U'7') == 'N');
  CHECK(category_of(U'@') == 'P');
  CHECK(category_of(U'\u00A0') == 'Z');
  CHECK(category_of(U'\u200B') == 'C');
  CHECK(category_of(U'\U000E0080') == 'C');
}
