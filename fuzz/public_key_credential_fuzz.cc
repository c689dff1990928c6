// Targets: read_registration_response, read_authentication_response.
// Property: decoded parts spell the members again, and nothing passes for both.
#include "codec/public_key_credential.h"

#include "codec/base64.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::Json;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  const auto credential = Json::parse(input);
  if (!credential.ok()) return;
  const Json* response = credential->find("response");
  if (const auto made = read_registration_response(*credential); made.ok()) {
    require(base64url_encode(made->id) == credential->get_string("id"), "the id is canonical");
    require(base64url_encode(made->attestation_object) == response->get_string("attestationObject"),
            "the attestation is canonical");
    require(made->transports.size() <= 8, "hints are few");
  }
  if (const auto used = read_authentication_response(*credential); used.ok()) {
    require(base64url_encode(used->id) == credential->get_string("id"), "the id is canonical");
    require(base64url_encode(used->signature) == response->get_string("signature"),
            "the signature is canonical");
    require(!used->user_handle || used->user_handle->size() <= 64, "a handle is short");
  }
}
