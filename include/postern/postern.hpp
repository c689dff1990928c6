// Postern for C++20: the C interface with values, exceptions and destructors. Header only; it has
// no binary interface of its own, so one library serves every compiler.
//
//   postern::Engine engine({.storage_url = "sqlite:/var/lib/app/identity.db"});
//   engine.on_trigger("PreSignUp", [](std::string_view event) { return std::string(event); });
//   std::string pool = engine.call("CreateUserPool", R"({"PoolName": "customers"})");
//   std::string claims = engine.verify(token, {.token_use = "access"});
//
// Failures are thrown as postern::Error. Everything the C headers say about threads, blocking and
// callbacks holds here too.
#ifndef POSTERN_POSTERN_HPP_
#define POSTERN_POSTERN_HPP_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postern.h"
#include "storage.hpp"

namespace postern {

// Inline, so that its names are postern::Engine in source and distinct in object files: programs
// compiled against different versions of this header link together.
inline namespace v1 {

/** Why a call failed: what() is the message. */
class Error : public std::runtime_error {
 public:
  Error(postern_status status, std::string code, const std::string& message)
      : std::runtime_error(message), status_(status), code_(std::move(code)) {}

  [[nodiscard]] postern_status status() const noexcept { return status_; }
  /** The protocol's name of the failure, such as "UsernameExistsException". */
  [[nodiscard]] const std::string& code() const noexcept { return code_; }

 private:
  postern_status status_;
  std::string code_;
};

/**
 * A host function from JSON to JSON; see postern_trigger_fn, postern_deliver_fn, postern_fetch_fn.
 * An exception refuses, and its what() is the text that explains why.
 */
using Callback = std::function<std::string(std::string_view json)>;

/**
 * Runs a function by its ARN; see postern_invoke_fn. Throwing FunctionRefused means that the
 * function itself refused, any other exception that it could not be run.
 */
using InvokeCallback =
    std::function<std::string(std::string_view function_arn, std::string_view event)>;

/** What a function run by an InvokeCallback refused with: what() is its text. */
class FunctionRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/** Which operations leave an event in the audit log; see POSTERN_OPEN_AUDIT_CHANGES. */
enum class Audit : std::uint32_t {
  off = 0,
  changes = POSTERN_OPEN_AUDIT_CHANGES,
  all = POSTERN_OPEN_AUDIT_ALL,
};

/** See postern_options. What is left empty takes the default. */
struct Options {
  std::string_view storage_url = {};
  std::string_view root_key = {};
  std::string_view region = {};
  std::string_view account_id = {};
  std::string_view issuer_base = {};
  /** Must not throw. */
  std::function<std::chrono::microseconds()> clock = {};
  /** Fills the bytes and says whether it could. Must not throw. */
  std::function<bool(std::span<std::uint8_t>)> random = {};
  std::function<void(std::string_view message)> deliver = {};
  Callback fetch = {};
  bool movable_clock = false;
  std::uint32_t password_memory_kib = 0;
  std::uint32_t password_passes = 0;
  InvokeCallback invoke = {};
  /** Instead of storage_url; kept until the engine is gone. Needs a root_key. */
  std::shared_ptr<Storage> storage = {};
  Audit audit = Audit::off;
};

/** See postern_verify_options. */
struct VerifyOptions {
  std::string_view user_pool_id = {};
  std::string_view client_id = {};
  std::string_view token_use = {};
  std::uint32_t leeway_s = 0;
};

/** Which trigger calls a function takes; see postern_trigger_set(). */
struct TriggerOptions {
  std::string_view user_pool_id = {};
  std::uint32_t event_version = 1;
};

/** See postern_http_request. Borrows everything. */
struct HttpRequest {
  std::string_view method = {};
  std::string_view target = {};
  std::vector<std::pair<std::string_view, std::string_view>> headers = {};
  std::string_view body = {};
  std::string_view remote_address = {};
  bool trusted = false;
};

struct HttpResponse {
  std::uint32_t status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

namespace detail {

// Frees with the C function that belongs to the type.
template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using ErrorPtr = std::unique_ptr<postern_error, Deleter<postern_error_free>>;
using BufPtr = std::unique_ptr<postern_buf, Deleter<postern_buf_free>>;
using ClaimsPtr = std::unique_ptr<postern_claims, Deleter<postern_claims_free>>;
using ResponsePtr = std::unique_ptr<postern_http_response, Deleter<postern_http_response_free>>;

// Throws unless `status` is POSTERN_OK; frees `error` either way.
inline void check(postern_status status, postern_error* error) {
  const ErrorPtr owned(error);
  if (status == POSTERN_OK) return;
  if (status == POSTERN_E_NO_MEMORY) throw std::bad_alloc();
  throw Error(status, std::string(view(postern_error_code(error))),
              std::string(view(postern_error_message(error))));
}

// Runs `body` and turns what it throws into a refusal: nothing may unwind into the C library.
template <class Body>
std::int32_t refuse_on_throw(postern_reply* reply, Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const std::exception& error) {
    static_cast<void>(postern_reply_fail(reply, str(error.what())));
  } catch (...) {
    static_cast<void>(postern_reply_fail(reply, str("unknown exception")));
  }
  return 1;
}

inline std::int32_t run_callback(void* ctx, postern_str json, postern_reply* reply) noexcept {
  return refuse_on_throw(reply, [&] {
    const std::string answer = (*static_cast<Callback*>(ctx))(view(json));
    if (postern_reply_set(reply, str(answer)) != POSTERN_OK) {
      throw std::runtime_error("the answer is too large");
    }
  });
}

inline std::int32_t run_deliver(void* ctx, postern_str message, postern_reply* reply) noexcept {
  return refuse_on_throw(reply, [&] { static_cast<Options*>(ctx)->deliver(view(message)); });
}

inline std::int32_t run_fetch(void* ctx, postern_str request, postern_reply* reply) noexcept {
  return run_callback(&static_cast<Options*>(ctx)->fetch, request, reply);
}

inline std::int32_t run_invoke(void* ctx, postern_str function_arn, postern_str event,
                               postern_reply* reply) noexcept {
  bool refused = false;
  const std::int32_t failed = refuse_on_throw(reply, [&] {
    try {
      const std::string answer =
          static_cast<Options*>(ctx)->invoke(view(function_arn), view(event));
      if (postern_reply_set(reply, str(answer)) != POSTERN_OK) {
        throw std::runtime_error("the answer is too large");
      }
    } catch (const FunctionRefused&) {
      refused = true;
      throw;
    }
  });
  return failed != 0 && !refused ? POSTERN_INVOKE_FAILED : failed;
}

inline std::int64_t run_clock(void* ctx) noexcept {
  return static_cast<Options*>(ctx)->clock().count();
}

inline std::int32_t run_random(void* ctx, std::uint8_t* out, std::size_t len) noexcept {
  return static_cast<Options*>(ctx)->random({out, len}) ? 0 : 1;
}

// `in` stays the context of its own functions.
inline postern_options to_c(Options& in) noexcept {
  postern_options out = {};
  out.struct_size = sizeof out;
  out.flags = static_cast<std::uint32_t>(in.audit);
  if (in.movable_clock) out.flags |= POSTERN_OPEN_MOVABLE_CLOCK;
  out.storage_url = str(in.storage_url);
  out.root_key = str(in.root_key);
  out.region = str(in.region);
  out.account_id = str(in.account_id);
  out.issuer_base = str(in.issuer_base);
  if (in.clock) out.clock = run_clock;
  if (in.random) out.random = run_random;
  if (in.deliver) out.deliver = run_deliver;
  if (in.fetch) out.fetch = run_fetch;
  if (in.invoke) out.invoke = run_invoke;
  out.clock_ctx = out.random_ctx = out.deliver_ctx = out.fetch_ctx = &in;
  out.invoke_ctx = &in;
  out.password_memory_kib = in.password_memory_kib;
  out.password_passes = in.password_passes;
  return out;
}

inline HttpResponse to_cpp(const postern_http_response& in) {
  HttpResponse out;
  out.status = postern_http_response_status(&in);
  for (std::size_t i = 0; i < postern_http_response_header_count(&in); ++i) {
    out.headers.emplace_back(view(postern_http_response_header_name(&in, i)),
                             view(postern_http_response_header_value(&in, i)));
  }
  out.body = view(postern_http_response_body(&in));
  return out;
}

}  // namespace detail

/** An open engine; closed by its destructor. Moves; a moved-from engine may only be destroyed. */
class Engine {
 public:
  /** Opens. The views in `options` are borrowed for this call, the functions kept. */
  explicit Engine(Options options = {}) : state_(std::make_unique<State>(std::move(options))) {
    postern_options in = detail::to_c(state_->options);
    postern_storage storage = {};
    if (state_->options.storage) {
      storage = detail::to_c(*state_->options.storage);
      in.storage = &storage;
    }
    postern_error* error = nullptr;
    const postern_status status = postern_open(&in, &state_->handle, &error);
    detail::check(status, error);
  }

  /** Runs one operation; see postern_call(). */
  std::string call(std::string_view operation, std::string_view request = "{}") {
    postern_buf* response = nullptr;
    postern_error* error = nullptr;
    const postern_status status = postern_call(handle(), detail::str(operation),
                                               detail::str(request), &response, &error);
    const detail::BufPtr owned(response);
    detail::check(status, error);
    return std::string(detail::view(postern_buf_view(response)));
  }

  /** The claims of a genuine, current token as JSON; see postern_verify(). */
  std::string verify(std::string_view token, const VerifyOptions& options = {}) {
    postern_verify_options in = {};
    in.struct_size = sizeof in;
    in.leeway_s = options.leeway_s;
    in.user_pool_id = detail::str(options.user_pool_id);
    in.client_id = detail::str(options.client_id);
    in.token_use = detail::str(options.token_use);
    postern_claims* claims = nullptr;
    postern_error* error = nullptr;
    const postern_status status =
        postern_verify(handle(), detail::str(token), &in, &claims, &error);
    const detail::ClaimsPtr owned(claims);
    detail::check(status, error);
    return std::string(detail::view(postern_claims_json(claims)));
  }

  /**
   * Sets, replaces or (empty function) removes a trigger; see postern_trigger_set(). A replaced
   * function is kept until the engine closes, because a call may still be running it.
   */
  void on_trigger(std::string_view trigger, Callback function, const TriggerOptions& options = {}) {
    Callback* kept = function ? state_->keep(std::move(function)) : nullptr;
    postern_error* error = nullptr;
    const postern_status status = postern_trigger_set(
        handle(), detail::str(trigger), options.event_version, detail::str(options.user_pool_id),
        kept != nullptr ? detail::run_callback : nullptr, kept, &error);
    detail::check(status, error);
  }

  /** Answers one HTTP request; see postern_http(). */
  HttpResponse http(const HttpRequest& request) {
    std::vector<postern_http_header> headers;
    for (const auto& [name, value] : request.headers) {
      headers.push_back({detail::str(name), detail::str(value)});
    }
    postern_http_request in = {};
    in.struct_size = sizeof in;
    in.flags = request.trusted ? POSTERN_HTTP_TRUSTED : 0;
    in.method = detail::str(request.method);
    in.target = detail::str(request.target);
    in.headers = headers.data();
    in.header_count = headers.size();
    in.body = detail::str(request.body);
    in.remote_address = detail::str(request.remote_address);
    postern_http_response* response = nullptr;
    postern_error* error = nullptr;
    const postern_status status = postern_http(handle(), &in, &response, &error);
    const detail::ResponsePtr owned(response);
    detail::check(status, error);
    return detail::to_cpp(*response);
  }

  /** Copies the store to a new file while serving; see postern_backup(). */
  void backup(std::string_view path) {
    postern_error* error = nullptr;
    const postern_status status = postern_backup(handle(), detail::str(path), &error);
    detail::check(status, error);
  }

  /** Moves the engine's time forward; needs Options::movable_clock. */
  void advance_clock(std::chrono::microseconds by) {
    postern_error* error = nullptr;
    const postern_status status = postern_clock_advance(handle(), by.count(), &error);
    detail::check(status, error);
  }

  /** The engine's time. */
  [[nodiscard]] std::chrono::sys_time<std::chrono::microseconds> now() const {
    return std::chrono::sys_time<std::chrono::microseconds>(
        std::chrono::microseconds(postern_clock_now(handle())));
  }

  /** Closes before the destructor does, and says if calls still run (POSTERN_E_BUSY). */
  void close() {
    if (const postern_status status = postern_close(handle()); status != POSTERN_OK) {
      throw Error(status, "", "the engine cannot be closed");
    }
    state_->handle = nullptr;
  }

  /** For the C functions; still owned by this object. */
  [[nodiscard]] postern_engine* handle() const noexcept { return state_->handle; }

 private:
  // On the heap, because the library holds addresses of the functions.
  struct State {
    explicit State(Options&& from) : options(std::move(from)) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
      // Going on would free functions that a running call may be about to enter.
      if (postern_close(handle) == POSTERN_E_BUSY) std::terminate();
    }

    Callback* keep(Callback function) {
      const std::lock_guard lock(mutex);
      triggers.push_back(std::make_unique<Callback>(std::move(function)));
      return triggers.back().get();
    }

    postern_engine* handle = nullptr;
    Options options;
    std::mutex mutex;
    std::vector<std::unique_ptr<Callback>> triggers;
  };

  std::unique_ptr<State> state_;
};

}  // namespace v1
}  // namespace postern

#endif  // POSTERN_POSTERN_HPP_
