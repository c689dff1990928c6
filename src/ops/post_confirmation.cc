// The PostConfirmation trigger, as every way of confirming fires it.
#include "ops/post_confirmation.h"

#include "triggers/triggers.h"

namespace postern::ops {

Status fire_post_confirmation(Context& context, const domain::Pool& pool,
                              std::string_view client_id, const domain::User& user,
                              std::string_view source, Json metadata) {
  constexpr auto kKind = triggers::Kind::post_confirmation;
  if (!context.services.triggers.wanted(kKind, pool)) return ok();
  Json request = Json::object();
  request.set("userAttributes", domain::attributes_for_event(user, pool))
      .set("clientMetadata", std::move(metadata));
  POSTERN_CHECK(context.services.triggers.fire({.kind = kKind,
                                                .source = source,
                                                .pool = pool,
                                                .username = user.username,
                                                .client_id = client_id,
                                                .request = std::move(request),
                                                .response = Json::object()}));
  return ok();
}

}  // namespace postern::ops
