// Adapters around the host's functions.
#include "capi/callback.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>

#include "capi/host_call.h"
#include "capi/reply.h"
#include "capi/view.h"

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

}  // namespace

HostFunction host_function(HostFn fn, void* ctx) {
  if (fn == nullptr) return {};
  return [fn, ctx](std::string_view json) -> Result<std::string> {
    postern_reply reply;
    if (call_host([&] { return fn(ctx, view_of(json), &reply); }) != 0) {
      return reject("HostFunctionException", reply.failure);
    }
    return std::move(reply.value);
  };
}

InvokeFunction invoke_function(postern_invoke_fn fn, void* ctx) {
  if (fn == nullptr) return {};
  return [fn, ctx](std::string_view arn, std::string_view event) -> Result<std::string> {
    postern_reply reply;
    const std::int32_t failure =
        call_host([&] { return fn(ctx, view_of(arn), view_of(event), &reply); });
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
