// The engine: opening, and the doors into its parts.
#include "engine/engine.h"

#include "crypto/random.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "engine/clocks.h"
#include "engine/parts.h"
#include "engine/root_key.h"
#include "engine/storage_url.h"

namespace postern {
namespace {

Error invalid_option(std::string_view message) {
  return {Errc::invalid_argument, "InvalidParameterException", std::string(message)};
}

bool all_of(std::string_view text, bool (*accepts)(char)) {
  for (const char c : text) {
    if (!accepts(c)) return false;
  }
  return !text.empty();
}

Status check_options(const EngineOptions& options) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto in_region = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (options.region.size() > 32 || !all_of(options.region, in_region)) {
    return invalid_option("The region is not a name such as us-east-1.");
  }
  if (options.account_id.size() != 12 || !all_of(options.account_id, is_digit)) {
    return invalid_option("The account id does not have twelve digits.");
  }
  if (options.issuer_base.ends_with('/')) {
    return invalid_option("The issuer base ends with a slash.");
  }
  if (options.password_passes > 16 ||
      (options.password_memory_kib != 0 &&
       (options.password_memory_kib < 8 || options.password_memory_kib > 262'144))) {
    return invalid_option("The password hash's cost is out of bounds.");
  }
  return ok();
}

Result<Foundation> open_foundation(EngineOptions& options) {
  Foundation foundation;
  foundation.clock = std::make_unique<SteadyClock>(options.clock ? std::move(options.clock)
                                                                 : std::make_unique<SystemClock>());
  if (options.movable_clock) {
    auto movable = std::make_unique<MovableClock>(std::move(foundation.clock));
    foundation.movable_clock = movable.get();
    foundation.clock = std::move(movable);
  }
  foundation.random =
      options.random ? std::move(options.random) : std::make_unique<crypto::SystemRandom>();
  POSTERN_TRY(const StorageUrl url, parse_storage_url(options.storage_url));
  POSTERN_TRY(RootKey root_key, obtain_root_key(options.root_key.view(), url, *foundation.random));
  if (options.storage) {
    foundation.storage = std::move(options.storage);
  } else {
    POSTERN_TRY(foundation.storage, open_storage(url));
  }
  POSTERN_TRY(foundation.root_keys,
              unlock_store(root_key, *foundation.storage, *foundation.clock, *foundation.random));
  foundation.key_holder = std::move(root_key.holder);
  return foundation;
}

}  // namespace

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Engine::~Engine() {
  parts_->link_audit_log();
}

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options) {
  POSTERN_CHECK(check_options(options));
  POSTERN_TRY(Foundation foundation, open_foundation(options));
  auto parts = std::make_unique<Parts>(std::move(foundation), std::move(options));
  return std::unique_ptr<Engine>(new Engine(std::move(parts)));
}

Result<std::string> Engine::call(const ops::Caller& caller, std::string_view operation,
                                 std::string_view request) {
  std::string_view service = "cognito-idp";
  if (const std::size_t colon = operation.find(':'); colon != std::string_view::npos) {
    service = operation.substr(0, colon);
    operation.remove_prefix(colon + 1);
  }
  POSTERN_TRY(auto response, parts_->call_api(caller, service, operation, request));
  if (response.empty()) response = "{}";
  return response;
}

http::Response Engine::handle_http(const http::Request& request) {
  return parts_->face.handle(request);
}

Result<std::shared_ptr<const std::string>> Engine::verify(std::string_view token,
                                                          const VerifyOptions& options) {
  POSTERN_TRY(auto verified, parts_->tokens.verify(token, {.pool_id = options.user_pool_id,
                                                           .client_id = options.client_id,
                                                           .token_use = options.token_use,
                                                           .leeway_s = options.leeway_s}));
  const std::string* claims = &verified->claims_json;
  return std::shared_ptr<const std::string>(std::move(verified), claims);
}

Status Engine::set_trigger(std::string_view trigger, std::uint32_t event_version,
                           std::string_view user_pool_id, HostFunction function) {
  return parts_->triggers.set(trigger, event_version, user_pool_id, std::move(function));
}

Status Engine::backup(std::string_view path) {
  if (path.empty()) return invalid_option("The backup has no path.");
  return parts_->foundation.storage->backup(std::string(path),
                                            domain::lone_mark(domain::keys::backup()));
}

Status Engine::advance_clock(std::int64_t delta_us) {
  if (parts_->foundation.movable_clock == nullptr) {
    return invalid_option("This engine's clock cannot be moved.");
  }
  if (delta_us < 0) return invalid_option("Time moves forward only.");
  parts_->foundation.movable_clock->advance(delta_us);
  return ok();
}

std::int64_t Engine::now_us() const {
  return parts_->foundation.clock->now_us();
}

}  // namespace postern
