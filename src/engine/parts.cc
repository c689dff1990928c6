// The parts of an engine, wired.
#include "engine/parts.h"

#include "bulk/import_door.h"
#include "bulk/import_run.h"
#include "domain/access_keys.h"
#include "domain/keyspace.h"
#include "domain/sweep.h"

namespace postern {
namespace {

constexpr int kStoreFormat = 1;
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
      envelope(foundation.root_key.view(), *foundation.random),
      store(*foundation.storage, envelope, *foundation.clock, *foundation.random),
      hasher(hash_params(options)),
      credentials(store, hasher),
      sealed(foundation.root_key.view(), *foundation.random),
      tokens(store, postern::issuer_base(options),
             crypto::derive_key(foundation.root_key.view(), "refresh-tokens")),
      triggers(options.region, std::move(options.invoke)),
      messenger(triggers, store, postern::issuer_base(options), std::move(options.deliver)),
      transfers(store),
      services{store,       tokens, triggers,       messenger,
               credentials, sealed, options.region, options.account_id, transfers},
      dispatcher(services),
      face(*this, *foundation.random) {}

Status Engine::Parts::check_store() {
  const std::string key = domain::keys::store_info();
  return store.transact([&](domain::Txn& txn) -> Status {
    auto info = txn.get<domain::StoreInfo>(key);
    if (!info.ok()) {
      if (info.error().errc != Errc::corrupt) return std::move(info).error();
      return Error{Errc::corrupt, "InternalErrorException",
                   "The root key is not the one this store was created with."};
    }
    if (*info) {
      if ((*info)->format <= kStoreFormat) return ok();
      return Error{Errc::storage, "InternalErrorException",
                   "The store was written by a newer version of this library."};
    }
    domain::StoreInfo fresh;
    fresh.format = kStoreFormat;
    fresh.created_us = store.now_us();
    return txn.put(key, fresh);
  });
}

void Engine::Parts::housekeep() {
  if (calls.fetch_add(1, std::memory_order_relaxed) % kCallsPerSweep != kCallsPerSweep - 1) return;
  // A sweep that fails is no failure of the call it rides on: the next one does its work. A call
  // leaves a few rows behind at most, so a few slices keep up.
  for (int slice = 0; slice < kSlicesPerSweep; ++slice) {
    const auto more = domain::sweep_expired(store);
    if (!more.ok() || !*more) break;
  }
  static_cast<void>(domain::sweep_doomed(store).ok());
  static_cast<void>(bulk::run_import_slice(services).ok());
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
  POSTERN_TRY(const Json document, tokens.openid_configuration(pool_id));
  return document.dump();
}

Result<std::string> Engine::Parts::upload_import_piece(std::string_view token,
                                                       const UploadPiece& piece) {
  return bulk::upload_import_piece(services, token,
                                   {.offset = piece.offset,
                                    .total = piece.total,
                                    .upload_id = piece.upload_id,
                                    .bytes = piece.bytes});
}

Result<http::Backend::LogPart> Engine::Parts::import_log(std::string_view token,
                                                         std::uint64_t from) {
  POSTERN_TRY(auto part, bulk::read_import_log(services, token, from));
  return LogPart{std::move(part.lines), part.next};
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
