// What the pages say, in the languages they say it in.
#include "web/texts.h"

#include <algorithm>

#include "web/texts_table.h"

namespace postern::web {
namespace {

struct LanguageRow {
  std::string_view name;
  std::string_view in_links;
  const TextTable* texts;
};

// In the order of Language.
constexpr LanguageRow kLanguages[] = {
    {"en", "english", &kEnglish},
    {"de", "german", &kGerman},
    {"es", "spanish", &kSpanish},
    {"fr", "french", &kFrench},
    {"id", "bahasa-indonesia", &kIndonesian},
    {"it", "italian", &kItalian},
    {"ja", "japanese", &kJapanese},
    {"ko", "korean", &kKorean},
    {"nl", "dutch", &kDutch},
    {"pt-BR", "portuguese-brazil", &kBrazilianPortuguese},
    {"zh-CN", "chinese-simplified", &kSimplifiedChinese},
    {"zh-TW", "chinese-traditional", &kTraditionalChinese},
};
static_assert(std::size(kLanguages) == static_cast<std::size_t>(Language::zh_tw) + 1);

const LanguageRow& row_of(Language language) {
  return kLanguages[static_cast<std::size_t>(language)];
}

}  // namespace

Language find_language(std::string_view name) {
  const auto* found = std::ranges::find(kLanguages, name, &LanguageRow::name);
  if (found == std::end(kLanguages)) return Language::en;
  return static_cast<Language>(found - kLanguages);
}

std::string_view language_name(Language language) {
  return row_of(language).name;
}

std::string_view language_in_links(Language language) {
  return row_of(language).in_links;
}

std::string_view text_in(Language language, Text text) {
  return (*row_of(language).texts)[static_cast<std::size_t>(text)];
}

std::string translate_refusal(Language language, std::string_view message) {
  if (language == Language::en) return std::string(message);
  for (auto i = static_cast<std::size_t>(Text::wrong_password); i < kTextCount; ++i) {
    const auto text = static_cast<Text>(i);
    const std::string_view words = text_in(Language::en, text);
    if (message == words) return std::string(text_in(language, text));
    const auto [before, behind] = around_value(words);
    const bool fits = !behind.empty() && message.size() > before.size() + behind.size() &&
                      message.starts_with(before) && message.ends_with(behind);
    if (!fits) continue;
    message.remove_prefix(before.size());
    message.remove_suffix(behind.size());
    const auto [first, last] = around_value(text_in(language, text));
    return std::string(first).append(message).append(last);
  }
  return std::string(message);
}

TwoParts around_value(std::string_view text) {
  constexpr std::string_view kValue = "{}";
  const std::size_t at = std::min(text.find(kValue), text.size());
  return {text.substr(0, at), text.substr(std::min(at + kValue.size(), text.size()))};
}

}  // namespace postern::web
