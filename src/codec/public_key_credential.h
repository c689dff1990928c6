// The JSON that pages and engines exchange in a WebAuthn ceremony (level 3, sections 5.1.8 to
// 5.1.10): options to the browser, responses from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json.h"

namespace postern::codec {

// RegistrationResponseJSON, decoded. Members that only repeat what the attestation object says are
// not read.
struct RegistrationResponse {
  std::string id;
  std::string client_data_json;
  std::string attestation_object;
  std::string attachment;               // "platform", "cross-platform" or empty.
  std::vector<std::string> transports;  // Those the browser knows of, e.g. "internal".
};

// AuthenticationResponseJSON, decoded.
struct AuthenticationResponse {
  std::string id;
  std::string client_data_json;
  std::string authenticator_data;
  std::string signature;
  std::optional<std::string> user_handle;
};

// InvalidParameterException for anything else: another type than "public-key", members missing or
// not canonical base64url, an id that differs from rawId, parts larger than an authenticator makes.
Result<RegistrationResponse> read_registration_response(const Json& credential);
Result<AuthenticationResponse> read_authentication_response(const Json& credential);

struct CredentialDescriptor {
  std::string id;
  std::vector<std::string> transports;
};

// PublicKeyCredentialCreationOptionsJSON for a passkey that can be discovered, without attestation.
struct CreationOptions {
  std::string challenge;
  std::string relying_party_id;
  std::string user_handle;
  std::string user_name;
  std::string_view user_verification;  // "required" or "preferred".
  std::vector<CredentialDescriptor> exclude;
};
Json to_json(const CreationOptions& options);

// PublicKeyCredentialRequestOptionsJSON. Nothing allowed means: whatever can be discovered.
struct RequestOptions {
  std::string challenge;
  std::string relying_party_id;
  std::string_view user_verification;
  std::vector<CredentialDescriptor> allow;
};
Json to_json(const RequestOptions& options);

}  // namespace postern::codec
