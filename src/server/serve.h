// `postern serve`: a durable engine for a network.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "access_keys.h"
#include "audit_file.h"
#include "delivery.h"
#include "handler.h"
#include "lambda.h"
#include "maintenance.h"
#include "provider_requests.h"
#include "postern/postern.hpp"
#include "named_keys.h"

namespace postern::server {

struct ServeOptions {
  DataOptions data;
  std::string region;
  std::string account_id;
  std::string issuer_base;
  DeliveryOptions delivery;  // Without any, messages cannot be sent.
  LambdaOptions lambda;
  ProviderRequestOptions providers;
  std::vector<NamedKey> sender_keys;
  std::vector<NamedKey> customer_keys;
  std::string ca_file;  // Whom outbound TLS trusts; empty: whom the system trusts.
  Audit audit = Audit::changes;
  int proxies = 0;      // Reverse proxies in front; see forwarded_address().
  int audit_days = 90;  // For how long the audit log is kept; 0: for ever.
};

// Safe for concurrent use.
class DurableServer {
 public:
  explicit DurableServer(const ServeOptions& options);

  Response answer(const Request& request, const Peer& peer);

 private:
  const int proxies_;
  // Before the engine, which uses them until it is closed.
  const TlsTrust trust_;
  std::unique_ptr<Delivery> delivery_;
  std::unique_ptr<LambdaInvoker> lambda_;
  const ProviderRequests providers_;
  Engine engine_;
  AuditRetention audit_retention_;
  Maintenance maintenance_;  // Last, so that it ends first.
};

}  // namespace postern::server
