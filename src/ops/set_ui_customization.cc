// SetUICustomization: style sheet and logo of the classic sign-in pages. What the request leaves
// out goes; without either the customisation is gone.
#include "codec/base64.h"
#include "ops/registry.h"
#include "ops/ui_render.h"

namespace postern::ops {
namespace {

Result<domain::UiCustomization> read_customization(const Json& request, std::int64_t now_us) {
  domain::UiCustomization customization{domain::new_resource(Json::object(), now_us), {}};
  if (const std::string_view css = request.get_string("CSS"); !css.empty()) {
    customization.resource.settings.set("CSS", css);
  }
  POSTERN_TRY(customization.image, codec::base64_decode(request.get_string("ImageFile")));
  POSTERN_CHECK(domain::check_ui_customization(customization));
  return customization;
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  POSTERN_TRY(auto customization, read_customization(request, context.store().now_us()));
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const std::string client_id, customized_client(txn, request));
    POSTERN_CHECK(domain::set_ui_customization(txn, pool_id, client_id, customization));
    return Json::object().set("UICustomization",
                              render_ui_customization(pool_id, client_id, customization));
  });
}

}  // namespace

const Operation kSetUICustomization{"SetUICustomization", handle};

}  // namespace postern::ops
