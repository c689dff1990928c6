// Browsers sign in on the pages, stay signed in, and bring their clients codes, which are redeemed.
#include <algorithm>

#include "codec/form.h"
#include "simulation/life.h"

namespace postern::sim {
namespace {

constexpr std::string_view kHost = "demo.auth.us-east-1.amazoncognito.com";
constexpr std::string_view kOrigin = "https://demo.auth.us-east-1.amazoncognito.com";
constexpr std::string_view kCallback = "https://app.example.com/callback";
constexpr std::string_view kGoodbye = "https://app.example.com/goodbye";
constexpr std::size_t kBrowsersKept = 24;
constexpr std::int64_t kCodeLifeUs = 300 * kMicrosPerSecond;

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string encode(const Fields& fields) {
  codec::Form form;
  for (const auto& [name, value] : fields) form.add(name, value);
  return form.encode();
}

Answer send(Life& life, Browser& browser, std::string_view method, const std::string& target,
            const std::string& body = {}) {
  Request request{.method = std::string(method), .target = target, .body = body};
  request.headers = {{"Host", std::string(kHost)}};
  std::string cookies;
  for (const auto& [name, value] : browser.cookies) {
    cookies.append(cookies.empty() ? "" : "; ").append(name).append("=").append(value);
  }
  if (!cookies.empty()) request.headers.emplace_back("Cookie", cookies);
  if (method == "POST") {
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.headers.emplace_back("Origin", std::string(kOrigin));
  }
  Answer answer = life.world.send(request);
  if (!answer.heard()) return answer;
  for (const Json& line : answer.body.find("Cookies")->as_array()) {
    const std::string_view cookie = line.as_string();
    const std::size_t equals = cookie.find('=');
    const std::string name(cookie.substr(0, equals));
    // One that is taken away is kept all the same: it must be worth nothing.
    if (cookie.find("Max-Age=0") != std::string_view::npos) continue;
    browser.cookies[name] = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
  }
  return answer;
}

std::string authorization(const Life& life) {
  return "/oauth2/authorize?" + encode({{"response_type", "code"},
                                        {"client_id", life.apps[0].id},
                                        {"redirect_uri", std::string(kCallback)},
                                        {"scope", "openid aws.cognito.signin.user.admin"},
                                        {"state", "s"}});
}

// The code in an answer that leads back to the client; empty for any other.
std::string code_in(const Answer& answer) {
  const std::string_view location = answer.body.get_string("Location");
  if (!answer.heard() || !location.starts_with(kCallback)) return {};
  const auto form =
      codec::Form::parse(location.substr(std::min(location.find('?') + 1, location.size())));
  return form.ok() ? std::string(form->get("code")) : std::string();
}

void keep_code(Life& life, Browser& browser, std::string text, const Answer& answer) {
  auto code = std::make_unique<Code>();
  code->browser = &browser;
  code->text = std::move(text);
  code->latest_us = answer.ended_us;
  life.codes.push_back(std::move(code));
}

Browser* any_browser(Life& life) {
  auto& list = life.browsers;
  if (list.empty()) return nullptr;
  const std::size_t count = std::min(kBrowsersKept, list.size());
  return list[list.size() - 1 - life.world.dice.below(count)].get();
}

Json tokens_of(const Answer& answer) {
  const auto given = Json::parse(answer.body.get_string("Body"));
  if (!given.ok()) return Json::object();
  return object("AccessToken", given->get_string("access_token"), "RefreshToken",
                given->get_string("refresh_token"));
}

void receive(Life& life, Code& code, const Answer& answer, const Ending& own) {
  Browser& browser = *code.browser;
  Family& session = *browser.session;
  Person& person = *session.person;
  if (++code.accepted > 1) life.world.violated("a code is redeemed twice");
  if (answer.began_us - code.latest_us > kCodeLifeUs + 2 * World::kSkewMaxUs) {
    life.world.violated("a code is redeemed that is too old");
  }
  if (!session.revoked.saw(false, answer.span)) {
    life.world.violated("a code of a browser that was signed out is redeemed");
  }
  if (!person.enabled.saw(true, answer.span)) life.world.violated("tokens for a disabled user");
  if (!life.agrees(person, answer)) return;
  Answer tokens = answer;
  tokens.body = Json::object().set("AuthenticationResult", tokens_of(answer));
  code.family = &life.begin_family({.person = &person, .app = 0}, tokens);
  code.family->browser = &browser;
  life.keep_tokens(*code.family, tokens);
  for (Ending& ended : browser.ended) ended.reach(*code.family, answer.span);
  // Whoever comes second with a code ends what the first one got.
  for (Ending& other : code.tries) {
    if (&other != &own) other.reach(*code.family, answer.span);
  }
}

}  // namespace

void sign_in_on_page(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  const bool right = !life.world.dice.one_in(4);
  auto browser = std::make_unique<Browser>();
  const Answer asked = send(life, *browser, "GET", authorization(life));
  std::string page(asked.body.get_string("Location"));
  if (!page.starts_with(kOrigin)) return;
  page.erase(0, kOrigin.size());
  if (!send(life, *browser, "GET", page).heard()) return;
  Attempt attempt{.person = &person, .app = 0, .proofs = {"password"}};
  attempt.password = life.password_of(person, right);
  const bool locked = life.is_locked(person);
  Writes writes(person, life.world.now());
  ++person.guesses.begun_at_most;
  Clearing clearing(life, person);
  const Answer answer = send(life, *browser, "POST", page,
                             encode({{"_csrf", browser->cookies["XSRF-TOKEN"]},
                                     {"username", person.name},
                                     {"password", attempt.password}}));
  const bool alone = writes.alone(answer);
  const std::string code = code_in(answer);
  if (!code.empty()) {
    life.judge_sign_in(attempt, answer, locked && alone);
    --person.guesses.begun_at_most;
    browser->session = &life.begin_family(attempt, answer);
    life.browsers.push_back(std::move(browser));
    keep_code(life, *life.browsers.back(), code, answer);
  }
  clearing.end(answer.fate(), !code.empty() && alone);
  writes.end(answer.fate(), answer.span.end);
}

void go_on_in_browser(Life& life) {
  Browser* const browser = any_browser(life);
  if (browser == nullptr) return;
  Family& session = *browser->session;
  const Answer answer = send(life, *browser, "GET", authorization(life));
  const std::string code = code_in(answer);
  if (code.empty()) return;
  if (!session.revoked.saw(false, answer.span)) {
    life.world.violated("a browser that was signed out is given a code");
  }
  if (!session.person->enabled.saw(true, answer.span)) {
    life.world.violated("a disabled user's browser is given a code");
  }
  if (life.agrees(*session.person, answer)) keep_code(life, *browser, code, answer);
}

void redeem_code(Life& life) {
  if (life.codes.empty()) return;
  // Mostly the newest, often one that somebody has already.
  constexpr std::size_t kRecent = 6;
  const std::size_t count = std::min(kRecent, life.codes.size());
  Code& code = *life.codes[life.codes.size() - 1 - life.world.dice.below(count)];
  Person& person = *code.browser->session->person;
  const Moment began = life.world.now();
  Writes writes(person, began);
  const bool was_redeemed = code.family != nullptr;
  if (was_redeemed) writes.add(code.family->revoked, true);
  Ending& own = code.tries.emplace_back(began);
  Browser nobody;
  const Answer answer = send(life, nobody, "POST", "/oauth2/token",
                             encode({{"grant_type", "authorization_code"},
                                     {"client_id", life.apps[0].id},
                                     {"code", code.text},
                                     {"redirect_uri", std::string(kCallback)}}));
  const bool heard = answer.heard() && answer.body.get_int("Status") == 200;
  // A refusal ends the session that the code was redeemed for, while the code is known.
  const bool clean = answer.ok && !answer.lost && !answer.mishaps.any();
  const bool is_known = was_redeemed && answer.ended_us - code.latest_us < kCodeLifeUs / 2;
  Fate ended = clean && (is_known || answer.mishaps.commits > 0) ? Fate::done : Fate::unknown;
  if (heard || (!is_known && answer.mishaps.commits == 0)) ended = Fate::not_done;
  writes.end(ended, answer.span.end);
  if (heard) receive(life, code, answer, own);
  own.end(ended, answer.span.end);
}

void log_out(Life& life) {
  Browser* const browser = any_browser(life);
  if (browser == nullptr) return;
  Family& session = *browser->session;
  const std::string target =
      "/logout?" + encode({{"client_id", life.apps[0].id}, {"logout_uri", std::string(kGoodbye)}});
  Writes writes(*session.person, life.world.now());
  writes.add(session.revoked, true);
  const Answer answer = send(life, *browser, "GET", target);
  const bool done = answer.heard() && answer.body.get_string("Location").starts_with(kGoodbye);
  const Fate failed = answer.mishaps.commits == 0 ? Fate::not_done : Fate::unknown;
  writes.end(done ? Fate::done : failed, answer.span.end);
}

Json hosted_members() {
  Json members = Json::object();
  const auto list = [](std::initializer_list<std::string_view> items) {
    Json array = Json::array();
    for (const std::string_view item : items) array.push_back(item);
    return array;
  };
  members.set("AllowedOAuthFlowsUserPoolClient", true)
      .set("AllowedOAuthFlows", list({"code"}))
      .set("AllowedOAuthScopes", list({"openid", "aws.cognito.signin.user.admin"}))
      .set("CallbackURLs", list({kCallback}))
      .set("LogoutURLs", list({kGoodbye}))
      .set("SupportedIdentityProviders", list({"COGNITO"}));
  return members;
}

}  // namespace postern::sim
