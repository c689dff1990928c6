// Reads JSON text strictly. Hostile input meets this file first: every byte is checked once, work
// and memory are bounded by JsonLimits, and what two parsers could read differently is refused.
#include <algorithm>
#include <charconv>

#include "codec/json.h"
#include "codec/json_scan.h"
#include "codec/utf8.h"

namespace postern {
namespace {

// Most objects have few members: comparing pairs beats sorting up to about here.
constexpr std::size_t kPairwiseMembersMax = 24;
constexpr std::size_t kObjectReserve = 16;

bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Says cheaply that a key is new: one bit a key, chosen by its length and outer characters.
class KeyFilter {
 public:
  // False if the key is surely new.
  bool add(std::string_view key) {
    const unsigned first = key.empty() ? 0 : static_cast<unsigned char>(key.front());
    const unsigned last = key.empty() ? 0 : static_cast<unsigned char>(key.back());
    const std::uint64_t bit = 1ULL << ((key.size() * 7 + first * 3 + last) % 64);
    const bool maybe_seen = (bits_ & bit) != 0;
    bits_ |= bit;
    return maybe_seen;
  }

 private:
  std::uint64_t bits_ = 0;
};

bool has_duplicate_key(const Json::Object& members) {
  std::vector<std::string_view> keys;
  keys.reserve(members.size());
  for (const JsonMember& member : members) keys.emplace_back(member.key);
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

}  // namespace

// Recursive descent. Each read_ method leaves `at_` after what it read; on a fault it sets
// `fault_`, leaves `at_` at the offending byte and returns false.
class JsonParser {
 public:
  JsonParser(std::string_view text, const JsonLimits& limits)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), limits_(limits) {}

  Result<Json> run() {
    Json document;
    if (static_cast<std::size_t>(end_ - begin_) > limits_.bytes_max) {
      fail("too large");
    } else if (read_value(document, 0)) {
      skip_space();
      if (at_ != end_) fail("unexpected bytes after the value");
    }
    if (fault_ != nullptr) return error();
    return document;
  }

 private:
  [[nodiscard]] Error error() const {
    return {Errc::invalid_argument, "SerializationException",
            "Invalid JSON: " + std::string(fault_) + " at byte " + std::to_string(at_ - begin_)};
  }

  bool fail(const char* fault) {
    fault_ = fault;
    return false;
  }

  [[nodiscard]] std::string_view rest() const {
    return {at_, static_cast<std::size_t>(end_ - at_)};
  }

  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }

  bool take(char expected) {
    if (at_ == end_ || *at_ != expected) return false;
    ++at_;
    return true;
  }

  bool read_value(Json& out, int depth) {
    skip_space();
    if (at_ == end_) return fail("unexpected end");
    switch (*at_) {
      case '{': return read_object(out, depth + 1);
      case '[': return read_array(out, depth + 1);
      case '"': return read_string(out.value_.emplace<std::string>());
      case 't': return read_literal("true", out, true);
      case 'f': return read_literal("false", out, false);
      case 'n': return read_literal("null", out, nullptr);
      default: return read_number(out);
    }
  }

  bool read_literal(std::string_view word, Json& out, Json value) {
    if (!rest().starts_with(word)) return fail("unknown literal");
    at_ += word.size();
    out = std::move(value);
    return true;
  }

  // Counts one member or element and the depth it lives at.
  bool enter(int depth) {
    if (depth > limits_.depth_max) return fail("nested too deep");
    ++at_;
    return true;
  }
  bool count_member() {
    return ++members_ <= limits_.members_max || fail("too many members");
  }

  bool read_array(Json& out, int depth) {
    if (!enter(depth)) return false;
    auto& elements = out.value_.emplace<Json::Array>();
    skip_space();
    if (take(']')) return true;
    for (;;) {
      if (!count_member() || !read_value(elements.emplace_back(), depth)) return false;
      skip_space();
      if (take(']')) return true;
      if (!take(',')) return fail("expected ',' or ']'");
    }
  }

  bool read_object(Json& out, int depth) {
    if (!enter(depth)) return false;
    auto& members = out.value_.emplace<Json::Object>();
    skip_space();
    if (take('}')) return true;
    members.reserve(kObjectReserve);
    KeyFilter seen;
    for (;;) {
      if (!count_member() || !read_member(members, seen, depth)) return false;
      skip_space();
      if (take('}')) return check_keys(members);
      if (!take(',')) return fail("expected ',' or '}'");
    }
  }

  bool read_member(Json::Object& members, KeyFilter& seen, int depth) {
    skip_space();
    if (at_ == end_ || *at_ != '"') return fail("expected a member name");
    JsonMember& member = members.emplace_back();
    if (!read_string(member.key)) return false;
    if (seen.add(member.key) && members.size() <= kPairwiseMembersMax &&
        repeats_earlier_key(members)) {
      return fail("duplicate member name");
    }
    skip_space();
    if (!take(':')) return fail("expected ':'");
    return read_value(member.value, depth);
  }

  // RFC 8259 section 4: behaviour for repeated names is unpredictable, and RFC 7515 section 4
  // forbids them. Keys are compared after escapes are resolved.
  static bool repeats_earlier_key(const Json::Object& members) {
    const std::string& key = members.back().key;
    return std::any_of(members.begin(), members.end() - 1,
                       [&](const JsonMember& earlier) { return earlier.key == key; });
  }

  bool check_keys(const Json::Object& members) {
    if (members.size() <= kPairwiseMembersMax || !has_duplicate_key(members)) return true;
    return fail("duplicate member name");
  }

  bool read_string(std::string& out) {
    ++at_;
    for (;;) {
      const char* stop = skip_plain_json(at_, end_);
      // Almost always the whole string is one run, and this is one copy into exact storage.
      out.append(at_, stop);
      at_ = stop;
      if (at_ == end_) return fail("unterminated string");
      if (*at_ == '"') break;
      if (!read_special(out)) return false;
    }
    ++at_;
    return true;
  }

  bool read_special(std::string& out) {
    if (*at_ == '\\') return read_escape(out);
    const std::size_t length = codec::utf8_sequence_length(rest());
    if (length == 0) return fail("invalid UTF-8");
    if (length == 1) return fail("unescaped control character");
    out.append(at_, length);
    at_ += length;
    return true;
  }

  bool read_escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (end_ - at_ < 2) return fail("unterminated string");
    if (at_[1] == 'u') return read_unicode_escape(out);
    const std::size_t index = kNames.find(at_[1]);
    if (index == std::string_view::npos) return fail("unknown escape");
    out += kMeanings[index];
    at_ += 2;
    return true;
  }

  // The value of `\uXXXX` at `at_ + offset`, or -1.
  [[nodiscard]] int code_unit(std::ptrdiff_t offset) const {
    const char* from = at_ + offset;
    if (end_ - from < 6 || from[0] != '\\' || from[1] != 'u') return -1;
    int unit = 0;
    for (int i = 2; i < 6; ++i) {
      const int digit = hex_digit(from[i]);
      if (digit < 0) return -1;
      unit = unit * 16 + digit;
    }
    return unit;
  }

  bool read_unicode_escape(std::string& out) {
    const int unit = code_unit(0);
    if (unit < 0) return fail("bad \\u escape");
    // A NUL would end the text early for every C host that reads it.
    if (unit == 0) return fail("U+0000");
    if (unit < 0xD800 || unit > 0xDFFF) {
      codec::append_utf8(out, static_cast<char32_t>(unit));
      at_ += 6;
      return true;
    }
    const int low = unit < 0xDC00 ? code_unit(6) : -1;
    if (low < 0xDC00 || low > 0xDFFF) return fail("lone surrogate");
    codec::append_utf8(out, 0x10000U + (static_cast<char32_t>(unit - 0xD800) << 10U) +
                                static_cast<char32_t>(low - 0xDC00));
    at_ += 12;
    return true;
  }

  static const char* skip_digits(const char* from, const char* end) {
    while (from != end && is_digit(*from)) ++from;
    return from;
  }

  bool read_number(Json& out) {
    const char* last = at_;
    if (*last == '-') ++last;
    if (last == end_ || !is_digit(*last)) return fail("unexpected character");
    const bool leading_zero = *last == '0';
    const char* integer = last;
    last = skip_digits(last, end_);
    if (leading_zero && last - integer > 1) return fail("leading zero");
    if (last == end_ || (*last != '.' && *last != 'e' && *last != 'E')) {
      return read_integer(last, out);
    }
    return read_real(last, out);
  }

  bool read_integer(const char* last, Json& out) {
    std::int64_t value = 0;
    if (std::from_chars(at_, last, value).ec != std::errc()) return fail("number out of range");
    out.value_ = value;
    at_ = last;
    return true;
  }

  bool read_real(const char* last, Json& out) {
    if (*last == '.') {
      const char* fraction = last + 1;
      last = skip_digits(fraction, end_);
      if (last == fraction) return fail("bad fraction");
    }
    if (last != end_ && (*last == 'e' || *last == 'E')) {
      ++last;
      if (last != end_ && (*last == '+' || *last == '-')) ++last;
      const char* exponent = last;
      last = skip_digits(exponent, end_);
      if (last == exponent) return fail("bad exponent");
    }
    double value = 0;
    if (std::from_chars(at_, last, value).ec != std::errc()) return fail("number out of range");
    out.value_ = value;
    at_ = last;
    return true;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  const JsonLimits& limits_;
  std::size_t members_ = 0;
  const char* fault_ = nullptr;
};

Result<Json> Json::parse(std::string_view text, const JsonLimits& limits) {
  return JsonParser(text, limits).run();
}

}  // namespace postern
