// The engine as a host has it. Apart from the rest, because postern.hpp and the rooms both have a
// postern::Error.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bench {

// What a password costs. 0: the engine's own choice.
struct PasswordCost {
  std::uint32_t memory_kib = 0;
  std::uint32_t passes = 0;
};

enum class AuditLog : std::uint8_t {
  as_asked,  // By POSTERN_BENCH_AUDIT: changes or all; off without.
  off,
  changes,
};

// Refusals are exceptions, and end the run.
class Host {
 public:
  Host(std::string_view storage_url, std::string_view root_key, PasswordCost cost,
       AuditLog audit = AuditLog::as_asked);
  ~Host();

  std::string call(std::string_view operation, std::string_view request);
  std::string verify(std::string_view token);
  std::string http_get(std::string_view target);  // The body.

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bench
