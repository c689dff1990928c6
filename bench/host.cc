// The public C++ interface, and nothing else of the engine.
#include "bench/host.h"

#include <postern/postern.hpp>

#include <cstdlib>
#include <string>

namespace bench {
namespace {

postern::Audit audit_mode(AuditLog wanted) {
  if (wanted == AuditLog::off) return postern::Audit::off;
  if (wanted == AuditLog::changes) return postern::Audit::changes;
  const char* text = std::getenv("POSTERN_BENCH_AUDIT");
  const std::string mode = text == nullptr ? "" : text;
  if (mode == "all") return postern::Audit::all;
  return mode == "changes" ? postern::Audit::changes : postern::Audit::off;
}

}  // namespace

struct Host::Parts {
  postern::Engine engine;
};

Host::Host(std::string_view storage_url, std::string_view root_key, PasswordCost cost,
           AuditLog audit)
    : parts_(new Parts{postern::Engine({.storage_url = storage_url,
                                        .root_key = root_key,
                                        .password_memory_kib = cost.memory_kib,
                                        .password_passes = cost.passes,
                                        .audit = audit_mode(audit)})}) {}
Host::~Host() = default;

std::string Host::call(std::string_view operation, std::string_view request) {
  return parts_->engine.call(operation, request);
}

std::string Host::verify(std::string_view token) {
  return parts_->engine.verify(token);
}

std::string Host::http_get(std::string_view target) {
  return parts_->engine.http({.method = "GET", .target = target}).body;
}

}  // namespace bench
