// Reading authenticator data and attestation objects.
#include "codec/authenticator_data.h"

namespace postern::codec {
namespace {

// Bits of the flags byte (section 6.1); the others are reserved and mean nothing yet.
constexpr unsigned kUserPresent = 1U << 0U;
constexpr unsigned kUserVerified = 1U << 2U;
constexpr unsigned kBackupEligible = 1U << 3U;
constexpr unsigned kBackedUp = 1U << 4U;
constexpr unsigned kAttested = 1U << 6U;
constexpr unsigned kExtensions = 1U << 7U;

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kAaguidBytes = 16;

Error malformed() {
  return invalid_parameter("Malformed authenticator data.");
}

std::optional<std::string_view> take(std::string_view& bytes, std::size_t size) {
  if (size > bytes.size()) return std::nullopt;
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

// A map of CBOR off the front: its bytes.
Result<std::string_view> take_map(std::string_view& bytes) {
  const std::string_view before = bytes;
  POSTERN_TRY(const Cbor item, Cbor::parse_front(bytes));
  if (item.map() == nullptr) return malformed();
  return before.substr(0, before.size() - bytes.size());
}

Result<AttestedCredential> take_attested(std::string_view& bytes) {
  const auto aaguid = take(bytes, kAaguidBytes);
  const auto id_size = aaguid ? take(bytes, 2) : std::nullopt;
  if (!id_size) return malformed();
  const std::uint32_t size = big_endian(*id_size);
  const auto id = size <= kCredentialIdBytesMax ? take(bytes, size) : std::nullopt;
  if (!id || id->empty()) return malformed();
  POSTERN_TRY(const std::string_view public_key, take_map(bytes));
  return AttestedCredential{*aaguid, *id, public_key};
}

}  // namespace

Result<AuthenticatorData> parse_authenticator_data(std::string_view bytes) {
  const auto hash = take(bytes, kHashBytes);
  const auto flags_byte = hash ? take(bytes, 1) : std::nullopt;
  const auto count = flags_byte ? take(bytes, 4) : std::nullopt;
  if (!count) return malformed();
  const auto flags = static_cast<unsigned char>(flags_byte->front());
  AuthenticatorData data;
  data.rp_id_hash = *hash;
  data.user_present = (flags & kUserPresent) != 0;
  data.user_verified = (flags & kUserVerified) != 0;
  data.backup_eligible = (flags & kBackupEligible) != 0;
  data.backed_up = (flags & kBackedUp) != 0;
  data.sign_count = big_endian(*count);
  if (data.backed_up && !data.backup_eligible) return malformed();
  if ((flags & kAttested) != 0) {
    POSTERN_TRY(data.attested, take_attested(bytes));
  }
  if ((flags & kExtensions) != 0) POSTERN_CHECK(take_map(bytes));
  if (!bytes.empty()) return malformed();
  return data;
}

Result<AttestationObject> parse_attestation_object(std::string_view bytes) {
  POSTERN_TRY(Cbor item, Cbor::parse(bytes));
  const Cbor* format = item.find("fmt");
  const Cbor* statement = item.find("attStmt");
  const Cbor* data = item.find("authData");
  const bool complete = format != nullptr && format->text() != nullptr && statement != nullptr &&
                        statement->map() != nullptr && data != nullptr &&
                        data->bytes() != nullptr && item.map()->size() == 3;
  if (!complete) return malformed();
  return AttestationObject{format->text()->value, *statement, data->bytes()->value};
}

}  // namespace postern::codec
