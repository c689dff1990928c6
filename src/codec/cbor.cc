// Reading canonical CBOR. Each item has exactly one spelling, so what was signed is what was meant.
#include "codec/cbor.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "codec/utf8.h"

namespace postern::codec {
namespace {

Error malformed() {
  return invalid_parameter("Malformed CBOR.");
}

enum Major : unsigned {
  kUnsigned = 0,
  kNegative = 1,
  kBytes = 2,
  kText = 3,
  kArray = 4,
  kMap = 5,
  kSimple = 7,
};

constexpr std::uint64_t kFalse = 20;
constexpr std::uint64_t kTrue = 21;
constexpr std::uint64_t kNull = 22;

// The first bytes of an item: its kind, and its value, its length or its number of elements.
struct Head {
  unsigned major;
  std::uint64_t argument;
};

}  // namespace

class CborParser {
 public:
  explicit CborParser(std::string_view bytes) : rest_(bytes) {}

  Result<Cbor> item(int depth) {
    if (depth > kCborDepthMax) return malformed();
    const auto head = take_head();
    if (!head) return malformed();
    switch (head->major) {
      case kUnsigned:
      case kNegative:
        return integer(*head);
      case kBytes:
      case kText:
        return string(*head);
      case kArray:
        return array(head->argument, depth);
      case kMap:
        return map(head->argument, depth);
      default:
        return simple(*head);
    }
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::optional<std::string_view> take(std::uint64_t size) {
    if (size > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::optional<Head> take_head() {
    const auto first = take(1);
    if (!first) return std::nullopt;
    const auto byte = static_cast<unsigned char>(first->front());
    const unsigned major = byte >> 5U;
    const unsigned info = byte & 31U;
    if (info < 24) return Head{major, info};
    if (info > 27) return std::nullopt;  // Reserved, or of indefinite length.
    const auto following = take(std::uint64_t{1} << (info - 24));
    if (!following || major == kSimple) return std::nullopt;  // Floats, unassigned simple values.
    std::uint64_t argument = 0;
    for (const char c : *following) argument = argument << 8U | static_cast<unsigned char>(c);
    // The smallest value that needs as many bytes.
    constexpr std::uint64_t kSmallest[] = {24, 1ULL << 8U, 1ULL << 16U, 1ULL << 32U};
    if (argument < kSmallest[info - 24]) return std::nullopt;
    return Head{major, argument};
  }

  static Result<Cbor> integer(const Head& head) {
    if (head.argument > std::numeric_limits<std::int64_t>::max()) return malformed();
    const auto value = static_cast<std::int64_t>(head.argument);
    return made(head.major == kUnsigned ? value : -1 - value);
  }

  Result<Cbor> string(const Head& head) {
    const auto content = take(head.argument);
    if (!content) return malformed();
    if (head.major == kBytes) return made(Cbor::Bytes{*content});
    if (!is_utf8(*content)) return malformed();
    return made(Cbor::Text{*content});
  }

  Result<Cbor> array(std::uint64_t size, int depth) {
    // Every element takes a byte at least: a length that lies reserves nothing.
    if (size > rest_.size()) return malformed();
    Cbor::Array elements;
    for (std::uint64_t i = 0; i < size; ++i) {
      auto element = item(depth + 1);
      if (!element.ok()) return element;
      elements.push_back(std::move(*element));
    }
    return made(std::move(elements));
  }

  Result<Cbor> map(std::uint64_t size, int depth) {
    if (size > rest_.size() / 2) return malformed();
    Cbor::Map members;
    std::string_view previous;
    for (std::uint64_t i = 0; i < size; ++i) {
      const std::string_view before = rest_;
      auto key = item(depth + 1);
      if (!key.ok() || (!key->integer() && !key->text())) return malformed();
      const std::string_view spelt = before.substr(0, before.size() - rest_.size());
      if (i > 0 && !ascends(previous, spelt)) return malformed();
      previous = spelt;
      auto value = item(depth + 1);
      if (!value.ok()) return value;
      members.emplace_back(std::move(*key), std::move(*value));
    }
    return made(std::move(members));
  }

  static Result<Cbor> simple(const Head& head) {
    if (head.major != kSimple) return malformed();  // A tag.
    if (head.argument == kNull) return Cbor();
    if (head.argument != kFalse && head.argument != kTrue) return malformed();
    return made(head.argument == kTrue);
  }

  // The order of keys by their spelling: kind, then length, then bytes.
  static bool ascends(std::string_view a, std::string_view b) {
    const auto major = [](std::string_view key) {
      return static_cast<unsigned char>(key.front()) >> 5U;
    };
    if (major(a) != major(b)) return major(a) < major(b);
    if (a.size() != b.size()) return a.size() < b.size();
    return a < b;
  }

  template <class Value>
  static Result<Cbor> made(Value value) {
    Cbor item;
    item.value_ = std::move(value);
    return item;
  }

  std::string_view rest_;
};

Result<Cbor> Cbor::parse(std::string_view bytes) {
  auto item = parse_front(bytes);
  if (!item.ok() || !bytes.empty()) return malformed();
  return item;
}

Result<Cbor> Cbor::parse_front(std::string_view& bytes) {
  if (bytes.size() > kCborBytesMax) return malformed();
  CborParser parser(bytes);
  auto item = parser.item(1);
  if (item.ok()) bytes = parser.rest();
  return item;
}

const Cbor* Cbor::find(std::string_view key) const {
  if (map() == nullptr) return nullptr;
  for (const auto& [name, value] : *map()) {
    if (name.text() != nullptr && name.text()->value == key) return &value;
  }
  return nullptr;
}

const Cbor* Cbor::find(std::int64_t key) const {
  if (map() == nullptr) return nullptr;
  for (const auto& [name, value] : *map()) {
    if (name.integer() != nullptr && *name.integer() == key) return &value;
  }
  return nullptr;
}

}  // namespace postern::codec
