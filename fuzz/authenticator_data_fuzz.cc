// Targets: parse_authenticator_data, parse_cose_key.
// Property: what was read, written again, is the input, but for extensions and reserved flags.
#include "codec/authenticator_data.h"

#include "codec/cose_key.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

namespace {

std::string big_endian(std::uint32_t value, int bytes) {
  std::string out;
  for (int shift = 8 * bytes - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift)));
  }
  return out;
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const auto data = parse_authenticator_data(input);
  if (!data.ok()) return;
  const auto flags = static_cast<unsigned char>(input[32]);
  require(data->user_present == ((flags & 1U) != 0), "bit 0 is user presence");
  require(data->user_verified == ((flags & 4U) != 0), "bit 2 is user verification");
  require(data->backup_eligible || !data->backed_up, "only what may be backed up is");
  require(data->attested.has_value() == ((flags & 64U) != 0), "bit 6 is a credential");

  std::string written(data->rp_id_hash);
  written += input[32];
  written += big_endian(data->sign_count, 4);
  if (data->attested) {
    const auto& made = *data->attested;
    require(!made.credential_id.empty() && made.credential_id.size() <= kCredentialIdBytesMax,
            "an id has 1 to 1023 bytes");
    written.append(made.aaguid)
        .append(big_endian(static_cast<std::uint32_t>(made.credential_id.size()), 2))
        .append(made.credential_id)
        .append(made.public_key);
    if (const auto key = parse_cose_key(made.public_key); key.ok()) {
      require(!key->first.empty(), "a key has a first part");
    }
  }
  require(input.starts_with(written), "the parts are the input's");
  require((flags & 128U) != 0 ? written.size() < input.size() : written.size() == input.size(),
          "extensions are there exactly when bit 7 says so");
}
