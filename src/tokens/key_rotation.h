// Replacing the signing keys of a pool (K06).
//
// The new pair is in the JWKS from the moment it is made, and signs only when no verifier can still
// have a copy of the JWKS from before. The pair before it stays there until nothing that it signed
// is good any more. Both moments are fixed when the rotation begins, and who reads the keys
// compares them with the clock: nobody has to go on with it, and all engines on one store agree.
#pragma once

#include <string_view>

#include "tokens/key_ring.h"

namespace postern::tokens {

// Begins. ResourceNotFoundException without such a pool; InvalidParameterException while the pair
// before is still published. A pool that had no keys has its first ones afterwards.
Status rotate_signing_keys(domain::Store& store, std::string_view pool_id);

// The same at once, for keys that somebody else may know: they sign nothing any more, and nothing
// they signed is good. Those of a rotation that is under way go as well.
Status replace_signing_keys(domain::Store& store, std::string_view pool_id);

}  // namespace postern::tokens
