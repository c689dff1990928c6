// postern:CompactStore: gives the room of erased rows back to the file system, some with each call,
// until one is Complete. {"Rewrite":true} writes the whole file anew instead, which makes it as
// small as it can be; whoever writes waits meanwhile.
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const storage::Space space,
              context.store().storage().compact(request.get_bool("Rewrite")));
  return Json::object()
      .set("Complete", !space.more)
      .set("FileBytes", static_cast<std::int64_t>(space.file_bytes))
      .set("FreeBytes", static_cast<std::int64_t>(space.free_bytes));
}

}  // namespace

const Operation kPosternCompactStore{"CompactStore", handle};

}  // namespace postern::ops
