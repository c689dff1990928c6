// The server's side of Cognito's SRP-6a: how USER_SRP_AUTH and devices prove a password.
//
// Names follow the protocol: A and B are the public values, b the server's secret, v the verifier,
// N the group, K the session key. H is SHA-256.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace postern::crypto::srp {

inline constexpr std::size_t kSaltBytes = 16;
inline constexpr std::size_t kServerSecretBytes = 32;
inline constexpr std::size_t kSessionKeyBytes = 16;
inline constexpr std::size_t kPublicHexDigitsMax = 768;  // As wide as N.

// v = g^H(pad(salt) || H(pool_name || username || ":" || password)), big-endian. What a server
// stores instead of the password; stored sealed (S12). `pool_name` is the pool id's part after "_";
// for a device, pool_name is its group key and username its key.
Secret verifier(std::string_view pool_name, std::string_view username, std::string_view password,
                std::string_view salt);

// Whether a verifier that came from a client (ConfirmDevice) lies in 1 < v < N.
bool is_usable_verifier(std::string_view verifier);

// b and g^b, which do not depend on the user: they can be made before anyone asks. For one attempt
// only (S05).
struct KeyPair {
  Secret b;
  Secret g_to_b;
};
KeyPair make_key_pair(Secret b);
KeyPair make_key_pair(Random& random);  // b of 256 fresh bits.

// What the server keeps (b) and sends (B) after the client's first message.
struct ServerStep1 {
  Secret b;
  std::string B_hex;
};

// B = k*v + g^b mod N. REQUIRES: is_usable_verifier(verifier), or it came from verifier().
// The first form answers nullopt for B = 0 (S04), after which the pair is to be thrown away; the
// second draws again by itself.
std::optional<ServerStep1> begin(std::string_view verifier, KeyPair pair);
ServerStep1 begin(std::string_view verifier, Random& random);

// Whether A may be answered at all: 1 to 768 hex digits (odd counts included: clients do not pad),
// not congruent to 0 mod N. Otherwise InvalidParameterException, the same for each cause (S01,
// S02).
Status check_client_public(std::string_view A_hex);

// K, 16 bytes. Refuses what check_client_public() refuses, and u = 0 (S03). `B_hex` and `b` are
// begin()'s. The verifier's and b's values do not show in the time taken (S10).
Result<Secret> server_session_key(std::string_view A_hex, std::string_view B_hex,
                                  std::string_view b, std::string_view verifier);

// The same for u as it is given: 32 bytes, otherwise H(pad(A) || pad(B)).
Result<Secret> session_key_for_u(std::string_view A_hex, std::string_view u_bytes,
                                 std::string_view b, std::string_view verifier);

// The 32 bytes a client proves K with: HMAC(K, pool_name || user_id || secret_block || timestamp).
// Compare with crypto::equal (S14).
std::string claim_signature(std::string_view session_key, std::string_view pool_name,
                            std::string_view user_id, std::string_view secret_block,
                            std::string_view timestamp);

}  // namespace postern::crypto::srp
