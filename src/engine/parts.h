// The parts of an engine, in the order they are built and may use each other.
#pragma once

#include <atomic>
#include <memory>

#include "auth/credentials.h"
#include "auth/sealed_tokens.h"
#include "auth/services.h"
#include "bulk/transfers.h"
#include "crypto/pwhash.h"
#include "domain/root_keys.h"
#include "domain/store.h"
#include "engine/clocks.h"
#include "engine/engine.h"
#include "http/backend.h"
#include "http/face.h"
#include "ops/dispatcher.h"
#include "tokens/token_service.h"
#include "triggers/messenger.h"
#include "triggers/triggers.h"
#include "web/site.h"

namespace postern {

// What has been opened before the parts can be built.
struct Foundation {
  std::unique_ptr<Clock> clock;
  MovableClock* movable_clock = nullptr;  // `clock`, if it can be moved.
  std::unique_ptr<Random> random;
  std::unique_ptr<storage::Storage> storage;
  std::unique_ptr<domain::RootKeyHolder> key_holder;  // Null where the host keeps the root key.
  std::unique_ptr<domain::RootKeys> root_keys;        // Unlocked.
};

struct Engine::Parts final : http::Backend {
  Parts(Foundation opened, EngineOptions options);

  // Now and then does some of what the engine owes its store, on the thread of some call.
  void housekeep();

  // Links what is not yet linked of the audit log, while this engine writes one. What fails is done
  // by whoever opens the store next.
  void link_audit_log();

  Result<std::string> call_api(const ops::Caller& caller, std::string_view service,
                               std::string_view operation, std::string_view body) override;
  bool needs_iam(std::string_view service, std::string_view operation) override;
  Result<std::string> jwks(std::string_view pool_id) override;
  Result<std::string> openid_configuration(std::string_view pool_id) override;
  Result<Secret> access_key_secret(std::string_view access_key_id) override;
  Result<std::string> upload_import_piece(std::string_view token,
                                          const UploadPiece& piece) override;
  Result<LogPart> import_log(std::string_view token, std::uint64_t from) override;
  std::optional<http::Response> answer_login(const http::Request& request,
                                             const http::LoginRoute& route) override;
  [[nodiscard]] std::string_view region() const override { return services.region; }
  [[nodiscard]] std::int64_t now_s() const override { return foundation.clock->now_s(); }

  Foundation foundation;
  domain::Store store;
  crypto::PasswordHasher hasher;
  auth::Credentials credentials;
  auth::SealedTokens sealed;
  tokens::TokenService tokens;
  triggers::Triggers triggers;
  triggers::Messenger messenger;
  bulk::Transfers transfers;
  auth::Services services;
  ops::Dispatcher dispatcher;
  web::Site site;
  http::Face face;
  std::atomic<std::uint32_t> calls{0};
};

}  // namespace postern
