// `postern keys rotate-signing`.
#include "signing_keys.h"

#include <cstdio>

#include "engine_access.h"
#include "flat_json.h"
#include "store_file.h"

namespace postern::server {

void rotate_signing_keys(const NewSigningKeysOptions& options) {
  require_store(options.data);
  EngineAccess engine(options.data);
  const std::string pool = R"("UserPoolId":)" + json_string(options.pool_id);
  const std::string leaked = options.leaked && !options.list ? R"(,"Leaked":true)" : "";
  const std::string answer = engine.call(options.list ? "ListSigningKeys" : "RotateSigningKeys",
                                         "{" + pool + leaked + "}");
  std::printf("%s\n", answer.c_str());
}

}  // namespace postern::server
