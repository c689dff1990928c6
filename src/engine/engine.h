// The engine: every room wired together by explicit construction. What the C interface translates.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/host_function.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "domain/audit_mode.h"
#include "http/http.h"
#include "ops/caller.h"
#include "storage/storage.h"

namespace postern {

struct EngineOptions {
  std::string storage_url = "memory:";
  std::unique_ptr<storage::Storage> storage;  // Used instead of opening the URL, when given.
  Secret root_key;                   // 32 bytes, or empty: see postern_options.root_key.
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  std::string issuer_base;           // Empty: "https://cognito-idp.<region>.amazonaws.com".
  std::unique_ptr<Clock> clock;      // Null: the system's.
  std::unique_ptr<Random> random;    // Null: the system's.
  HostFunction deliver;              // May be empty.
  HostFunction fetch;                // May be empty.
  InvokeFunction invoke;             // May be empty.
  std::uint32_t password_memory_kib = 0;  // 0: the default.
  std::uint32_t password_passes = 0;
  bool movable_clock = false;
  domain::AuditMode audit = domain::AuditMode::off;
};

struct VerifyOptions {
  std::string_view user_pool_id;  // Empty: any pool.
  std::string_view client_id;     // Empty: any client.
  std::string_view token_use;     // Empty, "id" or "access".
  std::uint32_t leeway_s = 0;     // At most 60.
};

// Safe for concurrent use from any thread.
class Engine {
 public:
  static Result<std::unique_ptr<Engine>> open(EngineOptions options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Runs an operation: "SignUp", or with a service in front, "cognito-idp:SignUp". Returns the
  // response object; "{}" for operations without output.
  Result<std::string> call(const ops::Caller& caller, std::string_view operation,
                           std::string_view request);

  http::Response handle_http(const http::Request& request);

  // The verified token's payload as JSON text, shared with the cache.
  Result<std::shared_ptr<const std::string>> verify(std::string_view token,
                                                    const VerifyOptions& options);

  // Sets, replaces or (empty function) removes a trigger; `user_pool_id` empty: for every pool.
  Status set_trigger(std::string_view trigger, std::uint32_t event_version,
                     std::string_view user_pool_id, HostFunction function);

  // Copies the store to a new file at `path`; see storage::Storage::backup().
  Status backup(std::string_view path);

  Status advance_clock(std::int64_t delta_us);
  [[nodiscard]] std::int64_t now_us() const;

 private:
  struct Parts;
  explicit Engine(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace postern
