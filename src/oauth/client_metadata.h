// What a client says of itself when it registers (RFC 7591, section 2), as settings of an app
// client.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "domain/registration.h"

namespace postern::oauth {

struct ClientMetadata {
  std::string name;
  std::string auth_method;  // "none", "client_secret_basic" or "client_secret_post".
  std::vector<std::string> grants;
  std::vector<std::string> response_types;
  std::vector<std::string> redirect_uris;
  std::vector<std::string> logout_uris;  // post_logout_redirect_uris
  std::vector<std::string> scopes;

  [[nodiscard]] bool has_grant(std::string_view grant) const;
};

// With what is left out filled in, and within the rules of the pool. invalid_redirect_uri or
// invalid_client_metadata where it is not; members that mean nothing here are passed over, as the
// RFC has it.
Result<ClientMetadata> read_client_metadata(const Json& given,
                                            const domain::RegistrationRules& rules,
                                            const std::vector<std::string>& allowed_grants);

// The request of CreateUserPoolClient that makes the client.
Json creation_request(std::string_view pool_id, const ClientMetadata& metadata);

// All of it, for the answer.
Json to_json(const ClientMetadata& metadata);

}  // namespace postern::oauth
