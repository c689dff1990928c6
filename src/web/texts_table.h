// One language's texts as a table in the order of Text; each is a file of its own.
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string_view>

#include "web/texts.h"

namespace postern::web {

inline constexpr auto kTextCount = static_cast<std::size_t>(Text::count_);

struct TextRow {
  Text text;
  std::string_view words;  // "{}" stands for a value.
};
using TextTable = std::array<std::string_view, kTextCount>;

// Does not compile where a text is missing or not in its place.
consteval TextTable in_order(const std::array<TextRow, kTextCount>& rows) {
  TextTable table;
  for (std::size_t i = 0; i < kTextCount; ++i) {
    if (static_cast<std::size_t>(rows[i].text) != i || rows[i].words.empty()) {
      throw std::logic_error("texts out of order");
    }
    table[i] = rows[i].words;
  }
  return table;
}

extern const TextTable kEnglish, kGerman, kSpanish, kFrench, kIndonesian, kItalian, kJapanese,
    kKorean, kDutch, kBrazilianPortuguese, kSimplifiedChinese, kTraditionalChinese;

}  // namespace postern::web
