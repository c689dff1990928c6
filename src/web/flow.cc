// How far a browser has come on the pages.
#include "web/flow.h"

#include "auth/sealed_tokens.h"
#include "domain/settings.h"
#include "http/cookie.h"

namespace postern::web {
namespace {

constexpr std::string_view kKind = "login flow";
constexpr std::int64_t kTtlUs = 3600 * kMicrosPerSecond;

// What pages show of a challenge. Its other parameters are for programs, and a cookie is small.
constexpr std::string_view kShown[] = {"CODE_DELIVERY_DELIVERY_MEDIUM",
                                       "CODE_DELIVERY_DESTINATION",
                                       "FRIENDLY_DEVICE_NAME",
                                       "MFAS_CAN_CHOOSE",
                                       "MFAS_CAN_SETUP",
                                       "requiredAttributes",
                                       "SECRET_CODE",
                                       "CREDENTIAL_REQUEST_OPTIONS",
                                       "AvailableChallenges"};
// Browsers drop cookies of more than 4096 bytes; sealing adds a third.
constexpr std::size_t kOptionsBytesMax = 900;

// A user with many passkeys has a long list of them. Without it the browser offers those it knows
// for the domain, and the answer is checked as strictly.
std::string short_options(const std::string& options) {
  if (options.size() <= kOptionsBytesMax) return options;
  auto parsed = Json::parse(options);
  if (!parsed.ok() || !parsed->is_object()) return options;
  parsed->erase("allowCredentials");
  return parsed->dump();
}

Json to_json(const oauth::LoginRequest& login, std::string_view client_id, const Flow& flow) {
  return Json::object()
      .set("d", login.domain.name())
      .set("p", login.pool->id)
      .set("i", client_id)
      .set("e", login.services.store.now_us() + kTtlUs)
      .set("u", flow.username)
      .set("c", flow.challenge)
      .set("s", flow.session)
      .set("x", flow.parameters)
      .set("m", flow.message)
      .set("n", flow.is_notice)
      .set("k", flow.adds_passkey);
}

bool is_of(const Json& content, const oauth::LoginRequest& login, std::string_view client_id) {
  return content.get_string("d") == login.domain.name() &&
         content.get_string("p") == login.pool->id && content.get_string("i") == client_id &&
         content.get_int("e") > login.services.store.now_us();
}

}  // namespace

Flow read_flow(const oauth::LoginRequest& login, std::string_view client_id) {
  const auto text = http::find_cookie(login.http, kFlowCookie);
  if (!text) return {};
  const auto content = login.services.sealed.open(kKind, *text);
  if (!content.ok() || !is_of(*content, login, client_id)) return {};
  return {.username = std::string(content->get_string("u")),
          .challenge = std::string(content->get_string("c")),
          .session = std::string(content->get_string("s")),
          .parameters = domain::member_or_empty(*content, "x"),
          .message = std::string(content->get_string("m")),
          .is_notice = content->get_bool("n"),
          .adds_passkey = content->get_bool("k")};
}

void keep_flow(const oauth::LoginRequest& login, std::string_view client_id, const Flow& flow,
               http::Response& response) {
  const std::string text = login.services.sealed.seal(kKind, to_json(login, client_id, flow));
  http::set_cookie(response, {.name = kFlowCookie,
                              .value = text,
                              .path = login.cookie_path(),
                              .secure = login.is_secure()});
}

void end_flow(const oauth::LoginRequest& login, http::Response& response) {
  http::clear_cookie(response, kFlowCookie, login.cookie_path(), login.is_secure());
}

Flow flow_of_challenge(std::string_view username, const Json& answer) {
  Flow flow{.username = std::string(username),
            .challenge = std::string(answer.get_string("ChallengeName")),
            .session = std::string(answer.get_string("Session"))};
  const Json& parameters = domain::member_or_empty(answer, "ChallengeParameters");
  for (const std::string_view name : kShown) {
    // What SELECT_CHALLENGE offers is chosen first, and asked for with options of its own.
    const bool is_later = name == "CREDENTIAL_REQUEST_OPTIONS" && flow.challenge != "WEB_AUTHN";
    if (is_later) continue;
    if (const Json* value = parameters.find(name)) flow.parameters.set(name, *value);
    if (const Json* value = answer.find(name)) flow.parameters.set(name, *value);
  }
  if (Json* options = flow.parameters.find("CREDENTIAL_REQUEST_OPTIONS")) {
    *options = short_options(options->as_string());
  }
  return flow;
}

}  // namespace postern::web
