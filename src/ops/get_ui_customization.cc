// GetUICustomization: the client's own, else that of all clients, else an empty object.
#include "ops/registry.h"
#include "ops/ui_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const std::string client_id, customized_client(txn, request));
    for (const std::string_view id : {std::string_view(client_id), std::string_view("ALL")}) {
      POSTERN_TRY(const auto found, domain::find_ui_customization(txn, pool_id, id));
      if (!found) continue;
      return Json::object().set("UICustomization", render_ui_customization(pool_id, id, *found));
    }
    return Json::object().set("UICustomization", Json::object());
  });
}

}  // namespace

const Operation kGetUICustomization{"GetUICustomization", handle};

}  // namespace postern::ops
