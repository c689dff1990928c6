// `postern serve`.
#include "serve.h"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "engine_door.h"
#include "flat_json.h"

namespace postern::server {
namespace {

std::unique_ptr<Delivery> make_delivery(const ServeOptions& options, const TlsTrust& trust) {
  if (!options.delivery.any()) return nullptr;
  return std::make_unique<Delivery>(options.delivery, trust);
}

Options engine_options(const ServeOptions& options, std::string_view url, std::string_view root_key,
                       Delivery* delivery, const LambdaInvoker* lambda) {
  Options out{.storage_url = url,
              .root_key = root_key,
              .region = options.region,
              .account_id = options.account_id,
              .issuer_base = options.issuer_base};
  if (delivery != nullptr) {
    out.deliver = [delivery](std::string_view message) { delivery->send(message); };
  }
  out.invoke = invoke_function(lambda);
  return out;
}

// The engine checks the rest.
std::string put_request(const SenderKey& key) {
  std::ifstream file(key.file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return R"({"KeyId":)" + json_string(key.id) + R"(,"Key":)" + json_string(base64(bytes)) + "}";
}

}  // namespace

// An ARN holds no "=", a path may.
SenderKey parse_sender_key(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) {
    throw std::runtime_error("a sender key is given as ID=FILE");
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

DurableServer::DurableServer(const ServeOptions& options)
    : trust_(options.ca_file),
      delivery_(make_delivery(options, trust_)),
      lambda_(make_invoker(options.lambda, options.region, trust_)),
      engine_(engine_options(options, storage_url(options.data.directory),
                             read_root_key(options.data.root_key_file), delivery_.get(),
                             lambda_.get())),
      maintenance_([this] { return run_maintenance(engine_); }) {
  for (const SenderKey& key : options.sender_keys) {
    engine_.call("postern:PutSenderKey", put_request(key));
  }
}

Response DurableServer::answer(const Request& request, const Peer& peer) {
  if (!request.target.starts_with(kOwnPrefix)) return ask_engine(engine_, request, peer, false);
  if (peer.control) return answer_operator(engine_, request);
  if (request.target == std::string(kOwnPrefix) + "health") return answer_health(request);
  return text_response(404, "There is nothing here.");
}

}  // namespace postern::server
