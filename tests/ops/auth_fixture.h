// A pool with an app client and what users do there: what tests of users and sign-in start from.
#pragma once

#include <string>
#include <string_view>

#include "codec/base64.h"
#include "codec/srp_timestamp.h"
#include "ops/engine_fixture.h"
#include "support/json_builders.h"
#include "support/srp_client.h"
#include "unit/tokens/token_fixture.h"

namespace postern::test {

inline constexpr std::string_view kPassword = "Correct-Horse-7";
inline constexpr std::string_view kWrongPassword = "Wrong-Horse-7";
inline constexpr std::string_view kNotAuthorized =
    "NotAuthorizedException: Incorrect username or password.";
inline constexpr std::string_view kLockedOut = "NotAuthorizedException: Password attempts exceeded";

// A started USER_SRP_AUTH: the client's half and the server's ChallengeParameters.
struct SrpStart {
  SrpClient client;
  Json parameters;
  std::string pool_name;
};

struct AuthFixture : EngineFixture {
  std::string pool;
  std::string client;
  std::string hiding;  // A client with PreventUserExistenceErrors.

  explicit AuthFixture(std::string_view pool_members = R"({"AutoVerifiedAttributes":["email"]})") {
    pool = make_pool(pool_members);
    client = make_client();
    hiding = make_client(R"({"PreventUserExistenceErrors":"ENABLED"})");
  }

  // A pool whose signing keys are shared with other tests: making a pair takes a quarter of a
  // second.
  std::string make_pool(std::string_view members) {
    Json request = json(members);
    if (!request.contains("PoolName")) request.set("PoolName", "pool");
    const std::string id(run("CreateUserPool", request).find("UserPool")->get_string("Id"));
    StoreFixture rows;
    domain::Store store(memory, rows.envelope, rows.clock, rows.random);
    REQUIRE(store
                .transact([&](domain::Txn& txn) {
                  return txn.put(domain::keys::keys(id), to_record(shared_keys(0)));
                })
                .ok());
    return id;
  }

  // A client of the pool that may start every flow, unless told otherwise.
  std::string make_client(std::string_view members = "{}", std::string_view of_pool = {}) {
    Json request = json(members);
    if (!request.contains("ClientName")) request.set("ClientName", "client");
    request.set("UserPoolId", of_pool.empty() ? pool : of_pool);
    if (!request.contains("ExplicitAuthFlows")) {
      request.set("ExplicitAuthFlows",
                  json(R"(["ALLOW_USER_PASSWORD_AUTH","ALLOW_ADMIN_USER_PASSWORD_AUTH",
                          "ALLOW_USER_SRP_AUTH","ALLOW_REFRESH_TOKEN_AUTH"])"));
    }
    return std::string(
        run("CreateUserPoolClient", request).find("UserPoolClient")->get_string("ClientId"));
  }

  void advance_s(std::int64_t seconds) {
    REQUIRE(engine->advance_clock(seconds * kMicrosPerSecond).ok());
  }

  // Requests.
  Json sign_up_request(std::string_view name, std::string_view email = {}) {
    Json request = object("ClientId", client, "Username", name, "Password", kPassword);
    if (!email.empty()) request.set("UserAttributes", attributes("email", email));
    return request;
  }
  template <class... Members>
  Json for_user(std::string_view name, Members&&... members) {
    return object("UserPoolId", pool, "Username", name, std::forward<Members>(members)...);
  }
  Json auth_request(std::string_view flow, Json parameters, std::string_view client_id = {}) {
    return Json::object()
        .set("ClientId", client_id.empty() ? std::string_view(client) : client_id)
        .set("AuthFlow", flow)
        .set("AuthParameters", std::move(parameters));
  }
  Json password_request(std::string_view name, std::string_view password,
                        std::string_view client_id = {}) {
    return auth_request("USER_PASSWORD_AUTH", object("USERNAME", name, "PASSWORD", password),
                        client_id);
  }
  Json refresh_request(std::string_view refresh_token, std::string_view client_id = {}) {
    return auth_request("REFRESH_TOKEN_AUTH", object("REFRESH_TOKEN", refresh_token), client_id);
  }

  // A user who signed up and confirmed, with the address <name>@example.com verified.
  void new_confirmed(std::string_view name) {
    run("SignUp", sign_up_request(name, std::string(name) + "@example.com"));
    run("ConfirmSignUp",
        object("ClientId", client, "Username", name, "ConfirmationCode", inbox.code()));
  }

  // AuthenticationResult.
  static Json tokens_of(const Json& response) {
    REQUIRE(response.contains("AuthenticationResult"));
    return *response.find("AuthenticationResult");
  }
  Json sign_in(std::string_view name, std::string_view password = kPassword,
               std::string_view client_id = {}) {
    return tokens_of(run("InitiateAuth", password_request(name, password, client_id)));
  }
  std::string sign_in_refusal(std::string_view name, std::string_view password,
                              std::string_view client_id = {}) {
    return refusal("InitiateAuth", password_request(name, password, client_id));
  }
  std::string access_token(std::string_view name) {
    return std::string(sign_in(name).get_string("AccessToken"));
  }
  Json get_user(std::string_view name) { return run("AdminGetUser", for_user(name)); }
  std::string status_of(std::string_view name) {
    return std::string(get_user(name).get_string("UserStatus"));
  }
  // The value of a user's attribute as an administrator sees it; "(none)" without.
  std::string attribute(std::string_view name, std::string_view attribute_name) {
    const Json user = get_user(name);
    for (const Json& item : user.find("UserAttributes")->as_array()) {
      if (item.get_string("Name") == attribute_name) return std::string(item.get_string("Value"));
    }
    return "(none)";
  }

  // The two halves of USER_SRP_AUTH.
  SrpStart start_srp(std::string_view name, std::string_view client_id = {}) {
    const std::string pool_name = pool.substr(pool.find('_') + 1);
    SrpClient srp = SrpClient::create(pool_name, 32);
    const Json response = run(
        "InitiateAuth",
        auth_request("USER_SRP_AUTH", object("USERNAME", name, "SRP_A", srp.A_hex()), client_id));
    REQUIRE(response.get_string("ChallengeName") == "PASSWORD_VERIFIER");
    return {std::move(srp), *response.find("ChallengeParameters"), pool_name};
  }
  Json srp_responses(const SrpStart& start, std::string_view password) {
    const std::string timestamp = codec::format_srp_timestamp(clock->now_us() / kMicrosPerSecond);
    const std::string_view block = start.parameters.get_string("SECRET_BLOCK");
    const std::string_view user_id = start.parameters.get_string("USER_ID_FOR_SRP");
    return object(
        "USERNAME", start.parameters.get_string("USERNAME"), "PASSWORD_CLAIM_SECRET_BLOCK", block,
        "PASSWORD_CLAIM_SIGNATURE",
        start.client.answer(user_id, password, std::string(start.parameters.get_string("SALT")),
                            std::string(start.parameters.get_string("SRP_B")),
                            codec::base64_decode(block).value(), timestamp),
        "TIMESTAMP", timestamp);
  }
  Json respond_request(std::string_view challenge, Json responses, std::string_view client_id = {},
                       std::string_view session = {}) {
    Json request = Json::object()
                       .set("ClientId", client_id.empty() ? std::string_view(client) : client_id)
                       .set("ChallengeName", challenge)
                       .set("ChallengeResponses", std::move(responses));
    if (!session.empty()) request.set("Session", session);
    return request;
  }
  Json srp_request(const SrpStart& start, std::string_view password,
                   std::string_view client_id = {}) {
    return respond_request("PASSWORD_VERIFIER", srp_responses(start, password), client_id);
  }

  // "" for success, else "<code>: <message>".
  std::string outcome(std::string_view operation, const Json& request) {
    const auto response = call(operation, request);
    return response.ok() ? "" : response.error().code + ": " + response.error().message;
  }
};

}  // namespace postern::test
