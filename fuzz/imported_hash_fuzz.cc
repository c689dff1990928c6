// Targets: ImportedHash::parse, ImportedHash::recognise.
// Property: a text is of one algorithm at most, which recognise() names; no longer text is one too.
#include "crypto/imported_hash.h"

#include "fuzz/property.h"

using postern::crypto::HashAlgorithm;
using postern::crypto::ImportedHash;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  const auto recognised = ImportedHash::recognise(input);
  for (const auto algorithm : {HashAlgorithm::bcrypt, HashAlgorithm::scrypt,
                               HashAlgorithm::argon2id, HashAlgorithm::pbkdf2_sha256}) {
    const bool read = ImportedHash::parse(algorithm, input).has_value();
    require(read == (recognised && recognised->algorithm() == algorithm),
            "a text is of the algorithm that is recognised and of no other");
  }
  if (!recognised) return;
  require(!ImportedHash::recognise(std::string(input) + "$"), "nothing follows a hash");
  require(!ImportedHash::recognise(std::string(input) + "\n"), "nothing follows a hash");
}
