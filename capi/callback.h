// The host's C functions as the core wants them: HostFunction, Clock, Random.
#pragma once

#include <memory>

#include "engine/engine.h"
#include "postern/engine.h"

namespace postern::capi {

// The shape that trigger, delivery and fetch functions share.
using HostFn = std::int32_t (*)(void* ctx, postern_str json, postern_reply* reply);

// Empty when `fn` is NULL.
HostFunction host_function(HostFn fn, void* ctx);

// Empty when `fn` is NULL.
InvokeFunction invoke_function(postern_invoke_fn fn, void* ctx);

// Null when `fn` is NULL, which stands for the system's own.
std::unique_ptr<Clock> host_clock(postern_clock_fn fn, void* ctx);
std::unique_ptr<Random> host_random(postern_random_fn fn, void* ctx);

}  // namespace postern::capi
