// A credential's public key as an authenticator states it: COSE_Key (RFC 9052, section 7).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/cbor.h"

namespace postern::codec {

// COSE's numbers of the algorithms that are offered (RFC 9053, RFC 8812).
enum class CoseAlgorithm : std::int64_t {
  es256 = -7,    // ECDSA on P-256 with SHA-256.
  eddsa = -8,    // Ed25519.
  rs256 = -257,  // RSASSA-PKCS1-v1_5 with SHA-256.
};

// Raw big-endian bytes as stated. Whether they are a key at all is the crypto room's to say.
struct CoseKey {
  CoseAlgorithm algorithm;
  std::string first;   // x of a point or of an Ed25519 key; n of an RSA key.
  std::string second;  // y of a point; e of an RSA key; empty for Ed25519.
};

// The members WebAuthn level 3, section 6.5.1.1, wants and no others: an algorithm that is not one
// of the above, another curve or key type than it needs, a compressed point and a coordinate of
// another length are refused (W08).
Result<CoseKey> read_cose_key(const Cbor& item);
Result<CoseKey> parse_cose_key(std::string_view bytes);

}  // namespace postern::codec
