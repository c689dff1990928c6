// Opening, calling and closing an engine.
#include "postern/engine.h"

#include <memory>
#include <string>
#include <utility>

#include "base/limits.h"
#include "capi/buf.h"
#include "capi/callback.h"
#include "capi/guard.h"
#include "capi/handle_table.h"
#include "capi/layout.h"
#include "capi/options.h"
#include "capi/storage.h"
#include "capi/view.h"
#include "engine/engine.h"

static_assert(POSTERN_REQUEST_BYTES_MAX == postern::limits::kRequestBytesMax);
static_assert(POSTERN_CALL_DEPTH_MAX == postern::limits::kCallDepthMax);

namespace postern::capi {
namespace {

// An empty text keeps the default that `target` already holds.
Status read_text_option(postern_str in, std::size_t bytes_max, std::string_view what,
                        std::string& target) {
  POSTERN_TRY(const std::string_view text, read_text(in, bytes_max, what));
  if (!text.empty()) target = text;
  return ok();
}

Status read_texts(const postern_options& in, EngineOptions& out) {
  POSTERN_CHECK(read_text_option(in.storage_url, kUrlBytesMax, "storage_url", out.storage_url));
  POSTERN_CHECK(read_text_option(in.region, kNameBytesMax, "region", out.region));
  POSTERN_CHECK(read_text_option(in.account_id, kNameBytesMax, "account_id", out.account_id));
  return read_text_option(in.issuer_base, kUrlBytesMax, "issuer_base", out.issuer_base);
}

Result<Secret> read_root_key(postern_str in) {
  constexpr std::size_t kRootKeyBytes = 32;
  POSTERN_TRY(const std::string_view key, read_bytes(in, kRootKeyBytes, "root_key"));
  if (!key.empty() && key.size() != kRootKeyBytes) {
    return invalid_argument("root_key is not 32 bytes");
  }
  return Secret(key);
}

// What a random key sealed could never be read again, and whether this store keeps anything is not
// known here.
Status read_storage(const postern_options& in, EngineOptions& out) {
  if (in.storage == nullptr) return ok();
  if (in.storage_url.len != 0) return invalid_argument("Both storage and storage_url are given");
  if (in.root_key.len == 0) {
    return invalid_argument("A store of the host's own needs a root_key, always the same");
  }
  POSTERN_TRY(out.storage, host_storage(in.storage));
  return ok();
}

domain::AuditMode audit_mode(std::uint32_t flags) {
  if ((flags & POSTERN_OPEN_AUDIT_ALL) != 0) return domain::AuditMode::all;
  const bool changes = (flags & POSTERN_OPEN_AUDIT_CHANGES) != 0;
  return changes ? domain::AuditMode::changes : domain::AuditMode::off;
}

Result<EngineOptions> engine_options(const postern_options* options) {
  EngineOptions out;
  if (options == nullptr) return out;
  POSTERN_TRY(const postern_options in, read_struct(options, kOptionsFirstSize));
  POSTERN_CHECK(check_flags(in.flags, POSTERN_OPEN_MOVABLE_CLOCK | POSTERN_OPEN_AUDIT_CHANGES |
                                          POSTERN_OPEN_AUDIT_ALL));
  POSTERN_CHECK(read_texts(in, out));
  POSTERN_TRY(out.root_key, read_root_key(in.root_key));
  POSTERN_CHECK(read_storage(in, out));
  out.clock = host_clock(in.clock, in.clock_ctx);
  out.random = host_random(in.random, in.random_ctx);
  out.deliver = host_function(in.deliver, in.deliver_ctx);
  out.fetch = host_function(in.fetch, in.fetch_ctx);
  out.invoke = invoke_function(in.invoke, in.invoke_ctx);
  out.password_memory_kib = in.password_memory_kib;
  out.password_passes = in.password_passes;
  out.movable_clock = (in.flags & POSTERN_OPEN_MOVABLE_CLOCK) != 0;
  out.audit = audit_mode(in.flags);
  return out;
}

// What the host itself may do: everything.
const ops::Caller& host_caller() {
  static const ops::Caller caller{.kind = ops::Caller::Kind::host};
  return caller;
}

}  // namespace
}  // namespace postern::capi

using namespace postern;  // NOLINT: below are C names, which cannot live in a namespace.

postern_status postern_open(const postern_options* options, postern_engine** out_engine,
                            postern_error** out_error) {
  return capi::guard(out_error, [&]() -> Status {
    if (out_engine == nullptr) return capi::invalid_argument("out_engine is NULL");
    *out_engine = nullptr;
    POSTERN_CHECK(capi::check_outside_storage());
    POSTERN_TRY(EngineOptions read, capi::engine_options(options));
    POSTERN_TRY(std::unique_ptr<Engine> engine, Engine::open(std::move(read)));
    POSTERN_TRY(*out_engine, capi::HandleTable::instance().insert(std::move(engine)));
    return ok();
  });
}

postern_status postern_close(postern_engine* engine) {
  return capi::guard(nullptr, [&]() -> Status {
    return engine == nullptr ? ok() : capi::HandleTable::instance().close(engine);
  });
}

postern_status postern_call(postern_engine* engine, postern_str operation, postern_str request,
                            postern_buf** out_response, postern_error** out_error) {
  return capi::guard(out_error, [&]() -> Status {
    if (out_response == nullptr) return capi::invalid_argument("out_response is NULL");
    *out_response = nullptr;
    POSTERN_TRY(const auto name, capi::read_text(operation, capi::kNameBytesMax, "operation"));
    POSTERN_TRY(const auto body, capi::read_bytes(request, POSTERN_REQUEST_BYTES_MAX, "request"));
    POSTERN_CHECK(capi::check_outside_storage());
    const capi::Lease lease(engine);
    if (!lease) return capi::bad_handle();
    const capi::CallFrame frame(engine);
    if (!frame.within_limit()) return capi::busy("Callbacks nest too deep");
    POSTERN_TRY(std::string response,
                lease->call(capi::host_caller(), name, body.empty() ? "{}" : body));
    *out_response = new postern_buf{std::move(response)};
    return ok();
  });
}

postern_status postern_backup(postern_engine* engine, postern_str path, postern_error** out_error) {
  return capi::guard(out_error, [&]() -> Status {
    POSTERN_TRY(const auto name, capi::read_text(path, capi::kUrlBytesMax, "path"));
    POSTERN_CHECK(capi::check_outside_storage());
    const capi::Lease lease(engine);
    if (!lease) return capi::bad_handle();
    return lease->backup(name);
  });
}

postern_status postern_clock_advance(postern_engine* engine, int64_t delta_us,
                                     postern_error** out_error) {
  return capi::guard(out_error, [&]() -> Status {
    if (delta_us < 0) return capi::invalid_argument("delta_us is negative");
    const capi::Lease lease(engine);
    if (!lease) return capi::bad_handle();
    return lease->advance_clock(delta_us);
  });
}

int64_t postern_clock_now(postern_engine* engine) {
  int64_t now_us = -1;
  // A failure, of whatever kind, leaves -1.
  static_cast<void>(capi::guard(nullptr, [&]() -> Status {
    const capi::Lease lease(engine);
    if (lease) now_us = lease->now_us();
    return ok();
  }));
  return now_us;
}
