// Users' lives, lived through an engine by workers that say what they were promised.
#include "storm/life.h"

#include <algorithm>

#include "crypto/srp.h"
#include "ops/auth_fixture.h"

namespace postern::test {
namespace {

constexpr std::string_view kDeviceSecret = "what-the-device-remembers";
constexpr std::string_view kDeviceSalt = "sixteen salty by";

// Messages are delivered on the thread of the call that sends them.
thread_local std::string last_message;

std::string code_in_last_message() {
  const std::string body(Json::parse(last_message).value().get_string("Body"));
  return body.size() < 6 ? std::string() : body.substr(body.size() - 6);
}

Result<std::string> make_pool(Engine& engine, std::string_view request) {
  POSTERN_TRY(const auto answer,
              engine.call({.kind = ops::Caller::Kind::host}, "CreateUserPool", request));
  return std::string(Json::parse(answer).value().find("UserPool")->get_string("Id"));
}

Result<std::string> make_client(Engine& engine, std::string_view pool, std::string_view members) {
  Json request = Json::parse(members).value();
  request.set("UserPoolId", pool).set("ClientName", "storm");
  POSTERN_TRY(const auto answer, engine.call({.kind = ops::Caller::Kind::host},
                                             "CreateUserPoolClient", request.dump()));
  return std::string(Json::parse(answer).value().find("UserPoolClient")->get_string("ClientId"));
}

std::string pool_name(std::string_view pool) {
  return std::string(pool.substr(pool.find('_') + 1));
}

}  // namespace

Result<std::unique_ptr<Engine>> open_storm_engine(const std::string& storage_url,
                                                  std::int64_t now_us) {
  EngineOptions options;
  options.storage_url = storage_url;
  options.root_key = Secret(std::string(32, 'k'));
  auto clock = std::make_unique<ManualClock>();
  clock->set_us(now_us);
  options.clock = std::move(clock);
  options.movable_clock = true;
  options.password_memory_kib = 8;
  options.password_passes = 1;
  options.deliver = [](std::string_view message) -> Result<std::string> {
    last_message = message;
    return std::string();
  };
  return Engine::open(std::move(options));
}

Result<World> make_world(Engine& engine) {
  World world;
  POSTERN_TRY(world.pool, make_pool(engine, R"({"PoolName":"storm",
      "AutoVerifiedAttributes":["email"]})"));
  POSTERN_TRY(world.client, make_client(engine, world.pool, R"({"ExplicitAuthFlows":
      ["ALLOW_USER_PASSWORD_AUTH","ALLOW_USER_SRP_AUTH"],
      "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":0}})"));
  POSTERN_TRY(world.device_pool, make_pool(engine, R"({"PoolName":"devices",
      "AutoVerifiedAttributes":["email"],"DeviceConfiguration":
      {"ChallengeRequiredOnNewDevice":true,"DeviceOnlyRememberedOnUserPrompt":false}})"));
  POSTERN_TRY(world.device_client, make_client(engine, world.device_pool, R"({"ExplicitAuthFlows":
      ["ALLOW_USER_PASSWORD_AUTH","ALLOW_USER_SRP_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]})"));
  return world;
}

void Life::live(const std::string& name) {
  User user{name, world_.pool, world_.client, "Correct-Horse-7"};
  if (random_() % 6 == 0) {
    user.pool = world_.device_pool;
    user.client = world_.device_client;
    static_cast<void>(sign_up(user) && confirm(user) && prove_device(user));
    return;
  }
  if (!sign_up(user) || !confirm(user)) return;
  for (auto left = random_() % 5; left > 0; --left) {
    bool goes_on = true;
    switch (random_() % 6) {
      case 0:
        goes_on = reset_password(user);
        break;
      case 1:
        goes_on = set_new_password(user);
        break;
      case 2:
        goes_on = prove_password(user);
        break;
      default:
        goes_on = rotate_refresh_tokens(user);
    }
    if (!goes_on) return;
  }
  if (random_() % 8 == 0) static_cast<void>(leave(user));
}

void Life::compete(const std::vector<Contest>& contests) {
  std::vector<const Contest*> order;
  for (const Contest& contest : contests) order.push_back(&contest);
  std::shuffle(order.begin(), order.end(), random_);
  for (const Contest* contest : order) {
    witness_.tries(contest->id);
    const auto answer = engine_.call({.kind = ops::Caller::Kind::host}, contest->call.operation,
                                     contest->call.request);
    if (answer.ok()) {
      witness_.won(contest->id);
    } else if (answer.error().errc == Errc::rejected) {
      witness_.lost(contest->id);
    } else {
      witness_.failed(contest->call.operation + ": " + answer.error().message);
    }
  }
}

std::vector<Contest> Life::contests_of(const std::string& name) {
  const User user{name, world_.pool, world_.client, "Correct-Horse-7"};
  Json tokens;
  if (!sign_up(user)) return {};
  const std::string code = code_in_last_message();
  const Json confirmation =
      object("ClientId", user.client, "Username", name, "ConfirmationCode", code);
  const User other{name + "-2", world_.pool, world_.client, "Correct-Horse-7"};
  if (!sign_up(other) || !confirm(other) || !sign_in(other, tokens)) return {};
  const Json rotation =
      object("ClientId", other.client, "RefreshToken", tokens.get_string("RefreshToken"));
  const User third{name + "-3", world_.pool, world_.client, "Correct-Horse-7"};
  if (!sign_up(third) || !confirm(third)) return {};
  if (!call("ForgotPassword", object("ClientId", third.client, "Username", third.name))) return {};
  const Json reset = object("ClientId", third.client, "Username", third.name, "ConfirmationCode",
                            code_in_last_message(), "Password", "Another-Horse-8");
  const Json again =
      object("ClientId", world_.client, "Username", name + "-4", "Password", "Correct-Horse-7");
  return {{name + " confirms", {"ConfirmSignUp", confirmation.dump()}},
          {name + " rotates", {"GetTokensFromRefreshToken", rotation.dump()}},
          {name + " resets", {"ConfirmForgotPassword", reset.dump()}},
          {name + " signs up", {"SignUp", again.dump()}}};
}

bool Life::call(std::string_view operation, const Json& request, Json* answer) {
  const auto response = engine_.call({.kind = ops::Caller::Kind::host}, operation, request.dump());
  if (response.ok()) {
    if (answer != nullptr) *answer = Json::parse(*response).value();
    return true;
  }
  const Error& error = response.error();
  const std::string text = std::string(operation) + ": " + error.code + ": " + error.message;
  error.errc == Errc::rejected ? witness_.refused(text) : witness_.failed(text);
  return false;
}

bool Life::call_once(std::string_view operation, const Json& request, Json* answer) {
  if (!call(operation, request, answer)) return false;
  witness_.spent({std::string(operation), request.dump()});
  return true;
}

bool Life::sign_up(const User& user) {
  const std::string email = user.name + "@example.com";
  Json request = object("ClientId", user.client, "Username", user.name, "Password", user.password);
  request.set("UserAttributes", Json::array().push_back(object("Name", "email", "Value", email)));
  if (!call("SignUp", request)) return false;
  witness_.holds("user " + user.name,
                 {"AdminGetUser", object("UserPoolId", user.pool, "Username", user.name).dump()});
  return true;
}

bool Life::confirm(const User& user) {
  const bool confirmed =
      call_once("ConfirmSignUp", object("ClientId", user.client, "Username", user.name,
                                        "ConfirmationCode", code_in_last_message()));
  if (confirmed) holds_password(user);
  return confirmed;
}

bool Life::sign_in(const User& user, Json& tokens) {
  Json answer;
  if (!call("InitiateAuth", password_request(user), &answer)) return false;
  tokens = *answer.find("AuthenticationResult");
  return true;
}

bool Life::rotate_refresh_tokens(const User& user) {
  Json tokens;
  if (!sign_in(user, tokens)) return false;
  const std::string id = "session " + user.name;
  for (auto left = 1 + random_() % 3;; --left) {
    const Json request =
        object("ClientId", user.client, "RefreshToken", tokens.get_string("RefreshToken"));
    witness_.holds(id, {"GetTokensFromRefreshToken", request.dump()});
    if (left == 0) return true;
    Json answer;
    witness_.withdraw(id);
    if (!call_once("GetTokensFromRefreshToken", request, &answer)) return false;
    tokens = *answer.find("AuthenticationResult");
  }
}

// Ends all sessions as well.
bool Life::reset_password(User& user) {
  if (!call("ForgotPassword", object("ClientId", user.client, "Username", user.name))) return false;
  witness_.withdraw("password " + user.name);
  witness_.withdraw("session " + user.name);
  user.password += "r";
  const bool reset =
      call_once("ConfirmForgotPassword",
                object("ClientId", user.client, "Username", user.name, "ConfirmationCode",
                       code_in_last_message(), "Password", user.password));
  if (reset) holds_password(user);
  return reset;
}

bool Life::set_new_password(User& user) {
  witness_.withdraw("password " + user.name);
  witness_.withdraw("session " + user.name);
  user.password += "t";
  if (!call("AdminSetUserPassword",
            object("UserPoolId", user.pool, "Username", user.name, "Password", user.password))) {
    return false;
  }
  Json challenge;
  if (!call("InitiateAuth", password_request(user), &challenge)) return false;
  user.password += "n";
  Json request = object("ClientId", user.client, "ChallengeName", "NEW_PASSWORD_REQUIRED",
                        "Session", challenge.get_string("Session"));
  request.set("ChallengeResponses", object("USERNAME", user.name, "NEW_PASSWORD", user.password));
  if (!call_once("RespondToAuthChallenge", request)) return false;
  holds_password(user);
  return true;
}

bool Life::prove_password(const User& user) {
  const SrpClient srp = SrpClient::create(pool_name(user.pool), 32);
  Json answer;
  const Json start =
      object("ClientId", user.client, "AuthFlow", "USER_SRP_AUTH")
          .set("AuthParameters", object("USERNAME", user.name, "SRP_A", srp.A_hex()));
  if (!call("InitiateAuth", start, &answer)) return false;
  const Json& given = *answer.find("ChallengeParameters");
  const std::string_view block = given.get_string("SECRET_BLOCK");
  const std::string time = timestamp();
  const std::string signature = srp.answer(
      given.get_string("USER_ID_FOR_SRP"), user.password, std::string(given.get_string("SALT")),
      std::string(given.get_string("SRP_B")), codec::base64_decode(block).value(), time);
  const Json responses =
      object("USERNAME", given.get_string("USERNAME"), "PASSWORD_CLAIM_SECRET_BLOCK", block,
             "PASSWORD_CLAIM_SIGNATURE", signature, "TIMESTAMP", time);
  return call_once("RespondToAuthChallenge",
                   object("ClientId", user.client, "ChallengeName", "PASSWORD_VERIFIER")
                       .set("ChallengeResponses", responses));
}

bool Life::prove_device(const User& user) {
  Json tokens;
  if (!sign_in(user, tokens)) return false;
  const Json metadata = *tokens.find("NewDeviceMetadata");
  const std::string key(metadata.get_string("DeviceKey"));
  const Secret verifier =
      crypto::srp::verifier(metadata.get_string("DeviceGroupKey"), key, kDeviceSecret, kDeviceSalt);
  const Json confirmation =
      object("AccessToken", tokens.get_string("AccessToken"), "DeviceKey", key)
          .set("DeviceSecretVerifierConfig",
               object("Salt", codec::base64_encode(kDeviceSalt), "PasswordVerifier",
                      codec::base64_encode(verifier.view())));
  if (!call("ConfirmDevice", confirmation)) return false;
  witness_.holds("device " + user.name,
                 {"AdminGetDevice",
                  object("UserPoolId", user.pool, "Username", user.name, "DeviceKey", key).dump()});
  Json request = password_request(user);
  request.set("AuthParameters",
              object("USERNAME", user.name, "PASSWORD", user.password, "DEVICE_KEY", key));
  Json challenge;
  return call("InitiateAuth", request, &challenge) &&
         answer_device_challenge(user, metadata, challenge);
}

bool Life::answer_device_challenge(const User& user, const Json& metadata, const Json& challenge) {
  const std::string_view key = metadata.get_string("DeviceKey");
  const SrpClient srp = SrpClient::create(metadata.get_string("DeviceGroupKey"), 32);
  Json answer;
  const Json start = object("ClientId", user.client, "ChallengeName", "DEVICE_SRP_AUTH", "Session",
                            challenge.get_string("Session"))
                         .set("ChallengeResponses", object("USERNAME", user.name, "DEVICE_KEY", key,
                                                           "SRP_A", srp.A_hex()));
  if (!call_once("RespondToAuthChallenge", start, &answer)) return false;
  const Json& given = *answer.find("ChallengeParameters");
  const std::string_view block = given.get_string("SECRET_BLOCK");
  const std::string time = timestamp();
  const std::string signature =
      srp.answer(key, kDeviceSecret, std::string(given.get_string("SALT")),
                 std::string(given.get_string("SRP_B")), codec::base64_decode(block).value(), time);
  const Json responses =
      object("USERNAME", user.name, "DEVICE_KEY", key, "PASSWORD_CLAIM_SECRET_BLOCK", block,
             "PASSWORD_CLAIM_SIGNATURE", signature, "TIMESTAMP", time);
  return call_once("RespondToAuthChallenge",
                   object("ClientId", user.client, "ChallengeName", "DEVICE_PASSWORD_VERIFIER")
                       .set("ChallengeResponses", responses));
}

bool Life::leave(const User& user) {
  for (const char* what : {"user ", "password ", "session "}) witness_.withdraw(what + user.name);
  const Json request = object("UserPoolId", user.pool, "Username", user.name);
  return call_once("AdminDeleteUser", request);
}

Json Life::password_request(const User& user) const {
  return object("ClientId", user.client, "AuthFlow", "USER_PASSWORD_AUTH")
      .set("AuthParameters", object("USERNAME", user.name, "PASSWORD", user.password));
}

std::string Life::timestamp() const {
  return codec::format_srp_timestamp(engine_.now_us() / kMicrosPerSecond);
}

void Life::holds_password(const User& user) {
  witness_.holds("password " + user.name, {"InitiateAuth", password_request(user).dump()});
}

}  // namespace postern::test
