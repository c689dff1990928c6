// The HTTP face of the engine: one request in, one response out, no socket.
#pragma once

#include "base/random.h"
#include "base/result.h"
#include "http/api_request.h"
#include "http/backend.h"
#include "http/http.h"
#include "http/route.h"
#include "ops/caller.h"

namespace postern::http {

// Serves the Cognito API (AWS JSON 1.1) at POST /, and each pool's key set and discovery document.
// Safe for concurrent use as far as its backend and its randomness are.
class Face {
 public:
  // Both must outlive the face. Randomness is for request ids.
  Face(Backend& backend, Random& random) : backend_(backend), random_(random) {}

  // Every refusal is a response too.
  [[nodiscard]] Response handle(const Request& request);

 private:
  Response answer(const Request& request, const ApiRoute& route);
  Response answer(const Request& request, const PreflightRoute& route);
  Response answer(const Request& request, const JwksRoute& route);
  Response answer(const Request& request, const DiscoveryRoute& route);
  Response answer(const Request& request, const ConfirmUserRoute& route);
  Response answer(const Request& request, const FeedbackRoute& route);
  Response answer(const Request& request, const ImportRoute& route);
  Response answer(const Request& request, const WrongMethod& route);
  Response answer(const Request& request, const LoginRoute& route);

  Result<std::string> call(const Request& request);
  Result<ops::Caller> identify(const Request& request, const ApiRequest& api);
  void add_common_headers(Response& response);

  Backend& backend_;
  Random& random_;
};

}  // namespace postern::http
