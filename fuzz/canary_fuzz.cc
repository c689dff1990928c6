// Targets: nothing. Proves that the harness reports a broken property.
// Property: no input starts with "sing" - which is false on purpose.
#include "fuzz/property.h"

POSTERN_FUZZ_TARGET(input) {
  postern::fuzz::require(!input.starts_with("sing"), "the canary does not sing");
}
