// What the engine asks of identity providers: its outbound HTTP.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "stream.h"

namespace postern::server {

struct ProviderRequestOptions {
  // Whether providers may be on this machine or in a private network. Their addresses come from
  // configuration and from what providers say of themselves.
  bool private_network = false;
  std::chrono::milliseconds timeout{5000};
};

// Safe for concurrent use.
class ProviderRequests {
 public:
  // `trust` must outlive it.
  ProviderRequests(ProviderRequestOptions options, const TlsTrust& trust)
      : options_(options), trust_(trust) {}

  // What postern::Options::fetch asks for: {"Method", "Url", "Headers", "Body"} to {"Status",
  // "Headers", "Body"}. https alone, unless the provider may be on this machine; no redirect is
  // followed; at most 256 KiB, and the time of the options for all of it (F14). Throws
  // std::runtime_error, and writes the host and the reason to standard error.
  [[nodiscard]] std::string ask(std::string_view request_json) const;

 private:
  const ProviderRequestOptions options_;
  const TlsTrust& trust_;
};

}  // namespace postern::server
