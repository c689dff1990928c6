// How far a browser has come on the pages.
#include "web/flow.h"

#include <algorithm>

#include "auth/sealed_tokens.h"
#include "codec/base64.h"
#include "codec/form.h"
#include "domain/settings.h"
#include "http/cookie.h"

namespace postern::web {
namespace {

constexpr std::string_view kKind = "login flow";
constexpr std::string_view kParameter = "flow";
constexpr std::string_view kCookies = "cognito-fl";  // All that tell of flows, also federation's.
constexpr std::string_view kPrefix = "cognito-fl.";
constexpr std::int64_t kTtlS = 3600;
constexpr std::size_t kIdBytes = 9;
// Of a browser, with the one that is being kept.
constexpr std::size_t kFlowsMax = 5;
// Servers read heads of some kilobytes, and all cookies of a domain are in each.
constexpr std::size_t kCookieBytesMax = 6'000;

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

std::string cookie_name(std::string_view id) {
  return std::string(kPrefix).append(id);
}

// As new_flow_id() makes them: a client's own parameter of that name is none.
std::string id_in(std::string_view query) {
  const auto form = codec::Form::parse(query);
  if (!form.ok()) return {};
  const std::string_view id = form->get(kParameter);
  const auto bytes = codec::base64url_decode(id);
  return bytes.ok() && bytes->size() == kIdBytes ? std::string(id) : std::string();
}

Json to_json(const oauth::LoginRequest& login, std::string_view client_id, const Flow& flow) {
  return Json::object()
      .set("f", flow.id)
      .set("d", login.domain.name())
      .set("p", login.pool->id)
      .set("i", client_id)
      .set("e", login.services.store.now_us() + kTtlS * kMicrosPerSecond)
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

// When another flow of the browser ends; 0 for what is none, or none any more.
std::int64_t end_of(const oauth::LoginRequest& login, std::string_view name) {
  const auto text = http::find_cookie(login.http, name);
  const auto content = login.services.sealed.open(kKind, text.value_or(""));
  if (!content.ok() || cookie_name(content->get_string("f")) != name) return 0;
  const std::int64_t end_us = content->get_int("e");
  return end_us > login.services.store.now_us() ? end_us : 0;
}

// Makes room for a cookie of `name` with `size` bytes.
void drop_oldest(const oauth::LoginRequest& login, std::string_view name, std::size_t size,
                 http::Response& response) {
  struct Other {
    std::int64_t end_us;
    std::string_view name;
  };
  std::vector<Other> others;
  for (const std::string_view other : http::cookie_names(login.http, kCookies)) {
    if (other == name) continue;
    size += other.size() + http::find_cookie(login.http, other).value_or("").size();
    if (other.starts_with(kPrefix)) others.push_back({end_of(login, other), other});
  }
  std::ranges::sort(others, std::ranges::less(), &Other::end_us);
  std::size_t kept = others.size() + 1;
  for (const Other& other : others) {
    if (other.end_us > 0 && kept <= kFlowsMax && size <= kCookieBytesMax) break;
    size -= other.name.size() + http::find_cookie(login.http, other.name).value_or("").size();
    --kept;
    http::clear_cookie(response, other.name, login.cookie_path(), login.is_secure());
  }
}

}  // namespace

Flow read_flow(const oauth::LoginRequest& login, std::string_view client_id) {
  const std::string id = id_in(login.query);
  if (id.empty()) return {};
  const auto text = http::find_cookie(login.http, cookie_name(id));
  if (!text) return {};
  const auto content = login.services.sealed.open(kKind, *text);
  if (!content.ok() || content->get_string("f") != id || !is_of(*content, login, client_id)) {
    return {};
  }
  return {.id = id,
          .username = std::string(content->get_string("u")),
          .challenge = std::string(content->get_string("c")),
          .session = std::string(content->get_string("s")),
          .parameters = domain::member_or_empty(*content, "x"),
          .message = std::string(content->get_string("m")),
          .is_notice = content->get_bool("n"),
          .adds_passkey = content->get_bool("k")};
}

std::string new_flow_id(const oauth::LoginRequest& login) {
  return codec::base64url_encode(login.services.store.random().bytes(kIdBytes));
}

std::string query_with_flow(std::string_view query, std::string_view id) {
  codec::Form with;
  if (const auto form = codec::Form::parse(query); form.ok()) {
    for (const auto& [name, value] : form->fields()) {
      if (name != kParameter) with.add(name, value);
    }
  }
  if (!id.empty()) with.add(kParameter, id);
  return with.encode();
}

void keep_flow(const oauth::LoginRequest& login, std::string_view client_id, const Flow& flow,
               http::Response& response) {
  const std::string name = cookie_name(flow.id);
  const std::string text = login.services.sealed.seal(kKind, to_json(login, client_id, flow));
  drop_oldest(login, name, name.size() + text.size(), response);
  http::set_cookie(response, {.name = name,
                              .value = text,
                              .path = login.cookie_path(),
                              .secure = login.is_secure(),
                              .max_age_s = kTtlS});
}

void end_flow(const oauth::LoginRequest& login, const Flow& flow, http::Response& response) {
  if (flow.id.empty()) return;
  http::clear_cookie(response, cookie_name(flow.id), login.cookie_path(), login.is_secure());
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
