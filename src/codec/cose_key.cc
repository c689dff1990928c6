// Reading COSE_Key: one row per algorithm says which members it has.
#include "codec/cose_key.h"

namespace postern::codec {
namespace {

// Labels of common members and of those that depend on the key type (RFC 9053, section 7).
constexpr std::int64_t kKeyType = 1;
constexpr std::int64_t kAlgorithm = 3;
constexpr std::int64_t kCurve = -1;

constexpr std::size_t kAnySize = 0;

struct KeyForm {
  CoseAlgorithm algorithm;
  std::int64_t key_type;
  std::int64_t curve;  // 0: the key type has none.
  std::int64_t first_label;
  std::int64_t second_label;  // 0: there is no second.
  std::size_t component_bytes;
};

constexpr KeyForm kForms[] = {
    {CoseAlgorithm::es256, 2, 1, -2, -3, 32},
    {CoseAlgorithm::eddsa, 1, 6, -2, 0, 32},
    {CoseAlgorithm::rs256, 3, 0, -1, -2, kAnySize},
};

Error unsupported() {
  return reject("WebAuthnCredentialNotSupportedException",
                "The credential's public key is not one that was asked for.");
}

bool holds(const Cbor& key, std::int64_t label, std::int64_t value) {
  const Cbor* found = key.find(label);
  return found != nullptr && found->integer() != nullptr && *found->integer() == value;
}

Result<std::string> component(const Cbor& key, const KeyForm& form, std::int64_t label) {
  const Cbor* found = key.find(label);
  if (found == nullptr || found->bytes() == nullptr) return unsupported();
  const std::string_view value = found->bytes()->value;
  if (value.empty() || (form.component_bytes != kAnySize && value.size() != form.component_bytes)) {
    return unsupported();
  }
  return std::string(value);
}

Result<CoseKey> read_form(const Cbor& key, const KeyForm& form) {
  if (!holds(key, kKeyType, form.key_type)) return unsupported();
  if (form.curve != 0 && !holds(key, kCurve, form.curve)) return unsupported();
  CoseKey read{form.algorithm, {}, {}};
  POSTERN_TRY(read.first, component(key, form, form.first_label));
  if (form.second_label != 0) {
    POSTERN_TRY(read.second, component(key, form, form.second_label));
  }
  const std::size_t members = 3U + (form.curve != 0) + (form.second_label != 0);
  return key.map()->size() == members ? Result<CoseKey>(std::move(read)) : unsupported();
}

}  // namespace

Result<CoseKey> read_cose_key(const Cbor& item) {
  if (item.map() == nullptr) return unsupported();
  for (const KeyForm& form : kForms) {
    if (holds(item, kAlgorithm, static_cast<std::int64_t>(form.algorithm))) {
      return read_form(item, form);
    }
  }
  return unsupported();
}

Result<CoseKey> parse_cose_key(std::string_view bytes) {
  POSTERN_TRY(const Cbor item, Cbor::parse(bytes));
  return read_cose_key(item);
}

}  // namespace postern::codec
