// How a world begins, and what its clients do how often.
#include "simulation/life.h"

#include "simulation/signing_keys.h"

namespace postern::sim {
namespace {

constexpr std::size_t kSessionsPerUser = 3;

constexpr Act kActs[] = {{10, sign_up},
                         {10, confirm_sign_up},
                         {3, resend_code},
                         {3, admin_create},
                         {1, delete_user},
                         {6, look},
                         {8, change_password},
                         {4, forgot_password},
                         {5, confirm_forgot_password},
                         {3, admin_set_password},
                         {1, admin_reset_password},
                         {50, sign_in},
                         {3, guess_passwords},
                         {20, answer_somebodys_challenge},
                         {6, sign_in_on_page},
                         {6, go_on_in_browser},
                         {8, redeem_code},
                         {1, log_out},
                         {30, use_token},
                         {25, refresh},
                         {3, revoke_token},
                         {3, sign_out},
                         {3, enable_or_disable},
                         {5, change_groups},
                         {4, list_groups},
                         {5, change_attribute},
                         {4, move_to_address},
                         {2, ask_for_address_code},
                         {4, verify_address},
                         {5, register_app},
                         {3, choose_factors},
                         {2, switch_mfa},
                         {8, confirm_device},
                         {2, change_device},
                         {1, forget_device},
                         {4, register_passkey},
                         {1, give_up_passkey},
                         {1, live_in_another_pool},
                         {2, sweep},
                         {6, pass_time},
                         {4, review}};

void do_something(Life& life) {
  unsigned all = 0;
  for (const Act& act : kActs) all += act.weight;
  std::size_t at = life.world.dice.below(all);
  for (const Act& act : kActs) {
    if (at < act.weight) return act.run(life);
    at -= act.weight;
  }
}

}  // namespace

Life::Life(std::uint64_t seed, bool prints)
    : world(seed, prints), mfa_mode(std::string(world.settings.mfa_modes.front())) {
  for (std::size_t i = 0; i < world.settings.names; ++i) {
    names.emplace_back().name = "user" + std::to_string(i);
  }
}

void Life::run(std::size_t steps_to_do) {
  steps_left = steps_to_do;
  world.scheduler.run({[this] { set_up(); }});
  std::vector<std::function<void()>> bodies;
  for (std::size_t i = 0; i < world.settings.clients; ++i) {
    bodies.emplace_back([this] { client(); });
  }
  world.scheduler.run(std::move(bodies));
  if (!world.over()) world.scheduler.run({[this] { review(*this); }});
}

void Life::client() {
  while (steps_left > 0 && !world.over()) {
    const std::size_t calls = world.calls();
    do_something(*this);
    // Where there was nobody to act on, nothing was done.
    if (world.calls() == calls || steps_left == 0) continue;
    --steps_left;
    ++steps;
    if (!world.over()) check_store(*this);
  }
}

void Life::make_app(Json request, bool rotates, bool in_grace) {
  request.set("ClientName", "app").set("UserPoolId", pool);
  const Answer made = world.call("CreateUserPoolClient", request);
  if (!made.ok) return world.violated("no app: " + made.message);
  apps.push_back(
      {std::string(made.body.find("UserPoolClient")->get_string("ClientId")), rotates, in_grace});
}

Json Life::mfa_request(std::string_view mode) const {
  Json request = for_pool();
  request.set("MfaConfiguration", mode);
  if (mode == "OFF") return request;
  const Settings& settings = world.settings;
  const auto parsed = [](std::string_view text) { return Json::parse(text).value(); };
  if (settings.takes_totp) {
    request.set("SoftwareTokenMfaConfiguration", parsed(R"({"Enabled":true})"));
  }
  if (settings.takes_sms) {
    request.set("SmsMfaConfiguration", parsed(R"({"SmsConfiguration":
                 {"SnsCallerArn":"arn:aws:iam::123456789012:role/sms"}})"));
  }
  if (settings.takes_email) {
    request.set("EmailMfaConfiguration", parsed(R"({"Subject":"Your code"})"));
  }
  return request;
}

void Life::configure_factors() {
  if (!world.settings.takes_mfa() && !world.settings.passkeys) return;
  Json request =
      world.settings.takes_mfa() ? mfa_request(world.settings.mfa_modes.front()) : for_pool();
  if (world.settings.passkeys) {
    request.set("WebAuthnConfiguration",
                Json::parse(R"({"RelyingPartyId":"example.com"})").value());
  }
  const Answer set = world.call("SetUserPoolMfaConfig", request);
  if (!set.ok) world.violated("no factors: " + set.message);
}

void Life::set_up() {
  world.pause();
  const Settings& settings = world.settings;
  Json request = Json::parse(R"({"PoolName":"pool","AutoVerifiedAttributes":["email"]})").value();
  Json factors = Json::array();
  factors.push_back("PASSWORD");
  if (!settings.may_demand_mfa()) factors.push_back("EMAIL_OTP");
  if (settings.passkeys) factors.push_back("WEB_AUTHN");
  Json policy = Json::object();
  policy.set("AllowedFirstAuthFactors", std::move(factors));
  request.set("Policies", Json::object().set("SignInPolicy", std::move(policy)));
  if (settings.devices != Devices::unknown) {
    Json devices = Json::object();
    devices.set("ChallengeRequiredOnNewDevice", settings.devices == Devices::replaces)
        .set("DeviceOnlyRememberedOnUserPrompt", settings.remembers_on_prompt);
    request.set("DeviceConfiguration", std::move(devices));
  }
  if (world.settings.email_is_alias) {
    request.set("AliasAttributes", Json::parse(R"(["email"])").value());
  }
  const Answer made = world.call("CreateUserPool", request);
  if (!made.ok) return world.violated("no pool: " + made.message);
  pool = made.body.find("UserPool")->get_string("Id");
  put_signing_keys(world.memory, pool);
  const auto members = [](std::string_view text) { return Json::parse(text).value(); };
  make_app(hosted_members().set("ExplicitAuthFlows", members(R"(["ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_USER_SRP_AUTH","ALLOW_USER_AUTH","ALLOW_CUSTOM_AUTH","ALLOW_REFRESH_TOKEN_AUTH"])")),
           false, false);
  make_app(members(R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_USER_SRP_AUTH"],
      "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":0}})"),
           true, false);
  make_app(members(R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],
      "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":60}})"),
           true, true);
  const Answer domain = world.call("CreateUserPoolDomain", for_pool().set("Domain", "demo"));
  if (!domain.ok) world.violated("no domain: " + domain.message);
  for (const std::string_view group : kGroups) {
    world.call("CreateGroup", for_pool().set("GroupName", group));
  }
  configure_factors();
  if (world.settings.tracks_sessions) {
    Json bound = Json::object();
    bound.set("MaxPerUser", static_cast<std::int64_t>(kSessionsPerUser));
    const Answer set = world.call(
        "SetUserPoolSessionConfiguration",
        for_pool().set("UserSessionTracking", "ENABLED").set("TokenSession", std::move(bound)));
    if (!set.ok) world.violated("no tracking: " + set.message);
  }
  world.resume();
}

std::string Life::password_of(const Person& person, bool right) {
  const Span now{world.now(), world.now()};
  std::vector<std::string> fitting;
  for (const std::string_view password : kPasswords) {
    if (right == person.password.may_be(std::string(password), now)) fitting.emplace_back(password);
  }
  return fitting.empty() ? std::string(kNeverAPassword) : world.dice.pick(fitting);
}

Name& Life::name_of(const Person& person) {
  for (Name& name : names) {
    if (name.name == person.name) return name;
  }
  return names.front();
}

Somebody somebody(Life& life) {
  Name& name = life.world.dice.pick(life.names);
  if (name.creators > 0) return {};
  const auto candidates = name.candidates(life.world.now());
  if (candidates.size() != 1) return {};
  return {&name, candidates.front()};
}

Family* newest_session_of(Life& life, const Person& person) {
  for (auto family = life.families.rbegin(); family != life.families.rend(); ++family) {
    if ((*family)->person == &person) return family->get();
  }
  return nullptr;
}

}  // namespace postern::sim
