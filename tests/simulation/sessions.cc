// Tokens are used, refreshed, revoked, and tried again.
#include <algorithm>

#include "simulation/life.h"

namespace postern::sim {
namespace {

constexpr std::int64_t kAccessLifeUs = 3600 * kMicrosPerSecond;
constexpr std::int64_t kRefreshLifeUs = 30 * 24 * kAccessLifeUs;
// `iat` is in whole seconds, and clocks differ.
constexpr std::int64_t kBlurUs = 2 * kMicrosPerSecond;

// A session that is not too old to be interesting.
Family* any_session(Life& life) {
  constexpr std::size_t kRecent = 24;
  auto& list = life.families;
  if (list.empty()) return nullptr;
  const std::size_t count = std::min(kRecent, list.size());
  return list[list.size() - 1 - life.world.dice.below(count)].get();
}

bool is_undisturbed(const Answer& answer) {
  return !answer.lost && !answer.jumped && !answer.mishaps.any() &&
         answer.mishaps.real_conflicts == 0;
}

// Everything that a session stands on, as a call of that span must have seen it.
bool must_stand(const Family& family, const Span& span) {
  const Person& person = *family.person;
  return !family.may_end && family.revoked.must_be(false, span) &&
         person.exists.must_be(true, span) && person.enabled.must_be(true, span);
}

void judge_acceptance(Life& life, Family& family, const Answer& answer) {
  Person& person = *family.person;
  if (!family.revoked.saw(false, answer.span)) life.world.violated("a revoked token is accepted");
  if (!person.enabled.saw(true, answer.span)) {
    life.world.violated("a disabled user's token is accepted");
  }
  life.agrees(person, answer);
}

RefreshToken& pick_refresh_token(Life& life, Family& family) {
  auto& list = family.refresh_tokens;
  return life.world.dice.one_in(5) ? life.world.dice.pick(list) : list.back();
}

// `device_key` may be empty.
Answer send_refresh(Life& life, const Family& family, const std::string& text,
                    const std::string& device_key) {
  const App& app = life.apps[family.app];
  if (app.rotates) {
    Json request = object("ClientId", app.id, "RefreshToken", text);
    if (!device_key.empty()) request.set("DeviceKey", device_key);
    return life.world.call("GetTokensFromRefreshToken", request);
  }
  Json parameters = object("REFRESH_TOKEN", text);
  if (!device_key.empty()) parameters.set("DEVICE_KEY", device_key);
  return life.world.call("InitiateAuth",
                         object("ClientId", app.id, "AuthFlow", "REFRESH_TOKEN_AUTH")
                             .set("AuthParameters", std::move(parameters)));
}

// LINKED: with a session ends the browser's that it came from, and what else that led to.
void revoke_linked(Life& life, Browser& browser, Writes& writes) {
  writes.add(browser.session->revoked, true);
  for (const auto& family : life.families) {
    if (family->browser == &browser) writes.add(family->revoked, true);
  }
}

// What an accepted or refused refresh says about the token.
void judge_refresh(Life& life, Family& family, std::size_t at, const Answer& answer) {
  const App& app = life.apps[family.app];
  RefreshToken& token = family.refresh_tokens[at];
  if (answer.heard()) {
    judge_acceptance(life, family, answer);
    if (++token.accepted > 1 && app.rotates && !app.in_grace) {
      life.world.violated("a rotated refresh token is accepted twice");
    }
    if (answer.began_us - family.access_tokens.front().latest_us > kRefreshLifeUs + kBlurUs) {
      life.world.violated("a refresh token is accepted that is too old");
    }
    life.keep_tokens(family, answer);
    return;
  }
  if (answer.refused("RefreshTokenReuseException")) {
    // Within a grace period two refreshes bring two texts of one token.
    const bool fresh = token.accepted == 0 && !token.doubtful && !app.in_grace;
    if (!app.rotates || fresh) {
      life.world.violated("a fresh refresh token is called used");
    }
    return;
  }
  const bool fresh = !token.doubtful && at + 1 == family.refresh_tokens.size();
  const bool young =
      answer.ended_us - family.access_tokens.front().earliest_us < kRefreshLifeUs - kBlurUs;
  if (fresh && young && is_undisturbed(answer) && must_stand(family, answer.span) &&
      family.person->status.must_be(std::string(kConfirmed), answer.span)) {
    life.world.violated("a good refresh token is refused");
  }
}

}  // namespace

void use_token_of(Life& life, Family& family, std::size_t host) {
  const AccessToken token = life.world.dice.one_in(3) ? life.world.dice.pick(family.access_tokens)
                                                      : family.access_tokens.back();
  const bool asks_user = life.world.dice.one_in(2);
  const Answer answer = asks_user
                            ? life.world.call("GetUser", object("AccessToken", token.text), host)
                            : life.world.verify(token.text, host);
  if (answer.heard()) {
    judge_acceptance(life, family, answer);
    if (answer.began_us > token.latest_us + kAccessLifeUs + kBlurUs) {
      life.world.violated("an expired token is accepted");
    }
    const std::string_view name = answer.body.get_string(asks_user ? "Username" : "username");
    if (name != family.person->name) life.world.violated("a token is taken for another user's");
    return;
  }
  const bool young = answer.ended_us < token.earliest_us + kAccessLifeUs - kBlurUs;
  if (young && is_undisturbed(answer) && must_stand(family, answer.span)) {
    life.world.violated("a good token is refused");
  }
}

void use_token(Life& life) {
  Family* const family = any_session(life);
  if (family != nullptr) use_token_of(life, *family, World::kAnyHost);
}

void refresh(Life& life) {
  Family* const family = any_session(life);
  if (family == nullptr || family->refresh_tokens.empty()) return;
  const auto at =
      static_cast<std::size_t>(&pick_refresh_token(life, *family) - family->refresh_tokens.data());
  const std::string text = family->refresh_tokens[at].text;
  // Two who use it at once: each may find that the other was first.
  if (++family->refresh_tokens[at].under_way > 1) family->refresh_tokens[at].doubtful = true;
  Writes writes(*family->person, life.world.now());
  writes.add(family->revoked, true);
  const bool names_device = family->device_key.empty() || !life.world.dice.one_in(10);
  const Answer answer =
      send_refresh(life, *family, text, names_device ? family->device_key : std::string());
  // Reuse ends the family, and so may a call that nobody heard of again.
  Fate ended = answer.refused("RefreshTokenReuseException") ? Fate::done : Fate::not_done;
  if (answer.fate() == Fate::unknown && life.apps[family->app].rotates) ended = Fate::unknown;
  writes.end(ended, answer.span.end);
  if (answer.heard() && !names_device) life.world.violated("a refresh without its device");
  if (names_device || answer.heard()) judge_refresh(life, *family, at, answer);
  RefreshToken& token = family->refresh_tokens[at];
  --token.under_way;
  if (answer.fate() == Fate::unknown) token.doubtful = true;
}

void revoke_token(Life& life) {
  Family* const family = any_session(life);
  if (family == nullptr || family->refresh_tokens.empty()) return;
  const std::string text = pick_refresh_token(life, *family).text;
  Writes writes(*family->person, life.world.now());
  writes.add(family->revoked, true);
  Browser* const browser = life.world.dice.one_in(2) ? family->browser : nullptr;
  Json request = object("ClientId", life.apps[family->app].id, "Token", text);
  if (browser != nullptr) {
    revoke_linked(life, *browser, writes);
    request.set("RevokeAssociatedSessions", "LINKED");
  }
  Ending* const ended =
      browser == nullptr ? nullptr : &browser->ended.emplace_back(life.world.now());
  const Answer answer = life.world.call("RevokeToken", request);
  writes.end(answer.fate(), answer.span.end);
  if (ended != nullptr) ended->end(answer.fate(), answer.span.end);
}

void sign_out(Life& life) {
  Family* const family = any_session(life);
  if (family == nullptr) return;
  Person& person = *family->person;
  Name& name = life.name_of(person);
  if (name.creators > 0) return;
  const Use use(name);
  // By name it is about who has it now.
  const auto candidates = name.candidates(life.world.now());
  const bool by_admin = life.world.dice.one_in(2);
  if (by_admin && (candidates.size() != 1 || candidates.front() != &person)) return;
  const std::string token = family->access_tokens.back().text;
  Writes writes(person, life.world.now());
  SignOut ended(life, person, writes);
  const Answer answer = by_admin ? life.world.call("AdminUserGlobalSignOut", life.for_user(name))
                                 : life.world.call("GlobalSignOut", object("AccessToken", token));
  if (answer.heard() && !by_admin && !family->revoked.may_be(false, answer.span)) {
    life.world.violated("a revoked token signs out");
  }
  writes.end(answer.fate(), answer.span.end);
  ended.end(answer);
  life.agrees(person, answer);
}

}  // namespace postern::sim
