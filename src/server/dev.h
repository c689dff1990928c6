// `postern dev`: an engine that keeps nothing, trusts everybody on this machine and shows its mail.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "handler.h"
#include "inbox.h"
#include "lambda.h"
#include "maintenance.h"
#include "provider_requests.h"
#include "postern/postern.hpp"
#include "named_keys.h"

namespace postern::server {

struct DevOptions {
  std::string region;
  std::string issuer_base;
  LambdaOptions lambda;
  std::vector<NamedKey> sender_keys;
  std::vector<NamedKey> customer_keys;
  std::string ca_file;  // Whom outbound TLS trusts; empty: whom the system trusts.
};

// Safe for concurrent use.
class DevServer {
 public:
  explicit DevServer(DevOptions options);

  Response answer(const Request& request, const Peer& peer);

 private:
  // An engine and what belongs to its life. Requests hold on to the one they began with, so a reset
  // replaces it at once and the old one goes with its last request.
  struct World {
    World(const DevOptions& options, const LambdaInvoker* lambda,
          const ProviderRequests& providers);
    Inbox inbox;
    Engine engine;
  };

  std::shared_ptr<World> world();
  Response answer_control(const Request& request);
  Response show_inbox(const Request& request);
  Response advance_clock(const Request& request);
  Response reset(const Request& request);

  const DevOptions options_;
  const TlsTrust trust_;
  const std::unique_ptr<LambdaInvoker> lambda_;
  const ProviderRequests providers_;
  std::mutex mutex_;
  std::shared_ptr<World> world_;
  Maintenance maintenance_;  // Last, so that it ends first.
};

}  // namespace postern::server
