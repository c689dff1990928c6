// What the HTTP face needs of the engine behind it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "ops/caller.h"

namespace postern::http {

class Backend {
 public:
  virtual ~Backend() = default;

  // Runs `operation` ("SignUp") of `service` ("cognito-idp") and returns the response body: JSON, or
  // empty for an operation without output.
  virtual Result<std::string> call_api(const ops::Caller& caller, std::string_view service,
                                       std::string_view operation, std::string_view body) = 0;

  // The pool's public keys and its discovery document, as JSON. `base_url` is the scheme and
  // authority from configuration. Rejects with ResourceNotFoundException for an unknown pool.
  virtual Result<std::string> jwks(std::string_view pool_id) = 0;
  virtual Result<std::string> openid_configuration(std::string_view pool_id) = 0;

  // The secret of an access key, or NotAuthorized-style rejection when there is none.
  virtual Result<Secret> access_key_secret(std::string_view access_key_id) = 0;

  virtual std::string_view region() const = 0;
  virtual std::int64_t now_s() const = 0;
};

}  // namespace postern::http
