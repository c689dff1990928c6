// The host's trigger functions, and the one place that calls them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "base/host_function.h"
#include "base/result.h"
#include "codec/json.h"
#include "domain/pool.h"
#include "domain/user.h"

namespace postern::triggers {

enum class Kind : std::uint8_t {
  pre_sign_up,
  post_confirmation,
  pre_authentication,
  post_authentication,
  pre_token_generation,
  custom_message,
  user_migration,
  define_auth_challenge,
  create_auth_challenge,
  verify_auth_challenge_response,
  custom_email_sender,
  custom_sms_sender,
  inbound_federation,
  compromised_password,  // This engine's own: whether others know a password.
};

// "PreSignUp": as LambdaConfig and error texts spell it.
std::string_view kind_name(Kind kind);

// One event to fire. `request` holds the members of its kind; the rest of the envelope is added.
struct Event {
  Kind kind;
  std::string_view source;  // "PreSignUp_SignUp"
  const domain::Pool& pool;
  std::string_view username;
  std::string_view client_id;
  Json request;
  Json response;  // What the function finds there; its kind's members, null or false.
};

// Safe for concurrent use. REQUIRES of every caller of fire(): no transaction and no lock is held.
class Triggers {
 public:
  // `invoke` runs what a pool's LambdaConfig names and nobody registered; may be empty.
  explicit Triggers(std::string region, InvokeFunction invoke = {})
      : region_(std::move(region)), invoke_(std::move(invoke)) {}

  // Sets, replaces or (empty function) removes; an empty pool id serves every pool without its own.
  // `version` 0 means 1; only PreTokenGeneration knows others.
  Status set(std::string_view name, std::uint32_t version, std::string_view pool_id,
             HostFunction function);

  // Whether fire() would call or require a function for this pool.
  [[nodiscard]] bool wanted(Kind kind, const domain::Pool& pool) const;

  // Version of the event the pool's function expects.
  [[nodiscard]] std::uint32_t version(Kind kind, const domain::Pool& pool) const;

  // Calls the pool's function and returns the "response" of its answer, or nullopt when there is
  // none. A function that the pool's LambdaConfig names but nobody registered is invoked by its
  // ARN; where that cannot be done it is a refusal: skipping a configured check would be an open
  // gate.
  Result<std::optional<Json>> fire(const Event& event) const;

 private:
  struct Entry {
    HostFunction function;
    std::uint32_t version;
  };
  using EntryPtr = std::shared_ptr<const Entry>;

  [[nodiscard]] EntryPtr find(Kind kind, std::string_view pool_id) const;

  // The function's answer to an event, whoever runs it.
  Result<std::string> run(const Entry* entry, const Event& event, std::string_view arn) const;

  const std::string region_;
  const InvokeFunction invoke_;
  mutable std::shared_mutex mutex_;
  std::map<std::pair<Kind, std::string>, EntryPtr> entries_;
};

// {"a": "1"} of the request's ClientMetadata or ValidationData list, for events.
Json metadata_for_event(const Json* metadata);
Json validation_data_for_event(const Json* attribute_list);

}  // namespace postern::triggers
