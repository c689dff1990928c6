// Users as the API shows them.
#include "ops/user_render.h"

#include "domain/attributes.h"
#include "ops/render.h"

namespace postern::ops {

Json user_type(const domain::Pool& pool, const domain::User& user) {
  return Json::object()
      .set("Username", user.username)
      .set("Attributes", domain::attributes_to_json(user, pool, nullptr))
      .set("UserCreateDate", render_time(user.created_us))
      .set("UserLastModifiedDate", render_time(user.modified_us))
      .set("Enabled", user.enabled)
      .set("UserStatus", domain::status_name(user.status));
}

}  // namespace postern::ops
