// Reading the responses of authenticators and writing the options they answer.
#include "codec/public_key_credential.h"

#include <algorithm>

#include "codec/authenticator_data.h"
#include "codec/base64.h"
#include "codec/cose_key.h"

namespace postern::codec {
namespace {

// How long a browser waits for its user.
constexpr int kTimeoutMs = 60'000;

// An attestation object is the largest part; a user handle has 64 bytes at most (section 5.4.3).
constexpr std::size_t kPartBytesMax = kCborBytesMax;
constexpr std::size_t kUserHandleBytesMax = 64;

constexpr std::size_t kTransportsMax = 8;
constexpr std::string_view kTransports[] = {"ble", "hybrid",     "internal",
                                            "nfc", "smart-card", "usb"};
constexpr std::string_view kAttachments[] = {"cross-platform", "platform"};

Error malformed(std::string_view member) {
  return invalid_parameter("Invalid credential: " + std::string(member) +
                           " is missing or malformed.");
}

// Decoded bytes of a member, neither empty nor over the bound.
Result<std::string> bytes_of(const Json& object, std::string_view member, std::size_t bytes_max) {
  const std::string_view text = object.get_string(member);
  if (text.empty() || text.size() > bytes_max * 4 / 3 + 3) return malformed(member);
  auto bytes = base64url_decode(text);
  if (!bytes.ok() || bytes->size() > bytes_max) return malformed(member);
  return bytes;
}

// What both responses have around them: an id twice, a type, and the response itself.
Result<const Json*> response_of(const Json& credential, std::string& id) {
  if (credential.get_string("type") != "public-key") return malformed("type");
  POSTERN_TRY(id, bytes_of(credential, "id", kCredentialIdBytesMax));
  const Json* raw_id = credential.find("rawId");
  if (raw_id != nullptr && *raw_id != *credential.find("id")) return malformed("rawId");
  const Json* response = credential.find("response");
  if (response == nullptr || !response->is_object()) return malformed("response");
  return response;
}

template <std::size_t size>
bool is_one_of(const std::string_view (&known)[size], std::string_view value) {
  return std::find(std::begin(known), std::end(known), value) != std::end(known);
}

// Hints of the browser about itself: what is not known is passed over, as section 5.8.4 asks.
std::vector<std::string> known_transports(const Json* list) {
  std::vector<std::string> transports;
  if (list == nullptr || !list->is_array()) return transports;
  for (const Json& entry : list->as_array()) {
    if (!entry.is_string() || !is_one_of(kTransports, entry.as_string())) continue;
    if (transports.size() == kTransportsMax) break;
    transports.push_back(entry.as_string());
  }
  return transports;
}

Json to_json(const std::vector<CredentialDescriptor>& descriptors) {
  Json list = Json::array();
  for (const CredentialDescriptor& descriptor : descriptors) {
    Json entry = Json::object();
    entry.set("type", "public-key").set("id", base64url_encode(descriptor.id));
    if (!descriptor.transports.empty()) {
      Json transports = Json::array();
      for (const std::string& transport : descriptor.transports) transports.push_back(transport);
      entry.set("transports", std::move(transports));
    }
    list.push_back(std::move(entry));
  }
  return list;
}

// In the order in which they are preferred.
Json offered_algorithms() {
  Json list = Json::array();
  for (const auto algorithm : {CoseAlgorithm::es256, CoseAlgorithm::rs256, CoseAlgorithm::eddsa}) {
    list.push_back(
        Json::object().set("type", "public-key").set("alg", static_cast<std::int64_t>(algorithm)));
  }
  return list;
}

}  // namespace

Result<RegistrationResponse> read_registration_response(const Json& credential) {
  RegistrationResponse read;
  POSTERN_TRY(const Json* response, response_of(credential, read.id));
  POSTERN_TRY(read.client_data_json, bytes_of(*response, "clientDataJSON", kPartBytesMax));
  POSTERN_TRY(read.attestation_object, bytes_of(*response, "attestationObject", kPartBytesMax));
  const std::string_view attachment = credential.get_string("authenticatorAttachment");
  if (is_one_of(kAttachments, attachment)) read.attachment = attachment;
  read.transports = known_transports(response->find("transports"));
  return read;
}

Result<AuthenticationResponse> read_authentication_response(const Json& credential) {
  AuthenticationResponse read;
  POSTERN_TRY(const Json* response, response_of(credential, read.id));
  POSTERN_TRY(read.client_data_json, bytes_of(*response, "clientDataJSON", kPartBytesMax));
  POSTERN_TRY(read.authenticator_data, bytes_of(*response, "authenticatorData", kPartBytesMax));
  POSTERN_TRY(read.signature, bytes_of(*response, "signature", kPartBytesMax));
  const Json* handle = response->find("userHandle");
  if (handle != nullptr && !handle->is_null() && *handle != Json("")) {
    POSTERN_TRY(read.user_handle, bytes_of(*response, "userHandle", kUserHandleBytesMax));
  }
  return read;
}

Json to_json(const CreationOptions& options) {
  Json selection = Json::object();
  selection.set("requireResidentKey", true)
      .set("residentKey", "required")
      .set("userVerification", options.user_verification);
  const std::string& rp = options.relying_party_id;
  return Json::object()
      .set("rp", Json::object().set("id", rp).set("name", rp))
      .set("user", Json::object()
                       .set("id", base64url_encode(options.user_handle))
                       .set("name", options.user_name)
                       .set("displayName", options.user_name))
      .set("challenge", base64url_encode(options.challenge))
      .set("pubKeyCredParams", offered_algorithms())
      .set("timeout", kTimeoutMs)
      .set("excludeCredentials", to_json(options.exclude))
      .set("authenticatorSelection", std::move(selection))
      .set("attestation", "none");
}

Json to_json(const RequestOptions& options) {
  return Json::object()
      .set("challenge", base64url_encode(options.challenge))
      .set("timeout", kTimeoutMs)
      .set("rpId", options.relying_party_id)
      .set("allowCredentials", to_json(options.allow))
      .set("userVerification", options.user_verification);
}

}  // namespace postern::codec
