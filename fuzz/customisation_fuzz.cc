// Targets: read_customisation, customise_id_claims, customise_access_claims.
// Property: whatever a PreTokenGeneration function answers, the claims that carry the token's
// meaning stay as they were (T06, A12).
#include "codec/json.h"
#include "fuzz/property.h"
#include "tokens/customise.h"

using namespace postern;
using postern::fuzz::require;

namespace {

Json claims() {
  return Json::object()
      .set("sub", "s")
      .set("iss", "i")
      .set("exp", 1)
      .set("iat", 0)
      .set("token_use", "id")
      .set("aud", "c")
      .set("client_id", "c")
      .set("cognito:username", "u")
      .set("username", "u")
      .set("origin_jti", "o")
      .set("scope", "a b");
}

void check_kept(const Json& before, const Json& after) {
  for (const char* name : {"sub", "iss", "exp", "iat", "token_use", "cognito:username", "username",
                           "origin_jti", "client_id"}) {
    const Json* value = after.find(name);
    require(value != nullptr && *value == *before.find(name), "a protected claim keeps its value");
  }
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const auto response = Json::parse(input);
  if (!response.ok() || !response->is_object()) return;
  for (const std::uint32_t version : {1u, 2u}) {
    const auto customisation = tokens::read_customisation(version, *response);
    if (!customisation.ok()) continue;
    Json id = claims();
    tokens::customise_id_claims(id, *customisation);
    check_kept(claims(), id);
    Json access = claims();
    tokens::customise_access_claims(access, *customisation);
    check_kept(claims(), access);
  }
}
