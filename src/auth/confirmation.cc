// The PostConfirmation trigger, as every way of confirming fires it.
#include "auth/confirmation.h"

#include "domain/attributes.h"
#include "triggers/triggers.h"

namespace postern::auth {

Status fire_post_confirmation(Services& services, const domain::Pool& pool,
                              std::string_view client_id, const domain::User& user,
                              std::string_view source, const Json& client_metadata) {
  constexpr auto kKind = triggers::Kind::post_confirmation;
  if (!services.triggers.wanted(kKind, pool)) return ok();
  Json request = Json::object();
  request.set("userAttributes", domain::attributes_for_event(user, pool))
      .set("clientMetadata", client_metadata);
  POSTERN_CHECK(services.triggers.fire({.kind = kKind,
                                        .source = source,
                                        .pool = pool,
                                        .username = user.username,
                                        .client_id = client_id,
                                        .request = std::move(request),
                                        .response = Json::object()}));
  return ok();
}

}  // namespace postern::auth
