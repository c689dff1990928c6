// The file beside the data that keeps the root key.
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "domain/root_keys.h"

namespace postern {

// PATH holds the key, readable by its owner alone; PATH.next the one that is to replace it. The
// store takes a key over between make_next() and promote_next(), so one of the two opens it at any
// moment: whoever opens it tries both.
class KeyFile final : public domain::RootKeyHolder {
 public:
  // `random` outlives this.
  KeyFile(std::string path, Random& random);

  // The key; without a file, a new one, durable before it is returned.
  Result<Secret> read_or_make();
  [[nodiscard]] bool exists() const;

  // Empty when there is none, or its writing was cut off.
  Result<Secret> read_next();

  Result<Secret> make_next() override;
  Status promote_next() override;

 private:
  const std::string path_;
  const std::string next_path_;
  Random& random_;
};

}  // namespace postern
