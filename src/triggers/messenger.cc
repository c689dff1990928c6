// Codes and invitations on their way to a user: composed, customised, handed to the host.
#include "triggers/messenger.h"

#include <algorithm>

#include "codec/form.h"
#include "domain/settings.h"
#include "domain/username.h"
#include "triggers/custom_senders.h"

namespace postern::triggers {
namespace {

constexpr std::size_t kSmsCharactersMax = 140;
constexpr std::size_t kEmailCharactersMax = 20'000;

std::string_view medium_of(std::string_view attribute) {
  return attribute == "phone_number" ? "SMS" : "EMAIL";
}

// In characters, as the API counts.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

// What a text must hold to be of use to whom it is sent.
enum class Needs { nothing, code, code_or_link };

bool serves(std::string_view text, Needs needs) {
  if (needs == Needs::nothing || text.find(kCodePlaceholder) != std::string_view::npos) return true;
  return needs == Needs::code_or_link && has_link_placeholder(text);
}

// Takes a text the function set. One without the code would send the user nothing of use.
Status take_text(const Json& response, std::string_view member, std::size_t length_max, Needs needs,
                 std::string& text) {
  const Json* value = response.find(member);
  if (value == nullptr || value->is_null()) return ok();
  if (!value->is_string() || length_of(value->as_string()) > length_max ||
      !serves(value->as_string(), needs)) {
    return reject("InvalidLambdaResponseException",
                  "CustomMessage returned an invalid " + std::string(member) + ".");
  }
  text = value->as_string();
  return ok();
}

// Links confirm sign-ups by e-mail, where the pool says so; all else is proven with a code.
bool goes_by_link(const Message& message) {
  return message.text == Template::verification && message.attribute == "email" &&
         (message.source == "SignUp" || message.source == "ResendCode") &&
         domain::member_or_empty(message.pool.settings, "VerificationMessageTemplate")
                 .get_string("DefaultEmailOption") == "CONFIRM_WITH_LINK";
}

std::string confirmation_link(std::string_view base, const Message& message) {
  codec::Form query;
  query.add("client_id", message.client_id)
      .add("user_name", message.user.username)
      .add("confirmation_code", message.secret);
  return std::string(base) + "/confirmUser?" + query.encode();
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

// What the pool says about its sender, for the host that sends.
void add_sender(Json& out, const domain::Pool& pool, bool email) {
  const Json& sender =
      domain::member_or_empty(pool.settings, email ? "EmailConfiguration" : "SmsConfiguration");
  for (const JsonMember& member : sender.as_object()) {
    if (member.key != "EmailSendingAccount") out.set(member.key, member.value);
  }
}

}  // namespace

Result<MessageText> Messenger::customise(const Message& message) const {
  const bool link = goes_by_link(message);
  MessageText text = message_text(message.pool, link ? Template::verification_link : message.text);
  const std::string source = "CustomMessage_" + std::string(message.source);
  POSTERN_TRY(auto response, triggers_.fire({.kind = Kind::custom_message,
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
  POSTERN_CHECK(take_text(*response, "smsMessage", kSmsCharactersMax, Needs::code, text.sms_body));
  POSTERN_CHECK(take_text(*response, "emailMessage", kEmailCharactersMax,
                          link ? Needs::code_or_link : Needs::code, text.email_body));
  POSTERN_CHECK(
      take_text(*response, "emailSubject", kSmsCharactersMax, Needs::nothing, text.email_subject));
  return text;
}

Status Messenger::send(const Message& message) const {
  if (has_custom_sender(triggers_, message.pool, message.attribute)) {
    return hand_to_custom_sender(triggers_, store_, message);
  }
  POSTERN_TRY(const MessageText text, customise(message));
  return deliver(message, text);
}

Status Messenger::deliver(const Message& message, const MessageText& text) const {
  if (!deliver_) {
    return reject("CodeDeliveryFailureException", "No message delivery is configured.");
  }
  const std::string link =
      goes_by_link(message) ? confirmation_link(link_base_, message) : std::string();
  const bool email = message.attribute != "phone_number";
  Json out = Json::object();
  out.set("Medium", medium_of(message.attribute)).set("Destination", message.destination);
  if (email) out.set("Subject", fill_in(text.email_subject, "", message.user.username, false));
  out.set("Body", fill_in(email ? text.email_body : text.sms_body, message.secret,
                          message.user.username, email, link))
      .set("UserPoolId", message.pool.id)
      .set("Username", message.user.username)
      .set("ClientId", message.client_id)
      .set("Source", message.source);
  add_sender(out, message.pool, email);
  auto sent = deliver_(out.dump());
  if (!sent.ok()) return reject("CodeDeliveryFailureException", sent.error().message);
  return ok();
}

Status Messenger::send_notice(const Notice& notice) const {
  constexpr std::string_view kSource = "AccountTakeOverNotification";
  if (triggers_.wanted(Kind::custom_email_sender, notice.pool)) {
    return hand_notice_to_custom_sender(triggers_, notice);
  }
  if (!deliver_) {
    return reject("CodeDeliveryFailureException", "No message delivery is configured.");
  }
  Json out = Json::object();
  out.set("Medium", "EMAIL")
      .set("Destination", notice.destination)
      .set("Subject", fill_in_notice(notice.subject, notice.values, /*escape_html=*/false))
      .set("Body", fill_in_notice(notice.body, notice.values, /*escape_html=*/true))
      .set("UserPoolId", notice.pool.id)
      .set("Username", notice.user.username)
      .set("ClientId", notice.client_id)
      .set("Source", kSource);
  add_sender(out, notice.pool, /*email=*/true);
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
