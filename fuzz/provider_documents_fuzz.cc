// Targets: JwkSet::read, read_discovery, map_attributes.
// Properties: a set holds no more keys than it may, and verifies nothing that was signed by none of
// them; addresses that are taken from a discovery document are https; what claims become is text.
#include "codec/utf8.h"
#include "federation/attribute_mapping.h"
#include "federation/endpoints.h"
#include "federation/jwk_set.h"
#include "fuzz/property.h"

using namespace postern;
using postern::fuzz::require;

namespace {

const domain::IdentityProvider& provider() {
  static const domain::IdentityProvider made = [] {
    domain::IdentityProvider one;
    for (const auto name : {"email", "email_verified", "address", "name", "picture"}) {
      one.attribute_mapping.set(name, name);
    }
    return one;
  }();
  return made;
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const auto document = Json::parse(input);
  if (!document.ok() || !document->is_object()) return;

  const auto keys = federation::JwkSet::read(*document);
  if (keys.ok()) {
    require(keys->size() <= 64, "a set is bounded");
    for (const auto alg : {"RS256", "ES256", "none"}) {
      require(!keys->verifies(alg, "k1", "message", std::string(64, 's')), "nobody signed this");
      require(!keys->verifies(alg, "", "message", ""), "an empty signature is none");
    }
  }
  const auto endpoints = federation::read_discovery("https://idp.example", *document);
  if (endpoints.ok()) {
    for (const std::string& url : {endpoints->authorize, endpoints->token, endpoints->jwks}) {
      require(url.starts_with("https://"), "an endpoint is https");
    }
  }
  for (const auto& write : federation::map_attributes(provider(), *document, false)) {
    require(!write.value.empty(), "what is absent is not written");
    require(codec::is_utf8(write.value), "an attribute is text");
    if (write.name == "email_verified") {
      require((write.value == "true") == (*document->find("email_verified") == Json(true)),
              "true alone verifies");
    }
  }
}
