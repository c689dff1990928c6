// `postern dev`.
#include "dev.h"

#include <chrono>
#include <ctime>
#include <utility>

#include "endpoint.h"
#include "engine_door.h"
#include "flat_json.h"
#include "text.h"

namespace postern::server {
namespace {

constexpr std::int64_t kAdvanceMaxS = 100LL * 366 * 24 * 3600;

// "2026-11-20T17:10:59.123Z"
std::string iso_8601(std::chrono::sys_time<std::chrono::microseconds> time) {
  const auto epoch_ms = time.time_since_epoch().count() / 1000;
  const std::time_t seconds = epoch_ms / 1000;
  std::tm utc = {};
  gmtime_r(&seconds, &utc);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  const std::string milliseconds = std::to_string(1000 + epoch_ms % 1000).substr(1);
  return std::string(text, size) + "." + milliseconds + "Z";
}

// A page elsewhere must not steer this server: neither through a name that it made point here
// (the Host would be its own), nor through a request that browsers send without asking first.
bool may_control(const Request& request) {
  if (!is_loopback_host(only_field(request, "Host"))) return false;
  if (request.method != "POST" || count_fields(request, "Origin") == 0) return true;
  const std::string_view type = only_field(request, "Content-Type");
  return equal_ignoring_case(trim(type.substr(0, type.find(';'))), "application/json");
}

}  // namespace

DevServer::World::World(const DevOptions& options, const LambdaInvoker* lambda,
                        const ProviderRequests& providers)
    : engine({.region = options.region,
              .issuer_base = options.issuer_base,
              .deliver =
                  [this](std::string_view message) { inbox.add(message, iso_8601(engine.now())); },
              .fetch = [&providers](std::string_view request) { return providers.ask(request); },
              .movable_clock = true,
              .invoke = invoke_function(lambda)}) {
  put_sender_keys(engine, options.sender_keys);
  put_customer_keys(engine, options.customer_keys);
}

DevServer::DevServer(DevOptions options)
    : options_(std::move(options)),
      trust_(options_.ca_file),
      lambda_(make_invoker(options_.lambda, options_.region, trust_)),
      providers_({.private_network = true}, trust_),
      world_(std::make_shared<World>(options_, lambda_.get(), providers_)),
      maintenance_([this] { return run_maintenance(world()->engine); }) {}

std::shared_ptr<DevServer::World> DevServer::world() {
  const std::lock_guard lock(mutex_);
  return world_;
}

Response DevServer::answer(const Request& request, const Peer& peer) {
  if (request.target.starts_with(kOwnPrefix)) return answer_control(request);
  return ask_engine(world()->engine, request, peer, true);
}

Response DevServer::answer_control(const Request& request) {
  if (!may_control(request)) return text_response(403, "This is for programs on this machine.");
  const std::string_view name = std::string_view(request.target).substr(kOwnPrefix.size());
  if (name == "health") return answer_health(request);
  if (name == "inbox") return show_inbox(request);
  if (name == "clock") return advance_clock(request);
  if (name == "reset") return reset(request);
  return text_response(404, "There is nothing here.");
}

Response DevServer::show_inbox(const Request& request) {
  if (request.method != "GET") return method_not_allowed("GET");
  return json_response(200, world()->inbox.json());
}

Response DevServer::advance_clock(const Request& request) {
  if (request.method != "POST") return method_not_allowed("POST");
  const auto body = FlatJson::parse(request.body);
  const auto advance_s = body ? body->natural("advance_s") : std::nullopt;
  if (!advance_s || *advance_s > kAdvanceMaxS) {
    return text_response(400, R"(The body must be {"advance_s": N}, N whole and not negative.)");
  }
  const auto current = world();
  current->engine.advance_clock(std::chrono::seconds(*advance_s));
  return json_response(200, R"({"now":)" + json_string(iso_8601(current->engine.now())) + "}");
}

Response DevServer::reset(const Request& request) {
  if (request.method != "POST") return method_not_allowed("POST");
  auto fresh = std::make_shared<World>(options_, lambda_.get(), providers_);
  {
    const std::lock_guard lock(mutex_);
    world_.swap(fresh);
  }
  return json_response(200, "{}");
}

}  // namespace postern::server
