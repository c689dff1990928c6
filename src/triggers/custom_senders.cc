// CustomEmailSender and CustomSMSSender: messages that the host's own function sends, codes sealed.
#include "triggers/custom_senders.h"

#include "codec/base64.h"
#include "domain/sender_keys.h"
#include "domain/settings.h"

namespace postern::triggers {
namespace {

Kind sender_for(std::string_view attribute) {
  return attribute == "phone_number" ? Kind::custom_sms_sender : Kind::custom_email_sender;
}

Result<std::string> seal_code(domain::Store& store, const Message& message) {
  const std::string_view key_id =
      domain::member_or_empty(message.pool.settings, "LambdaConfig").get_string("KMSKeyID");
  POSTERN_TRY(const auto sealed, store.read([&](domain::Txn& txn) {
    return domain::seal_for_sender(txn, key_id, message.pool.id, message.secret, store.random());
  }));
  if (!sealed) {
    return reject("CodeDeliveryFailureException",
                  "The key that the pool's KMSKeyID names is not known here.");
  }
  return codec::base64_encode(*sealed);
}

Json sender_request(const Message& message, Kind kind, std::string_view code) {
  Json attributes = domain::attributes_for_event(message.user, message.pool);
  attributes.set(message.attribute, message.destination);
  Json request = Json::object();
  request
      .set("type", kind == Kind::custom_sms_sender ? "customSMSSenderRequestV1"
                                                   : "customEmailSenderRequestV1")
      .set("code", code)
      .set("clientMetadata", message.client_metadata)
      .set("userAttributes", std::move(attributes));
  return request;
}

}  // namespace

bool has_custom_sender(const Triggers& triggers, const domain::Pool& pool,
                       std::string_view attribute) {
  return triggers.wanted(sender_for(attribute), pool);
}

Status hand_to_custom_sender(const Triggers& triggers, domain::Store& store,
                             const Message& message) {
  const Kind kind = sender_for(message.attribute);
  POSTERN_TRY(const std::string code, seal_code(store, message));
  const std::string source = std::string(kind_name(kind)) + "_" + std::string(message.source);
  POSTERN_CHECK(triggers.fire({.kind = kind,
                               .source = source,
                               .pool = message.pool,
                               .username = message.user.username,
                               .client_id = message.client_id,
                               .request = sender_request(message, kind, code),
                               .response = Json::object()}));
  return ok();
}

Status hand_notice_to_custom_sender(const Triggers& triggers, const Notice& notice) {
  constexpr std::pair<std::string_view, std::string_view> kAttributes[] = {
      {"event-id", "EVENT_ID"},
      {"username", "USER_NAME"},
      {"ip-address", "IP_ADDRESS"},
      {"login-time", "LOGIN_TIME"},
      {"feedback-token", "FEEDBACK_TOKEN"},
      {"device-name", "DEVICE_NAME"},
      {"one-click-link-valid", "ONE_CLICK_LINK_VALID"},
      {"one-click-link-invalid", "ONE_CLICK_LINK_INVALID"}};
  Json attributes = domain::attributes_for_event(notice.user, notice.pool);
  attributes.set("ACCOUNT_TAKE_OVER_ACTION", notice.action);
  for (const auto& [name, attribute] : kAttributes) {
    for (const auto& [given, value] : notice.values) {
      if (given == name && !value.empty()) attributes.set(attribute, value);
    }
  }
  Json request = Json::object();
  request.set("type", "customEmailSenderRequestV1")
      .set("code", nullptr)
      .set("clientMetadata", Json::object())
      .set("userAttributes", std::move(attributes));
  POSTERN_CHECK(triggers.fire({.kind = Kind::custom_email_sender,
                               .source = "CustomEmailSender_AccountTakeOverNotification",
                               .pool = notice.pool,
                               .username = notice.user.username,
                               .client_id = notice.client_id,
                               .request = std::move(request),
                               .response = Json::object()}));
  return ok();
}

}  // namespace postern::triggers
