// Registration of the host's trigger functions.
#include "postern/trigger.h"

#include <type_traits>

#include "capi/callback.h"
#include "capi/guard.h"
#include "capi/handle_table.h"
#include "capi/view.h"

using namespace postern;  // NOLINT: below are C names, which cannot live in a namespace.

static_assert(std::is_same_v<postern_trigger_fn, capi::HostFn>);

postern_status postern_trigger_set(postern_engine* engine, postern_str trigger,
                                   uint32_t event_version, postern_str user_pool_id,
                                   postern_trigger_fn fn, void* ctx, postern_error** out_error) {
  return capi::guard(out_error, [&]() -> Status {
    POSTERN_TRY(const auto name, capi::read_text(trigger, capi::kNameBytesMax, "trigger"));
    POSTERN_TRY(const auto pool,
                capi::read_text(user_pool_id, capi::kNameBytesMax, "user_pool_id"));
    const capi::Lease lease(engine);
    if (!lease) return capi::bad_handle();
    return lease->set_trigger(name, event_version == 0 ? 1 : event_version, pool,
                              capi::host_function(fn, ctx));
  });
}
