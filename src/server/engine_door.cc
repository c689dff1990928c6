// From the server's requests to the engine and back.
#include "engine_door.h"

#include <string>
#include <utility>

#include "flat_json.h"

namespace postern::server {

Response ask_engine(Engine& engine, const Request& request, const Peer& peer, bool trusted) {
  HttpRequest in;
  in.method = request.method;
  in.target = request.target;
  for (const Field& field : request.fields) in.headers.emplace_back(field.name, field.value);
  in.body = request.body;
  in.remote_address = peer.address;
  in.trusted = trusted;
  HttpResponse out = engine.http(in);

  Response response{static_cast<int>(out.status), {}, std::move(out.body)};
  for (auto& [name, value] : out.headers) {
    response.fields.push_back({std::move(name), std::move(value)});
  }
  return response;
}

bool run_maintenance(Engine& engine) {
  try {
    const std::string done = engine.call("postern:RunMaintenance", "{}");
    const auto answer = FlatJson::parse(done);
    return answer && answer->raw("MoreWork") == "true";
  } catch (const std::exception&) {
    return false;  // What failed is tried again at the next turn.
  }
}

Response answer_health(const Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return method_not_allowed("GET, HEAD");
  return json_response(200, R"({"status":"ok"})");
}

Response error_response(const Error& error) {
  return json_response(error.status() == POSTERN_E_REJECTED ? 400 : 500,
                       R"({"code":)" + json_string(error.code()) + R"(,"message":)" +
                           json_string(error.what()) + "}");
}

Response method_not_allowed(std::string_view allow) {
  Response response = text_response(405, "This method is not allowed here.");
  response.fields.push_back({"Allow", std::string(allow)});
  return response;
}

}  // namespace postern::server
