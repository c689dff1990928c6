// Operations of the public that the pages ask for in the browser's name.
#include "web/api_call.h"

#include "auth/client_auth.h"
#include "http/field.h"

namespace postern::web {

ops::Caller browser_caller(const http::Request& request) {
  ops::Caller caller;
  caller.remote_address = request.remote_address;
  caller.user_agent = http::find_field(request, "user-agent").value;
  return caller;
}

Result<Json> call_api(Visit& visit, std::string_view operation, Json request) {
  const domain::Client& client = visit.client();
  if (request.contains("Username")) {
    request.set("ClientId", client.id);
    const std::string hash = auth::make_secret_hash(client, request.get_string("Username"));
    if (!hash.empty()) request.set("SecretHash", hash);
  }
  const ops::Caller caller = browser_caller(visit.login.http);
  const auto answer = visit.login.dispatcher.call(caller, "cognito-idp", operation, request.dump());
  if (!answer.ok()) {
    visit.outcome = answer.error();
    return answer.error();
  }
  return answer->empty() ? Json::object() : Json::parse(*answer);
}

}  // namespace postern::web
