// The PostConfirmation trigger, as operations fire it.
#include "ops/post_confirmation.h"

#include "auth/confirmation.h"

namespace postern::ops {

Status fire_post_confirmation(Context& context, const domain::Pool& pool,
                              std::string_view client_id, const domain::User& user,
                              std::string_view source, Json metadata) {
  return auth::fire_post_confirmation(context.services, pool, client_id, user, source, metadata);
}

}  // namespace postern::ops
