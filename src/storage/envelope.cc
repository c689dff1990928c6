// Seals and opens the values of records.
#include "storage/envelope.h"

namespace postern::storage {
namespace {

std::string header(std::uint8_t record_type) {
  return {Envelope::kFormatVersion, static_cast<char>(record_type)};
}

// The header has a fixed size, so header and key cannot run into each other.
std::string bound_data(std::string_view header, std::string_view key) {
  std::string aad(header);
  aad += key;
  return aad;
}

Error corrupt_record(std::uint8_t record_type) {
  return {
      Errc::corrupt, "InternalErrorException",
      "A stored record of type " + std::to_string(record_type) + " failed its integrity check."};
}

}  // namespace

Envelope::Envelope(std::string_view root_key, Random& random)
    : sealer_(key_of(root_key)), random_(random) {}

Secret Envelope::key_of(std::string_view root_key) {
  return crypto::derive_key(root_key, "record");
}

std::string Envelope::seal(std::uint8_t record_type, std::string_view key,
                           std::string_view plaintext) const {
  const auto range = range_keys_->find(key);
  if (!range) return seal_outer(record_type, key, plaintext);
  const std::uint8_t type = record_type | kOfRange;
  return seal_outer(type, key,
                    range->sealer->seal(plaintext, bound_data(header(type), key), random_));
}

std::string Envelope::seal_outer(std::uint8_t type, std::string_view key,
                                 std::string_view content) const {
  std::string envelope = header(type);
  envelope += sealer_.seal(content, bound_data(envelope, key), random_);
  return envelope;
}

Result<Envelope::Opened> Envelope::open_outer(std::uint8_t record_type, std::string_view key,
                                              std::string_view sealed) const {
  Opened opened{.type = record_type, .content = {}};
  if (sealed.starts_with(header(record_type | kOfRange))) opened.type |= kOfRange;
  const std::string expected = header(opened.type);
  if (!sealed.starts_with(expected)) return corrupt_record(record_type);
  auto content = sealer_.open(sealed.substr(kHeaderBytes), bound_data(expected, key));
  if (!content.ok()) return corrupt_record(record_type);
  opened.content = *std::move(content);
  return opened;
}

Result<std::string> Envelope::open(std::uint8_t record_type, std::string_view key,
                                   std::string_view sealed) const {
  POSTERN_TRY(Opened opened, open_outer(record_type, key, sealed));
  if ((opened.type & kOfRange) == 0) return std::move(opened.content);
  const auto range = range_keys_->find(key);
  if (!range || !range->opens) return range_locked();
  auto plaintext = range->sealer->open(opened.content, bound_data(header(opened.type), key));
  if (!plaintext.ok()) return corrupt_record(record_type);
  return plaintext;
}

bool Envelope::is_whole(std::uint8_t record_type, std::string_view key,
                        std::string_view sealed) const {
  auto opened = open_outer(record_type, key, sealed);
  if (opened.ok()) wipe(opened->content);
  return opened.ok();
}

Result<std::optional<std::string>> Envelope::renew(std::uint8_t record_type, std::string_view key,
                                                   std::string_view sealed) const {
  POSTERN_TRY(Opened opened, open_outer(record_type, key, sealed));
  std::optional<std::string> renewed;
  const std::string aad = bound_data(header(opened.type), key);
  if (!sealer_.is_newest(sealed.substr(kHeaderBytes), aad)) {
    renewed = seal_outer(opened.type, key, opened.content);
  }
  wipe(opened.content);
  return renewed;
}

std::string_view Envelope::nonce_of(std::string_view sealed) {
  if (sealed.size() < kHeaderBytes + kNonceBytes) return {};
  return sealed.substr(kHeaderBytes, kNonceBytes);
}

}  // namespace postern::storage
