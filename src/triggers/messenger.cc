// Codes and invitations on their way to a user: composed, customised, handed to the host.
#include "triggers/messenger.h"

#include "domain/username.h"

namespace postern::triggers {
namespace {

constexpr std::size_t kSmsCharactersMax = 140;
constexpr std::size_t kEmailCharactersMax = 20'000;

std::string_view medium_of(std::string_view attribute) {
  return attribute == "phone_number" ? "SMS" : "EMAIL";
}

// Takes a text the function set. One without the code would send the user nothing of use.
Status take_text(const Json& response, std::string_view member, std::size_t size_max,
                 bool needs_code, std::string& text) {
  const Json* value = response.find(member);
  if (value == nullptr || value->is_null()) return ok();
  const bool usable = value->is_string() && value->as_string().size() <= size_max &&
                      (!needs_code || value->as_string().find(kCodePlaceholder) !=
                                          std::string::npos);
  if (!usable) {
    return reject("InvalidLambdaResponseException",
                  "CustomMessage returned an invalid " + std::string(member) + ".");
  }
  text = value->as_string();
  return ok();
}

Json custom_message_request(const Message& message) {
  Json request = Json::object();
  request.set("userAttributes", domain::attributes_for_event(message.user, message.pool))
      .set("codeParameter", kCodePlaceholder)
      .set("linkParameter", "{##Click Here##}")
      .set("usernameParameter",
           message.text == Template::invitation ? Json(kUsernamePlaceholder) : Json())
      .set("clientMetadata", message.client_metadata);
  return request;
}

}  // namespace

Result<MessageText> Messenger::customise(const Message& message) const {
  MessageText text = message_text(message.pool, message.text);
  const std::string source = "CustomMessage_" + std::string(message.source);
  POSTERN_TRY(auto response,
              triggers_.fire({.kind = Kind::custom_message,
                              .source = source,
                              .pool = message.pool,
                              .username = message.user.username,
                              .client_id = message.client_id,
                              .request = custom_message_request(message),
                              .response = Json::object()
                                              .set("smsMessage", nullptr)
                                              .set("emailMessage", nullptr)
                                              .set("emailSubject", nullptr)}));
  if (!response) return text;
  POSTERN_CHECK(take_text(*response, "smsMessage", kSmsCharactersMax, true, text.sms_body));
  POSTERN_CHECK(take_text(*response, "emailMessage", kEmailCharactersMax, true, text.email_body));
  POSTERN_CHECK(take_text(*response, "emailSubject", kSmsCharactersMax, false, text.email_subject));
  return text;
}

Status Messenger::send(const Message& message) const {
  POSTERN_TRY(const MessageText text, customise(message));
  if (!deliver_) {
    return reject("CodeDeliveryFailureException", "No message delivery is configured.");
  }
  const bool email = message.attribute != "phone_number";
  Json out = Json::object();
  out.set("Medium", medium_of(message.attribute)).set("Destination", message.destination);
  if (email) out.set("Subject", fill_in(text.email_subject, "", message.user.username, false));
  out.set("Body", fill_in(email ? text.email_body : text.sms_body, message.secret,
                          message.user.username, email))
      .set("UserPoolId", message.pool.id)
      .set("Username", message.user.username)
      .set("ClientId", message.client_id)
      .set("Source", message.source);
  auto sent = deliver_(out.dump());
  if (!sent.ok()) return reject("CodeDeliveryFailureException", sent.error().message);
  return ok();
}

Json code_delivery_details(std::string_view attribute, std::string_view destination) {
  return Json::object()
      .set("AttributeName", attribute)
      .set("DeliveryMedium", medium_of(attribute))
      .set("Destination", domain::mask_destination(attribute, destination));
}

}  // namespace postern::triggers
