// Adapters around the host's functions, and the reply object they answer through.
#include "capi/callback.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "base/limits.h"
#include "base/secret.h"
#include "capi/view.h"

// Lives on the stack of the call that runs the callback. Delivery answers nothing, triggers and
// fetch answer JSON; either may carry what must not stay in memory.
struct postern_reply {
  std::string value;
  std::string failure;

  postern_reply() = default;
  postern_reply(const postern_reply&) = delete;
  postern_reply& operator=(const postern_reply&) = delete;
  ~postern_reply() { postern::wipe(value); }
};

namespace postern::capi {
namespace {

class HostClock final : public Clock {
 public:
  HostClock(postern_clock_fn fn, void* ctx) : fn_(fn), ctx_(ctx) {}
  // A clock that goes below zero breaks its contract; zero makes every token expired, not eternal.
  std::int64_t now_us() const override { return std::max<std::int64_t>(fn_(ctx_), 0); }

 private:
  postern_clock_fn fn_;
  void* ctx_;
};

class HostRandom final : public Random {
 public:
  HostRandom(postern_random_fn fn, void* ctx) : fn_(fn), ctx_(ctx) {}
  void fill(void* out, std::size_t size) override {
    if (fn_(ctx_, static_cast<std::uint8_t*>(out), size) != 0) std::abort();
  }

 private:
  postern_random_fn fn_;
  void* ctx_;
};

static_assert(std::is_same_v<postern_deliver_fn, HostFn>);
static_assert(std::is_same_v<postern_fetch_fn, HostFn>);

postern_status set_reply(std::string& target, std::string_view bytes) noexcept {
  try {
    wipe(target);
    target = bytes;
    return POSTERN_OK;
  } catch (const std::bad_alloc&) {
    return POSTERN_E_NO_MEMORY;
  }
}

}  // namespace

HostFunction host_function(HostFn fn, void* ctx) {
  if (fn == nullptr) return {};
  return [fn, ctx](std::string_view json) -> Result<std::string> {
    postern_reply reply;
    if (fn(ctx, view_of(json), &reply) != 0) {
      return reject("HostFunctionException", reply.failure);
    }
    return std::move(reply.value);
  };
}

InvokeFunction invoke_function(postern_invoke_fn fn, void* ctx) {
  if (fn == nullptr) return {};
  return [fn, ctx](std::string_view arn, std::string_view event) -> Result<std::string> {
    postern_reply reply;
    const std::int32_t failure = fn(ctx, view_of(arn), view_of(event), &reply);
    if (failure == 0) return std::move(reply.value);
    const bool refused = failure == POSTERN_INVOKE_REFUSED;
    return reject(refused ? kFunctionFailed : "InvocationFailed", reply.failure);
  };
}

std::unique_ptr<Clock> host_clock(postern_clock_fn fn, void* ctx) {
  if (fn == nullptr) return nullptr;
  return std::make_unique<HostClock>(fn, ctx);
}

std::unique_ptr<Random> host_random(postern_random_fn fn, void* ctx) {
  if (fn == nullptr) return nullptr;
  return std::make_unique<HostRandom>(fn, ctx);
}

}  // namespace postern::capi

namespace capi = postern::capi;

postern_status postern_reply_set(postern_reply* reply, postern_str bytes) {
  if (reply == nullptr || (bytes.ptr == nullptr && bytes.len != 0) ||
      bytes.len > postern::limits::kTriggerResponseBytesMax) {
    return POSTERN_E_INVALID_ARGUMENT;
  }
  return capi::set_reply(reply->value, std::string_view(bytes.ptr, bytes.len));
}

postern_status postern_reply_fail(postern_reply* reply, postern_str message) {
  if (reply == nullptr) return POSTERN_E_INVALID_ARGUMENT;
  // No guard() here: its error object has nowhere to go. Only the text check can allocate.
  try {
    const auto text = capi::read_text(message, capi::kMessageBytesMax, "message");
    if (!text.ok()) return POSTERN_E_INVALID_ARGUMENT;
    return capi::set_reply(reply->failure, *text);
  } catch (const std::bad_alloc&) {
    return POSTERN_E_NO_MEMORY;
  }
}
