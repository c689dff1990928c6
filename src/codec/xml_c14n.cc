// Exclusive XML Canonicalization 1.0, without comments.
#include "codec/xml_c14n.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace postern::codec {
namespace {

constexpr std::size_t kCanonicalBytesMax = 1 << 20;

using Namespaces = std::vector<XmlNamespace>;

Error refused(std::string_view why) {
  return {Errc::invalid_argument, "InvalidParameterException",
          "No canonical XML: " + std::string(why) + "."};
}

// RFC 3986, section 3.1: whether it begins with a scheme.
bool is_absolute(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return is_letter(uri.front()) && std::ranges::all_of(uri.substr(0, colon), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
         });
}

const std::string* find_uri(const Namespaces& namespaces, std::string_view prefix) {
  const auto found = std::find_if(namespaces.rbegin(), namespaces.rend(),
                                  [&](const auto& one) { return one.prefix == prefix; });
  return found == namespaces.rend() ? nullptr : &found->uri;
}

std::string qualified(std::string_view prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : std::string(prefix) + ":" + std::string(name);
}

// Canonical XML 1.0, section 2.3; empty for what stands for itself.
std::string_view escape_of(char c, XmlPlace place) {
  const bool in_value = place == XmlPlace::value;
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '\r':
      return "&#xD;";
    case '>':
      return in_value ? "" : "&gt;";
    case '"':
      return in_value ? "&quot;" : "";
    case '\t':
      return in_value ? "&#x9;" : "";
    case '\n':
      return in_value ? "&#xA;" : "";
    default:
      return {};
  }
}

void append_escaped(std::string_view text, XmlPlace place, std::string& out) {
  for (const char c : text) {
    const std::string_view escape = escape_of(c, place);
    if (escape.empty()) {
      out.push_back(c);
    } else {
      out.append(escape);
    }
  }
}

void write_pair(std::string_view name, std::string_view value, std::string& out) {
  out.append(" ").append(name).append("=\"");
  append_escaped(value, XmlPlace::value, out);
  out.push_back('"');
}

class Canonicalizer {
 public:
  Canonicalizer(const C14nOptions& options, Namespaces around)
      : options_(options), scope_(std::move(around)) {}

  Status write(const XmlElement& element) {
    const std::size_t outside = scope_.size();
    const std::size_t written_outside = written_.size();
    scope_.insert(scope_.end(), element.namespaces.begin(), element.namespaces.end());
    const std::string name = qualified(element.prefix, element.name);
    out_.append("<").append(name);
    POSTERN_CHECK(write_namespaces(element));
    write_attributes(element);
    out_.push_back('>');
    POSTERN_CHECK(write_content(element));
    out_.append("</").append(name).append(">");
    scope_.resize(outside);
    written_.resize(written_outside);
    return out_.size() <= kCanonicalBytesMax ? ok() : Status(refused("it is too long"));
  }

  std::string take() { return std::move(out_); }

 private:
  // Those an element uses visibly, and those that are to be written wherever they are in scope.
  [[nodiscard]] std::set<std::string> wanted_prefixes(const XmlElement& element) const {
    std::set<std::string> wanted{element.prefix};
    for (const XmlAttribute& one : element.attributes) {
      if (!one.prefix.empty()) wanted.insert(one.prefix);
    }
    for (const std::string& prefix : options_.inclusive_prefixes) {
      if (find_uri(scope_, prefix) != nullptr) wanted.insert(prefix);
    }
    wanted.erase("xml");  // Everybody's, and never written.
    return wanted;
  }

  Status write_namespaces(const XmlElement& element) {
    for (const XmlNamespace& one : element.namespaces) POSTERN_CHECK(check_uri(one.uri));
    for (const std::string& prefix : wanted_prefixes(element)) {
      const std::string* found = find_uri(scope_, prefix);
      const std::string uri = found == nullptr ? std::string() : *found;
      POSTERN_CHECK(check_uri(uri));
      const std::string* before = find_uri(written_, prefix);
      // Where no default namespace was written there is none, and no need to say so.
      if (before == nullptr ? uri.empty() : *before == uri) continue;
      write_pair(prefix.empty() ? "xmlns" : "xmlns:" + prefix, uri, out_);
      written_.push_back({prefix, uri});
    }
    return ok();
  }

  // Canonical XML 1.0, section 1.3: with a relative one there is no canonical form (X23).
  static Status check_uri(std::string_view uri) {
    return uri.empty() || is_absolute(uri) ? ok() : Status(refused("a namespace is relative"));
  }

  void write_attributes(const XmlElement& element) {
    std::vector<const XmlAttribute*> sorted;
    for (const XmlAttribute& one : element.attributes) sorted.push_back(&one);
    std::sort(sorted.begin(), sorted.end(), [](const XmlAttribute* a, const XmlAttribute* b) {
      return std::tie(a->uri, a->name) < std::tie(b->uri, b->name);
    });
    for (const XmlAttribute* one : sorted) {
      write_pair(qualified(one->prefix, one->name), one->value, out_);
    }
  }

  Status write_content(const XmlElement& element) {
    const std::string_view text = element.text;
    std::size_t at = 0;
    for (const XmlElement& child : element.children) {
      append_escaped(text.substr(at, child.at - at), XmlPlace::text, out_);
      at = child.at;
      if (&child != options_.omitted) POSTERN_CHECK(write(child));
    }
    append_escaped(text.substr(at), XmlPlace::text, out_);
    return ok();
  }

  const C14nOptions& options_;
  Namespaces scope_;    // In the document, around what is being written and in it.
  Namespaces written_;  // The same in what was written.
  std::string out_;
};

// What is declared around `wanted` and above it, outermost first.
std::optional<Namespaces> declared_around(const XmlElement& at, const XmlElement& wanted) {
  if (&at == &wanted) return Namespaces();
  for (const XmlElement& child : at.children) {
    auto inner = declared_around(child, wanted);
    if (!inner) continue;
    inner->insert(inner->begin(), at.namespaces.begin(), at.namespaces.end());
    return inner;
  }
  return std::nullopt;
}

}  // namespace

std::string escape_xml(std::string_view text, XmlPlace place) {
  std::string out;
  append_escaped(text, place, out);
  return out;
}

Result<std::string> canonical_xml(const XmlElement& root, const XmlElement& apex,
                                  const C14nOptions& options) {
  auto around = declared_around(root, apex);
  if (!around) return refused("the element is of another document");
  Canonicalizer canonicalizer(options, *std::move(around));
  POSTERN_CHECK(canonicalizer.write(apex));
  return canonicalizer.take();
}

std::vector<XmlNamespace> namespaces_at(const XmlElement& root, const XmlElement& element) {
  auto all = declared_around(root, element);
  if (!all) return {};
  all->insert(all->end(), element.namespaces.begin(), element.namespaces.end());
  Namespaces innermost;
  for (auto one = all->rbegin(); one != all->rend(); ++one) {
    if (find_uri(innermost, one->prefix) == nullptr) innermost.push_back(*one);
  }
  return innermost;
}

}  // namespace postern::codec
