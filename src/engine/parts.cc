// The parts of an engine, wired.
#include "engine/parts.h"

#include "bulk/import_door.h"
#include "bulk/import_run.h"
#include "domain/access_keys.h"
#include "domain/audit_chain.h"
#include "domain/keyspace.h"
#include "domain/sweep.h"

namespace postern {
namespace {

constexpr std::uint32_t kCallsPerSweep = 256;
constexpr int kSlicesPerSweep = 4;

crypto::PasswordHashParams hash_params(const EngineOptions& options) {
  crypto::PasswordHashParams params;
  if (options.password_memory_kib != 0) {
    params.memory_kib = static_cast<int>(options.password_memory_kib);
  }
  if (options.password_passes != 0) params.passes = static_cast<int>(options.password_passes);
  return params;
}

std::string issuer_base(const EngineOptions& options) {
  if (!options.issuer_base.empty()) return options.issuer_base;
  return "https://cognito-idp." + options.region + ".amazonaws.com";
}

}  // namespace

Engine::Parts::Parts(Foundation opened, EngineOptions options)
    : foundation(std::move(opened)),
      store(*foundation.storage, foundation.root_keys->envelope(), *foundation.clock,
            *foundation.random),
      hasher(hash_params(options)),
      credentials(store, hasher),
      sealed(foundation.root_keys->tokens(), foundation.root_keys->digest_key().clone(),
             *foundation.random, foundation.root_keys.get()),
      tokens(store, postern::issuer_base(options), foundation.root_keys->refresh_key().clone()),
      triggers(options.region, std::move(options.invoke)),
      messenger(triggers, store, postern::issuer_base(options), std::move(options.deliver)),
      transfers(store),
      services{store,  tokens,         triggers,           messenger, credentials,
               sealed, options.region, options.account_id, transfers, *foundation.root_keys},
      dispatcher(services),
      site(services, dispatcher, std::move(options.fetch), postern::issuer_base(options)),
      face(*this, *foundation.random) {
  store.follow(*foundation.root_keys);
  store.audit().configure(options.audit, *foundation.random, store.now_us());
}

void Engine::Parts::housekeep() {
  if (calls.fetch_add(1, std::memory_order_relaxed) % kCallsPerSweep != kCallsPerSweep - 1) return;
  const domain::AuditBreak nobodys;
  // A sweep that fails is no failure of the call it rides on: the next one does its work. A call
  // leaves a few rows behind at most, so a few slices keep up.
  for (int slice = 0; slice < kSlicesPerSweep; ++slice) {
    const auto more = domain::sweep_expired(store);
    if (!more.ok() || !*more) break;
  }
  static_cast<void>(domain::sweep_some_doomed(store).ok());
  if (foundation.root_keys->is_rotating()) {
    static_cast<void>(foundation.root_keys->reseal_some().ok());
  }
  static_cast<void>(bulk::run_import_slice(services).ok());
  link_audit_log();
}

void Engine::Parts::link_audit_log() {
  if (store.audit().is_on()) static_cast<void>(domain::link_audit_chains(store).ok());
}

Result<std::string> Engine::Parts::call_api(const ops::Caller& caller, std::string_view service,
                                            std::string_view operation, std::string_view body) {
  housekeep();
  return dispatcher.call(caller, service, operation, body);
}

bool Engine::Parts::needs_iam(std::string_view service, std::string_view operation) {
  return ops::Dispatcher::needs_iam(service, operation);
}

Result<std::string> Engine::Parts::jwks(std::string_view pool_id) {
  POSTERN_TRY(const Json document, tokens.jwks(pool_id));
  return document.dump();
}

Result<std::string> Engine::Parts::openid_configuration(std::string_view pool_id) {
  POSTERN_TRY(const Json document, site.openid_configuration(pool_id));
  return document.dump();
}

Result<std::string> Engine::Parts::upload_import_piece(std::string_view token,
                                                       const UploadPiece& piece) {
  domain::AuditCall call(store, [](domain::AuditEvent& event) {
    event.service = "cognito-idp";
    event.operation = "UploadUserImportFile";
    event.caller = "anonymous";
  });
  auto uploaded = bulk::upload_import_piece(services, token,
                                            {.offset = piece.offset,
                                             .total = piece.total,
                                             .upload_id = piece.upload_id,
                                             .bytes = piece.bytes});
  call.came_to(uploaded.ok() ? std::string_view() : uploaded.error().code);
  POSTERN_CHECK(call.finish());
  return uploaded;
}

Result<http::Backend::LogPart> Engine::Parts::import_log(std::string_view token,
                                                         std::uint64_t from) {
  POSTERN_TRY(auto part, bulk::read_import_log(services, token, from));
  return LogPart{std::move(part.lines), part.next};
}

std::optional<http::Response> Engine::Parts::answer_login(const http::Request& request,
                                                          const http::LoginRoute& route) {
  housekeep();
  return site.answer(request, route);
}

Result<Secret> Engine::Parts::access_key_secret(std::string_view access_key_id) {
  POSTERN_TRY(auto secret, store.read([&](domain::Txn& txn) {
    return domain::find_access_key_secret(txn, access_key_id);
  }));
  if (!secret) {
    return reject("UnrecognizedClientException",
                  "The security token included in the request is invalid.");
  }
  return std::move(*secret);
}

}  // namespace postern
