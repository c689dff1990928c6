// What the HTTP face needs of the engine behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "http/http.h"
#include "http/route.h"
#include "ops/caller.h"

namespace postern::http {

class Backend {
 public:
  virtual ~Backend() = default;

  // Runs `operation` ("SignUp") of `service` ("cognito-idp") and returns the response body: JSON,
  // or empty for an operation without output.
  virtual Result<std::string> call_api(const ops::Caller& caller, std::string_view service,
                                       std::string_view operation, std::string_view body) = 0;

  // Whether the operation runs only for callers with AWS credentials. The face checks signatures of
  // these alone: SDKs sign the others too, with whatever credentials happen to be configured.
  virtual bool needs_iam(std::string_view service, std::string_view operation) = 0;

  // The pool's public keys and its discovery document, as JSON. Rejects with
  // ResourceNotFoundException for an unknown pool.
  virtual Result<std::string> jwks(std::string_view pool_id) = 0;
  virtual Result<std::string> openid_configuration(std::string_view pool_id) = 0;

  // The secret of an access key, or NotAuthorized-style rejection when there is none.
  virtual Result<Secret> access_key_secret(std::string_view access_key_id) = 0;

  // The two uses of an import job's pre-signed URL, whose last part is `token`. Rejects with
  // AccessDenied when the URL is forged or too old.
  struct UploadPiece {
    std::int64_t offset = 0;
    std::int64_t total = 0;      // Of the file.
    std::string_view upload_id;  // What the piece before was answered with; empty for the first.
    std::string_view bytes;
  };
  virtual Result<std::string> upload_import_piece(std::string_view token,
                                                  const UploadPiece& piece) = 0;
  struct LogPart {
    std::string lines;
    std::optional<std::uint64_t> next;  // Where the following lines begin.
  };
  virtual Result<LogPart> import_log(std::string_view token, std::uint64_t from) = 0;

  // A page or an endpoint of a login domain; nothing where there is none of that name or path.
  virtual std::optional<Response> answer_login(const Request& request, const LoginRoute& route) = 0;

  virtual std::string_view region() const = 0;
  virtual std::int64_t now_s() const = 0;
};

}  // namespace postern::http
