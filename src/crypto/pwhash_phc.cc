// Writing and strict reading of "$argon2id$v=19$m=..,t=..,p=1$salt$tag".
#include "crypto/pwhash_phc.h"

#include <sodium/utils.h>

#include <charconv>

#include "crypto/bytes.h"

namespace postern::crypto {
namespace {

constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

template <std::size_t size>
std::string base64(const std::array<unsigned char, size>& bytes) {
  std::string text(sodium_base64_ENCODED_LEN(size, kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kBase64);
  text.pop_back();  // The terminator.
  return text;
}

// Reads one piece after another; the first that does not fit empties the rest.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool literal(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  bool number(int& out) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
    if (error != std::errc{}) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }
  template <std::size_t size>
  bool base64(std::array<unsigned char, size>& out) {
    const std::string_view text = rest_.substr(0, sodium_base64_ENCODED_LEN(size, kBase64) - 1);
    std::size_t read = 0;
    if (sodium_base642bin(out.data(), size, text.data(), text.size(), nullptr, &read, nullptr,
                          kBase64) != 0 || read != size) {
      return false;
    }
    rest_.remove_prefix(text.size());
    return true;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool affordable(const PwhashCost& cost) {
  return cost.memory_kib >= kPwhashMemoryKibMin && cost.memory_kib <= kPwhashMemoryKibMax &&
         cost.passes >= 1 && cost.passes <= kPwhashPassesMax;
}

}  // namespace

std::string format_phc(const PwhashRecord& record) {
  return "$argon2id$v=19$m=" + std::to_string(record.cost.memory_kib) +
         ",t=" + std::to_string(record.cost.passes) + ",p=1$" + base64(record.salt) + "$" +
         base64(record.tag);
}

std::optional<PwhashRecord> parse_phc(std::string_view text) {
  PwhashRecord record;
  Cursor cursor(text);
  const bool readable = cursor.literal("$argon2id$v=19$m=") &&
                        cursor.number(record.cost.memory_kib) && cursor.literal(",t=") &&
                        cursor.number(record.cost.passes) && cursor.literal(",p=1$") &&
                        cursor.base64(record.salt) && cursor.literal("$") &&
                        cursor.base64(record.tag) && cursor.done();
  // Comparing with our own writing leaves no second spelling (leading zeros and the like).
  if (!readable || !affordable(record.cost) || format_phc(record) != text) return std::nullopt;
  return record;
}

}  // namespace postern::crypto
