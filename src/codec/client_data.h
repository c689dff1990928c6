// What a browser says about a WebAuthn ceremony: collected client data (level 3, section 5.8.1).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::codec {

struct ClientData {
  std::string type;       // "webauthn.create" or "webauthn.get".
  std::string challenge;  // Decoded.
  std::string origin;
  bool cross_origin = false;  // Asked for inside a frame of another origin; true with a topOrigin.
};

// Strict JSON in UTF-8: a byte order mark, duplicate members, a NUL and members of another type
// than they should have are refused (InvalidParameterException; W17). Unknown members are allowed,
// as browsers add some to keep it so.
Result<ClientData> parse_client_data(std::string_view json);

}  // namespace postern::codec
