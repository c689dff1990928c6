// The PreSignUp trigger, as everything that makes users fires it.
#include "ops/pre_sign_up.h"

#include "ops/request.h"
#include "triggers/triggers.h"

namespace postern::ops {
namespace {

constexpr auto kKind = triggers::Kind::pre_sign_up;

void verify(domain::User& user, std::string_view attribute) {
  if (domain::find_attribute(user.attributes, attribute) == nullptr) return;
  domain::set_attribute(user.attributes, std::string(attribute) + "_verified", "true");
}

// The function's three switches. Verifying an address needs the confirmation, too, of a user who
// has yet to be confirmed.
Status apply(const Json& response, domain::User& user) {
  for (const char* name : {"autoConfirmUser", "autoVerifyEmail", "autoVerifyPhone"}) {
    const Json* value = response.find(name);
    if (value != nullptr && !value->is_bool() && !value->is_null()) {
      return reject("InvalidLambdaResponseException", "Unrecognizable lambda output");
    }
  }
  if (user.status == domain::UserStatus::unconfirmed) {
    if (!response.get_bool("autoConfirmUser")) return ok();
    user.status = domain::UserStatus::confirmed;
  }
  if (response.get_bool("autoVerifyEmail")) verify(user, "email");
  if (response.get_bool("autoVerifyPhone")) verify(user, "phone_number");
  return ok();
}

}  // namespace

Status fire_pre_sign_up(Context& context, const domain::Pool& pool, std::string_view client_id,
                        std::string_view source, const Json& request, domain::User& user) {
  if (!context.services.triggers.wanted(kKind, pool)) return ok();
  Json event = Json::object();
  event.set("userAttributes", domain::attributes_for_event(user, pool))
      .set("validationData", triggers::validation_data_for_event(request.find("ValidationData")))
      .set("clientMetadata", client_metadata(request));
  // Before the user exists, it has no sub to show.
  event.find("userAttributes")->erase("sub");
  event.find("userAttributes")->erase("cognito:user_status");
  POSTERN_TRY(const auto response,
              context.services.triggers.fire({.kind = kKind,
                                              .source = source,
                                              .pool = pool,
                                              .username = user.username,
                                              .client_id = client_id,
                                              .request = std::move(event),
                                              .response = Json::object()
                                                              .set("autoConfirmUser", false)
                                                              .set("autoVerifyEmail", false)
                                                              .set("autoVerifyPhone", false)}));
  const bool by_administrator = source == "PreSignUp_AdminCreateUser";
  return response && !by_administrator ? apply(*response, user) : ok();
}

}  // namespace postern::ops
