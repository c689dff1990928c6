// Lines and their digest.
#include "simulation/trace.h"

#include <cstdio>

namespace postern::sim {
namespace {

constexpr std::size_t kLinesKept = 80;
constexpr std::size_t kDetailShown = 400;

// With tokens, sessions and keys cut down to what tells them apart.
std::string shortened(std::string_view text) {
  constexpr std::size_t kLongWord = 60;
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && std::string_view("\"{}[],: ").find(text[at]) == text.npos) continue;
    const std::string_view word = text.substr(begin, at - begin);
    out += word.size() < kLongWord ? word : "..";
    if (word.size() >= kLongWord) out += word.substr(word.size() - 8);
    if (at < text.size()) out += text[at];
    begin = at + 1;
  }
  return out;
}

}  // namespace

void Trace::add(std::string_view line, std::string_view detail) {
  digest(line);
  digest(detail);
  std::string text(line);
  if (!detail.empty()) text.append(" ").append(shortened(detail).substr(0, kDetailShown));
  if (prints_) std::fprintf(stderr, "%s\n", text.c_str());
  lines_.push_back(std::move(text));
  if (lines_.size() > kLinesKept) lines_.pop_front();
}

std::string Trace::tail() const {
  std::string text;
  for (const std::string& line : lines_) text.append(line).append("\n");
  return text;
}

void Trace::digest(std::string_view text) {
  constexpr std::uint64_t kPrime = 0x100000001b3U;
  for (const char c : text) digest_ = (digest_ ^ static_cast<unsigned char>(c)) * kPrime;
  digest_ = (digest_ ^ 0x100U) * kPrime;  // Where one text ends.
}

}  // namespace postern::sim
