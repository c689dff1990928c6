// `postern serve`.
#include "serve.h"

#include <utility>

#include "engine_door.h"
#include "forwarded.h"

namespace postern::server {
namespace {

std::unique_ptr<Delivery> make_delivery(const ServeOptions& options, const TlsTrust& trust) {
  if (!options.delivery.any()) return nullptr;
  return std::make_unique<Delivery>(options.delivery, trust);
}

Options engine_options(const ServeOptions& options, std::string_view url, std::string_view root_key,
                       Delivery* delivery, const LambdaInvoker* lambda,
                       const ProviderRequests& providers) {
  Options out{.storage_url = url,
              .root_key = root_key,
              .region = options.region,
              .account_id = options.account_id,
              .issuer_base = options.issuer_base};
  if (delivery != nullptr) {
    out.deliver = [delivery](std::string_view message) { delivery->send(message); };
  }
  out.fetch = [&providers](std::string_view request) { return providers.ask(request); };
  out.invoke = invoke_function(lambda);
  out.audit = options.audit;
  return out;
}

}  // namespace

DurableServer::DurableServer(const ServeOptions& options)
    : proxies_(options.proxies),
      trust_(options.ca_file),
      delivery_(make_delivery(options, trust_)),
      lambda_(make_invoker(options.lambda, options.region, trust_)),
      providers_(options.providers, trust_),
      engine_(engine_options(options, storage_url(options.data),
                             read_root_key(options.data.root_key_file), delivery_.get(),
                             lambda_.get(), providers_)),
      audit_retention_(options.audit_days),
      maintenance_([this] {
        const bool more_events = audit_retention_.run(engine_);
        return run_maintenance(engine_) || more_events;
      }) {
  put_sender_keys(engine_, options.sender_keys);
  put_customer_keys(engine_, options.customer_keys);
}

Response DurableServer::answer(const Request& request, const Peer& peer) {
  if (!request.target.starts_with(kOwnPrefix)) {
    const Peer sender{peer.control ? peer.address : forwarded_address(request, peer, proxies_),
                      peer.control};
    return ask_engine(engine_, request, sender, false);
  }
  if (peer.control) return answer_operator(engine_, request);
  if (request.target == std::string(kOwnPrefix) + "health") return answer_health(request);
  return text_response(404, "There is nothing here.");
}

}  // namespace postern::server
