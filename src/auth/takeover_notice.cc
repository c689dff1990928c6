// The message that tells a user of a sign-in that was out of the ordinary.
#include "auth/takeover_notice.h"

#include <array>
#include <ctime>

#include "auth/feedback_token.h"
#include "codec/form.h"
#include "tokens/token_service.h"
#include "triggers/messenger.h"

namespace postern::auth {
namespace {

using Action = domain::TakeoverAction::Kind;

std::string_view action_name(Action action) {
  switch (action) {
    case Action::block:
      return "BLOCK";
    case Action::mfa_required:
      return "MFA_REQUIRED";
    case Action::mfa_if_configured:
      return "MFA_IF_CONFIGURED";
    case Action::none:
      break;
  }
  return "NO_ACTION";
}

std::string_view default_subject(Action action) {
  return action == Action::block ? "Blocked sign-in attempt" : "New sign-in attempt";
}

std::string_view default_body(Action action) {
  if (action == Action::block) {
    return "We blocked an unrecognized sign-in to your account {username} with this information: "
           "time: {login-time}, device: {device-name}, address: {ip-address}.";
  }
  return "We observed an unrecognized sign-in to your account {username} with this information: "
         "time: {login-time}, device: {device-name}, address: {ip-address}.";
}

// "Sat Nov 21 17:25:55 UTC 2026", as Cognito writes times in logs of events.
std::string login_time(std::int64_t now_us) {
  const auto seconds = static_cast<std::time_t>(now_us / kMicrosPerSecond);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  const std::size_t length =
      std::strftime(text.data(), text.size(), "%a %b %d %H:%M:%S UTC %Y", &utc);
  return {text.data(), length};
}

// An address that asks the user of an event whether it was them (http/feedback_link).
std::string one_click_link(Services& services, const AuthRequest& request, const Step& step,
                           std::string_view token, std::string_view value) {
  codec::Form query;
  query.add("user_pool_id", request.pool->id)
      .add("user_name", step.user.username)
      .add("event_id", step.progress.event_id)
      .add("feedback_token", token)
      .add("feedback_value", value);
  return services.tokens.issuer("authEventFeedback?" + query.encode());
}

}  // namespace

void send_takeover_notice(Services& services, const AuthRequest& request, const Step& step,
                          const Json& notice, Action taken) {
  const std::string_view email = domain::attribute_or(step.user.attributes, "email");
  if (email.empty()) return;
  const std::int64_t now_us = services.store.now_us();
  const std::string token = seal_feedback_token(
      services.sealed, {request.pool->id, step.user.sub, step.progress.event_id}, now_us);
  const std::string html(notice.get_string("HtmlBody"));
  const std::string text(notice.get_string("TextBody", default_body(taken)));
  [[maybe_unused]] const Status sent = services.messenger.send_notice(
      {.pool = *request.pool,
       .user = step.user,
       .client_id = request.client->id,
       .destination = email,
       .subject = notice.get_string("Subject", default_subject(taken)),
       .body = html.empty() ? std::string_view(text) : std::string_view(html),
       .action = action_name(taken),
       .values = {
           {"username", step.user.username},
           {"ip-address", request.place.ip},
           {"device-name", request.place.device},
           {"city", ""},
           {"country", ""},
           {"login-time", login_time(now_us)},
           {"event-id", step.progress.event_id},
           {"feedback-token", token},
           {"one-click-link-valid", one_click_link(services, request, step, token, "Valid")},
           {"one-click-link-invalid", one_click_link(services, request, step, token, "Invalid")}}});
}

}  // namespace postern::auth
