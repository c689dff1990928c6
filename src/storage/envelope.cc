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
  return {Errc::corrupt, "InternalErrorException",
          "A stored record of type " + std::to_string(record_type) +
              " failed its integrity check."};
}

}  // namespace

Envelope::Envelope(std::string_view root_key, Random& random)
    : sealer_(key_of(root_key)), random_(random) {}

Secret Envelope::key_of(std::string_view root_key) {
  return crypto::derive_key(root_key, "record");
}

std::string Envelope::seal(std::uint8_t record_type, std::string_view key,
                           std::string_view plaintext) const {
  std::string envelope = header(record_type);
  envelope += sealer_.seal(plaintext, bound_data(envelope, key), random_);
  return envelope;
}

Result<std::string> Envelope::open(std::uint8_t record_type, std::string_view key,
                                   std::string_view sealed) const {
  const std::string expected = header(record_type);
  if (!sealed.starts_with(expected)) return corrupt_record(record_type);
  auto plaintext = sealer_.open(sealed.substr(kHeaderBytes), bound_data(expected, key));
  if (!plaintext.ok()) return corrupt_record(record_type);
  return plaintext;
}

Result<std::optional<std::string>> Envelope::renew(std::uint8_t record_type, std::string_view key,
                                                   std::string_view sealed) const {
  POSTERN_TRY(std::string plaintext, open(record_type, key, sealed));
  std::optional<std::string> renewed;
  const std::string aad = bound_data(header(record_type), key);
  if (!sealer_.is_newest(sealed.substr(kHeaderBytes), aad)) {
    renewed = seal(record_type, key, plaintext);
  }
  wipe(plaintext);
  return renewed;
}

std::string_view Envelope::nonce_of(std::string_view sealed) {
  if (sealed.size() < kHeaderBytes + kNonceBytes) return {};
  return sealed.substr(kHeaderBytes, kNonceBytes);
}

}  // namespace postern::storage
