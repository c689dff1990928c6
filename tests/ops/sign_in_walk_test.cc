// The machine of flows and challenges, walked at random from a seed: sessions are replayed and
// mixed between users, clients, pools and challenges, and nobody gets tokens without the factors
// they owe (M05, M06, M07, T08).
#include "ops/sign_in_walk.h"

using namespace postern;
using namespace postern::test;

namespace {

Held asked(std::size_t walker, std::string_view client, Json response) {
  Held held;
  held.walker = walker;
  held.client = client;
  held.response = std::move(response);
  held.challenge = std::string(held.response.get_string("ChallengeName"));
  return held;
}

// The response of a call, or the refusal as {"refused": "<code>: <message>"}.
Json attempt(Walk& walk, std::string_view operation, const Json& request) {
  const auto response = walk.call(operation, request);
  if (!response.ok()) {
    ++walk.refusals;
    return object("refused", response.error().code + ": " + response.error().message);
  }
  return json(*response);
}

// Flows.

Held start_password(Walk& walk, std::size_t walker, const std::string& client, bool right) {
  const Walker& user = walk.walkers[walker];
  Held held =
      asked(walker, client,
            attempt(walk, "InitiateAuth",
                    walk.password_request(
                        user.name, right ? user.password : std::string(kWrongPassword), client)));
  held.shown.first_factor = right;
  return held;
}

Held start_srp(Walk& walk, std::size_t walker, const std::string& client, bool right) {
  const Walker& user = walk.walkers[walker];
  const std::string pool_name = user.pool.substr(user.pool.find('_') + 1);
  SrpClient srp = SrpClient::create(pool_name, 32);
  const std::string A_hex = right ? srp.A_hex() : "0";
  Held held =
      asked(walker, client,
            attempt(walk, "InitiateAuth",
                    walk.auth_request("USER_SRP_AUTH",
                                      object("USERNAME", user.name, "SRP_A", A_hex), client)));
  if (held.challenge == "PASSWORD_VERIFIER") {
    held.srp = std::make_shared<const SrpStart>(
        SrpStart{std::move(srp), *held.response.find("ChallengeParameters"), pool_name});
  }
  return held;
}

// USER_AUTH with the choice made, and with the choice left open.
Held start_chosen(Walk& walk, std::size_t walker, const std::string& client, bool right) {
  const Walker& user = walk.walkers[walker];
  const std::string password = right ? user.password : std::string(kWrongPassword);
  Held held = asked(walker, client,
                    attempt(walk, "InitiateAuth",
                            walk.auth_request("USER_AUTH",
                                              object("USERNAME", user.name, "PREFERRED_CHALLENGE",
                                                     "PASSWORD", "PASSWORD", password),
                                              client)));
  held.shown.first_factor = right;
  return held;
}

Held start_open(Walk& walk, std::size_t walker, const std::string& client, bool right) {
  Json parameters = object("USERNAME", walk.walkers[walker].name);
  if (!right) parameters.set("PREFERRED_CHALLENGE", "NONE");
  return asked(walker, client,
               attempt(walk, "InitiateAuth", walk.auth_request("USER_AUTH", parameters, client)));
}

constexpr WalkFlow kFlows[] = {{"USER_PASSWORD_AUTH", start_password},
                               {"USER_SRP_AUTH", start_srp},
                               {"USER_AUTH", start_chosen},
                               {"USER_AUTH, open", start_open}};

// Challenges.

WalkAnswer with_session(const Held& held, Json responses) {
  return {std::move(responses), held.session()};
}

WalkAnswer answer_verifier(Walk& walk, Held& held, bool right) {
  const std::string password =
      right ? walk.walkers[held.walker].password : std::string(kWrongPassword);
  return {walk.srp_responses(*held.srp, password), {}};
}

WalkAnswer answer_choice(Walk& walk, Held& held, bool right) {
  const std::string password =
      right ? walk.walkers[held.walker].password : std::string(kWrongPassword);
  return with_session(held, object("ANSWER", "PASSWORD", "PASSWORD", password));
}

WalkAnswer answer_new_password(Walk&, Held& held, bool right) {
  return with_session(held, object("NEW_PASSWORD", right ? kPassword : "short"));
}

WalkAnswer answer_sms(Walk&, Held& held, bool right) {
  return with_session(held,
                      object("SMS_MFA_CODE", right ? held.code : Walk::other_code(held.code)));
}

WalkAnswer answer_email(Walk&, Held& held, bool right) {
  return with_session(held,
                      object("EMAIL_OTP_CODE", right ? held.code : Walk::other_code(held.code)));
}

WalkAnswer answer_totp(Walk& walk, Held& held, bool right) {
  const std::string& secret = walk.walkers[held.walker].secret;
  walk.advance_s(30);  // A code is good once.
  return with_session(held, object("SOFTWARE_TOKEN_MFA_CODE",
                                   right ? walk.app_code(secret) : walk.wrong_app_code(secret)));
}

WalkAnswer answer_select(Walk& walk, Held& held, bool right) {
  const Json offered = json(Walk::parameter(held.response, "MFAS_CAN_CHOOSE"));
  const std::string choice = walk.any_of(offered.as_array()).as_string();
  return with_session(held, object("ANSWER", right ? choice : "EMAIL_MFA"));
}

// A wrong answer leaves a step out.
WalkAnswer answer_setup(Walk& walk, Held& held, bool right) {
  const Json associated =
      attempt(walk, "AssociateSoftwareToken", object("Session", held.session()));
  if (associated.contains("refused")) return with_session(held, Json::object());
  held.answered = true;
  if (!right) return {Json::object(), Walk::session(associated)};
  const std::string secret(associated.get_string("SecretCode"));
  const Json verified =
      attempt(walk, "VerifySoftwareToken",
              object("Session", Walk::session(associated), "UserCode", walk.app_code(secret)));
  if (verified.contains("refused")) return {Json::object(), Walk::session(associated)};
  walk.walkers[held.walker].secret = secret;
  return {Json::object(), Walk::session(verified)};
}

void show_first(Walker&, Shown& shown) {
  shown.first_factor = true;
}
void show_second(Walker&, Shown& shown) {
  shown.second_factor = true;
}
void show_new_password(Walker& walker, Shown& shown) {
  shown.new_password = true;
  walker.owes_new_password = false;
}
void show_nothing(Walker&, Shown&) {}

constexpr WalkChallenge kChallenges[] = {
    {"PASSWORD_VERIFIER", answer_verifier, show_first},
    {"SELECT_CHALLENGE", answer_choice, show_first},
    {"NEW_PASSWORD_REQUIRED", answer_new_password, show_new_password},
    {"SMS_MFA", answer_sms, show_second},
    {"EMAIL_OTP", answer_email, show_second},
    {"SOFTWARE_TOKEN_MFA", answer_totp, show_second},
    {"SELECT_MFA_TYPE", answer_select, show_nothing},
    {"MFA_SETUP", answer_setup, show_second},
};

const WalkChallenge& row_of(const Held& held) {
  for (const WalkChallenge& row : kChallenges) {
    if (row.name == held.challenge) return row;
  }
  FAIL("the walk has no row for " << held.challenge);
  return kChallenges[0];
}

// The walk.

void note_tokens(Walk& walk, const Held& held) {
  const Walker& user = walk.walkers[held.walker];
  INFO(user.name << " of " << user.pool);
  CHECK(user.may_sign_in);
  CHECK(held.shown.first_factor);
  CHECK((!user.owes_new_password || held.shown.new_password));
  CHECK((!user.owes_second_factor || held.shown.second_factor));
  ++walk.tokens[user.name];
}

// What came of a step that was made rightly.
void go_on(Walk& walk, Held next) {
  if (next.response.contains("refused")) return;
  if (next.response.contains("AuthenticationResult")) return note_tokens(walk, next);
  if (next.challenge == "SMS_MFA" || next.challenge == "EMAIL_OTP") next.code = walk.inbox.code();
  walk.held.push_back(std::move(next));
  if (walk.held.size() > 24) walk.held.erase(walk.held.begin());
}

void begin_one(Walk& walk) {
  const std::size_t walker = walk.below(walk.walkers.size());
  const bool right = !walk.one_in(8);
  const WalkFlow& flow = walk.any_of(kFlows);
  INFO(flow.name << " of " << walk.walkers[walker].name);
  Held begun =
      flow.start(walk, walker, walk.any_of(walk.clients[walk.walkers[walker].pool]), right);
  if (!right) CHECK(begun.response.contains("refused"));
  go_on(walk, std::move(begun));
}

Json respond(Walk& walk, std::string_view challenge, std::string_view name,
             const std::string& client, WalkAnswer answer) {
  return attempt(walk, "RespondToAuthChallenge",
                 walk.respond_request(challenge, answer.responses.set("USERNAME", name), client,
                                      answer.session));
}

void answer_rightly(Walk& walk, std::size_t at) {
  Held held = walk.held[at];
  const bool was_answered = held.answered;
  const WalkChallenge& row = row_of(held);
  WalkAnswer answer = row.answer(walk, held, /*right=*/true);
  Walker& user = walk.walkers[held.walker];
  const Json response = respond(walk, row.name, user.name, held.client, std::move(answer));
  INFO(row.name << " of " << user.name << ": " << response.dump());
  if (was_answered) {
    CHECK(response.contains("refused"));  // M06: nothing is accepted twice.
    return;
  }
  const bool accepted = !response.contains("refused");
  walk.held[at].answered = accepted || held.answered;
  if (!accepted) return;
  Held next = asked(held.walker, held.client, response);
  next.shown = held.shown;
  row.show(user, next.shown);
  go_on(walk, std::move(next));
}

void answer_wrongly(Walk& walk, std::size_t at) {
  Held& held = walk.held[at];
  const WalkChallenge& row = row_of(held);
  WalkAnswer answer = row.answer(walk, held, /*right=*/false);
  const std::string name = walk.walkers[held.walker].name;
  const Json response = respond(walk, row.name, name, held.client, std::move(answer));
  INFO(row.name << ": " << response.dump());
  CHECK(response.contains("refused"));
}

// A right answer, with one thing exchanged: the challenge's name, the user, the client, the
// Session.
void answer_mixed(Walk& walk, std::size_t at) {
  Held held = walk.held[at];
  const Held& other = walk.any_of(walk.held);
  const WalkChallenge& row = row_of(held);
  if (row.name == "MFA_SETUP") return;
  WalkAnswer answer = row.answer(walk, held, /*right=*/true);
  std::string_view challenge = row.name;
  std::string name = walk.walkers[held.walker].name;
  std::string client = held.client;
  switch (walk.below(4)) {
    case 0:
      challenge = walk.any_of(kChallenges).name;
      if (challenge == row.name) return;
      break;
    case 1: {
      const Walker& stranger = walk.any_of(walk.walkers);
      if (stranger.name == name) return;
      name = stranger.name;
      break;
    }
    case 2:
      client = walk.any_of(walk.any_of(walk.walkers).pool == walk.walkers[held.walker].pool
                               ? walk.clients[walk.walkers[held.walker].pool]
                               : walk.clients.begin()->second);
      if (client == held.client) return;
      break;
    default:
      if (held.srp || other.session() == held.session()) return;
      // Of the same user and challenge, the other's Session with this one's code is no mixture of
      // rights.
      if (other.walker == held.walker && other.challenge == held.challenge) return;
      answer.session = other.session();
  }
  const Json response = respond(walk, challenge, name, client, std::move(answer));
  INFO(row.name << " as " << challenge << " by " << name << ": " << response.dump());
  CHECK(response.contains("refused"));
}

void walk_on(Walk& walk, int steps) {
  for (int step = 0; step < steps; ++step) {
    INFO("step " << step);
    const std::size_t action = walk.held.empty() ? 0 : walk.below(8);
    const std::size_t at = walk.held.empty() ? 0 : walk.below(walk.held.size());
    if (action < 3) {
      begin_one(walk);
    } else if (action < 6) {
      answer_rightly(walk, at);
    } else if (action == 6) {
      answer_mixed(walk, at);
    } else if (walk.one_in(4)) {
      answer_wrongly(walk, at);
    }
    if (walk.one_in(4)) walk.advance_s(static_cast<std::int64_t>(walk.below(20)));
  }
}

// Users.

Walker& add_walker(Walk& walk, std::string_view name, bool owes_second_factor) {
  Walker walker;
  walker.pool = walk.pool;
  walker.name = name;
  walker.owes_second_factor = owes_second_factor;
  return walk.walkers.emplace_back(std::move(walker));
}

// The users of one pool; `prefix` keeps their names apart from those of other pools.
void populate(Walk& walk, std::string_view mode) {
  const std::string prefix = std::string(mode) + "-";
  const bool required = mode == "ON";
  const bool asks = mode != "OFF";
  const auto add = [&](std::string_view kind, std::string_view phone, std::string_view email,
                       bool owes) -> Walker& {
    walk.new_member(prefix + std::string(kind), phone, email);
    return add_walker(walk, prefix + std::string(kind), owes);
  };
  add("plain", {}, {}, required);
  Walker& app = add("app", {}, {}, asks);
  walk.set_mfa("OPTIONAL");
  app.secret = walk.register_app(walk.access_token(app.name));
  add("sms", "+15550000001", {}, asks);
  walk.prefer(prefix + "sms", "SMSMfaSettings", true, true);
  add("both", "+15550000002", "both@example.com", asks);
  walk.prefer(prefix + "both", "SMSMfaSettings", true, false);
  walk.prefer(prefix + "both", "EmailMfaSettings", true, false);
  walk.set_mfa(mode);
  add("temporary", "+15550000003", {}, required).owes_new_password = true;
  walk.run("AdminSetUserPassword", walk.for_user(prefix + "temporary", "Password", kPassword));
  add("disabled", "+15550000004", {}, required).may_sign_in = false;
  walk.run("AdminDisableUser", walk.for_user(prefix + "disabled"));
  walk.run("SignUp", walk.sign_up_request(prefix + "unconfirmed", "u@example.com"));
  add_walker(walk, prefix + "unconfirmed", required).may_sign_in = false;
}

void add_pool(Walk& walk, std::string_view mode) {
  walk.pool = walk.make_pool(R"({"AutoVerifiedAttributes":["email"],
      "AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]}})");
  constexpr std::string_view kEvery = R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_USER_SRP_AUTH","ALLOW_USER_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]})";
  walk.client = walk.make_client(kEvery);
  walk.clients[walk.pool] = {walk.client, walk.make_client(kEvery)};
  populate(walk, mode);
}

}  // namespace

TEST_CASE("M05, M06, M07: no walk through signing in ends in tokens without the factors owed") {
  const unsigned number = GENERATE(1u, 2u, 3u);
  INFO("walk " << number);
  Walk walk(number);
  for (const std::string_view mode : {"OFF", "OPTIONAL", "ON"}) add_pool(walk, mode);
  walk_on(walk, 1'500);
  // It got about: whoever may sign in has done so, and nobody else.
  for (const Walker& user : walk.walkers) {
    INFO(user.name);
    CHECK((walk.tokens[user.name] > 0) == user.may_sign_in);
  }
  CHECK(walk.refusals > 100);
}
