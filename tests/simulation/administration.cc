// What administrators do, second factors, other pools, and time.
#include "codec/base32.h"
#include "crypto/totp.h"
#include "simulation/life.h"
#include "simulation/signing_keys.h"

namespace postern::sim {
namespace {

std::string_view pick_group(Life& life) {
  return life.world.dice.pick(kGroups);
}

Json factor(bool enabled, bool preferred) {
  Json settings = Json::object();
  settings.set("Enabled", enabled).set("PreferredMfa", preferred);
  return settings;
}

}  // namespace

void enable_or_disable(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  // Most of the time people may sign in.
  const bool disables = person.enabled.must_be(true, {life.world.now(), life.world.now()}) &&
                        life.world.dice.one_in(2);
  Writes writes(person, life.world.now());
  writes.add(person.enabled, !disables);
  std::optional<SignOut> ended;
  if (disables) ended.emplace(life, person, writes, Bar::disabled);
  const Answer answer =
      life.world.call(disables ? "AdminDisableUser" : "AdminEnableUser", life.for_user(*who.name));
  writes.end(answer.fate(), answer.span.end);
  if (ended) ended->end(answer);
  life.agrees(person, answer);
}

void change_groups(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  const std::string_view group = pick_group(life);
  const bool adds = life.world.dice.one_in(2);
  Writes writes(person, life.world.now());
  writes.add(person.groups.at(std::string(group)), adds);
  const Answer answer = life.world.call(adds ? "AdminAddUserToGroup" : "AdminRemoveUserFromGroup",
                                        life.for_user(*who.name, "GroupName", group));
  writes.end(answer.fate(), answer.span.end);
  life.agrees(person, answer);
}

void list_groups(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  const Answer answer = life.world.call("AdminListGroupsForUser", life.for_user(*who.name));
  if (!life.agrees(person, answer) || !answer.heard()) return;
  for (auto& [name, possible] : person.groups) {
    bool listed = false;
    for (const Json& group : answer.body.find("Groups")->as_array()) {
      listed = listed || group.get_string("GroupName") == name;
    }
    if (!possible.saw(listed, answer.span)) {
      life.world.violated("a membership against what was acknowledged");
    }
  }
}

void change_attribute(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = newest_session_of(life, person);
  const bool by_admin = family == nullptr || life.world.dice.one_in(2);
  const std::string value = "zone-" + std::to_string(life.world.dice.below(1000));
  const Json list = attributes("zoneinfo", value);
  Writes writes(person, life.world.now());
  writes.add(person.zone, value);
  const Answer answer =
      by_admin ? life.world.call("AdminUpdateUserAttributes",
                                 life.for_user(*who.name).set("UserAttributes", list))
               : life.world.call("UpdateUserAttributes",
                                 object("AccessToken", family->access_tokens.back().text)
                                     .set("UserAttributes", list));
  if (answer.heard() && !by_admin && !family->revoked.saw(false, answer.span)) {
    life.world.violated("an attribute is written with a revoked token");
  }
  writes.end(answer.fate(), answer.span.end);
  life.agrees(person, answer);
}

void register_app(Life& life) {
  if (!life.world.settings.takes_totp) return;
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = newest_session_of(life, person);
  if (family == nullptr || person.registering) return;
  person.registering = true;
  const std::string token = family->access_tokens.back().text;
  const Answer associated = life.world.call("AssociateSoftwareToken", object("AccessToken", token));
  const std::string secret(associated.body.get_string("SecretCode"));
  if (associated.heard() && !secret.empty()) {
    const std::string code =
        crypto::totp::code(codec::base32_decode(secret).value(),
                           crypto::totp::step_at(life.world.now_us() / kMicrosPerSecond));
    Writes writes(person, life.world.now());
    writes.add(person.totp, true).add(person.has_app, true);
    const Answer verified =
        life.world.call("VerifySoftwareToken", object("AccessToken", token, "UserCode", code));
    if (verified.fate() != Fate::not_done) person.secret = secret;
    if (verified.heard()) person.used_codes.insert(secret + " " + code);
    writes.end(verified.fate(), verified.span.end);
  }
  person.registering = false;
}

void choose_factors(Life& life) {
  const Settings& settings = life.world.settings;
  if (!settings.takes_mfa()) return;
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Dice& dice = life.world.dice;
  const bool sms = settings.takes_sms && dice.one_in(2);
  const bool mail = settings.takes_email && dice.one_in(2);
  // With both and no preference, whoever signs in says which.
  const bool prefers = dice.one_in(2);
  Writes writes(person, life.world.now());
  writes.add(person.sms, sms).add(person.mail_factor, mail).add(person.totp, false);
  const Answer answer =
      life.world.call("AdminSetUserMFAPreference",
                      life.for_user(*who.name)
                          .set("SMSMfaSettings", factor(sms, sms && prefers))
                          .set("EmailMfaSettings", factor(mail, mail && prefers && !sms))
                          .set("SoftwareTokenMfaSettings", factor(false, false)));
  writes.end(answer.fate(), answer.span.end);
  life.agrees(person, answer);
}

// What the pool demands changes while people are signing in.
void switch_mfa(Life& life) {
  World& world = life.world;
  if (world.settings.mfa_modes.size() < 2) return;
  const std::string mode(world.dice.pick(world.settings.mfa_modes));
  const std::size_t write = life.mfa_mode.begin_write(mode, world.now());
  const Answer answer = world.call("SetUserPoolMfaConfig", life.mfa_request(mode));
  life.mfa_mode.end_write(write, answer.fate(), answer.span.end);
  if (answer.refused("InvalidParameterException")) world.violated("no mode: " + answer.message);
}

// A pool from its creation to its deletion: what it gave out is worth nothing afterwards.
void live_in_another_pool(Life& life) {
  World& world = life.world;
  const Answer made = world.call("CreateUserPool", object("PoolName", "other"));
  if (!made.heard()) return;
  const std::string pool(made.body.find("UserPool")->get_string("Id"));
  put_signing_keys(world.memory, pool);
  const auto in_pool = [&](auto... members) { return object("UserPoolId", pool, members...); };
  const Answer app =
      world.call("CreateUserPoolClient",
                 in_pool("ClientName", "app")
                     .set("ExplicitAuthFlows", Json::parse(R"(["ALLOW_ADMIN_USER_PASSWORD_AUTH",
              "ALLOW_REFRESH_TOKEN_AUTH"])")
                                                   .value()));
  world.call("AdminCreateUser", in_pool("Username", "guest", "MessageAction", "SUPPRESS"));
  world.call("AdminSetUserPassword",
             in_pool("Username", "guest", "Password", kPasswords[0]).set("Permanent", true));
  std::string token;
  if (app.heard()) {
    const Answer signed_in = world.call(
        "AdminInitiateAuth",
        in_pool("ClientId", app.body.find("UserPoolClient")->get_string("ClientId"), "AuthFlow",
                "ADMIN_USER_PASSWORD_AUTH")
            .set("AuthParameters", object("USERNAME", "guest", "PASSWORD", kPasswords[0])));
    const Json* const result = signed_in.body.find("AuthenticationResult");
    if (signed_in.heard() && result != nullptr) token = result->get_string("AccessToken");
  }
  if (!token.empty()) world.verify(token);
  if (!world.call("DeleteUserPool", in_pool()).heard() || token.empty()) return;
  for (std::size_t host = 0; host < world.settings.hosts; ++host) {
    if (world.verify(token, host).heard()) world.violated("a deleted pool's token is accepted");
  }
  if (world.call("DescribeUserPool", in_pool()).heard()) world.violated("a deleted pool is shown");
}

// What has expired is removed now, not at some later call.
void sweep(Life& life) {
  life.world.call("postern:RunMaintenance", Json::object());
}

void pass_time(Life& life) {
  constexpr std::int64_t kShortS[] = {1, 1, 3, 3, 10, 31, 31, 70};
  // Rarely so long that codes, tokens or every session end.
  constexpr std::int64_t kLongS[] = {200, 300, 1000, 1000, 3700, 90'000, 31 * 86'400};
  Dice& dice = life.world.dice;
  const std::int64_t jump_s = dice.one_in(8) ? dice.pick(kLongS) : dice.pick(kShortS);
  life.world.jump(jump_s * kMicrosPerSecond);
}

}  // namespace postern::sim
