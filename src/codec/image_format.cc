// What kind of image some bytes are, by their content alone.
#include "codec/image_format.h"

#include <algorithm>
#include <string>

#include "codec/utf8.h"

namespace postern::codec {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv;
constexpr std::string_view kJpeg = "\xff\xd8\xff"sv;
constexpr std::string_view kIco = "\0\0\1\0"sv;

bool is_webp(std::string_view bytes) {
  return bytes.starts_with("RIFF") &&
         bytes.substr(std::min<std::size_t>(8, bytes.size())).starts_with("WEBPVP8");
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// What stands before the root element: the mark of the encoding, white space, the XML declaration,
// comments.
std::string_view skip_prolog(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (;;) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    const std::string_view end = text.starts_with("<?xml")  ? "?>"
                                 : text.starts_with("<!--") ? "-->"
                                                            : "";
    if (end.empty()) return text;
    const std::size_t found = text.find(end, 4);
    if (found == std::string_view::npos) return {};
    text.remove_prefix(found + end.size());
  }
}

// An attribute that begins with "on" handles an event. Outside a tag the same letters are text, and
// an image can do without them there.
bool handles_events(std::string_view text) {
  for (std::size_t at = text.find("on"); at != std::string_view::npos;
       at = text.find("on", at + 1)) {
    const bool begins = at == 0 || is_space(text[at - 1]) || text[at - 1] == '/' ||
                        text[at - 1] == '"' || text[at - 1] == '\'';
    if (!begins) continue;
    std::size_t end = at;
    while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
    while (end < text.size() && is_space(text[end])) ++end;
    if (end < text.size() && text[end] == '=') return true;
  }
  return false;
}

// Whether a browser finds nothing to run in it, comments included: where one ends is not the same
// for a page as for an XML document.
bool is_inert(std::string_view text) {
  // A prefix names an element as well as no prefix does, so names are looked for behind ':' too.
  for (const std::string_view forbidden :
       {"<script", ":script", "<foreignobject", ":foreignobject", "<iframe", ":iframe", "<!doctype",
        "<!entity", "javascript:", "&#"}) {
    if (text.find(forbidden) != std::string_view::npos) return false;
  }
  return !handles_events(text);
}

bool is_inert_svg(std::string_view bytes) {
  if (!is_utf8(bytes)) return false;
  const std::string text = lower(bytes);
  const std::string_view root = skip_prolog(text);
  if (!root.starts_with("<svg") || root.size() < 5) return false;
  if (!is_space(root[4]) && root[4] != '>' && root[4] != '/') return false;
  return is_inert(text) && root.find("<?") == std::string_view::npos;
}

}  // namespace

std::optional<ImageFormat> image_format(std::string_view bytes) {
  if (bytes.starts_with(kPng)) return ImageFormat::png;
  if (bytes.starts_with(kJpeg)) return ImageFormat::jpeg;
  if (bytes.starts_with(kIco)) return ImageFormat::ico;
  if (is_webp(bytes)) return ImageFormat::webp;
  if (is_inert_svg(bytes)) return ImageFormat::svg;
  return std::nullopt;
}

}  // namespace postern::codec
