// Signing in with a password: who may, through which door, and what a refusal tells.
#include "crypto/digest.h"
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

// SECRET_HASH as a client computes it.
std::string secret_hash(std::string_view secret, std::string_view username,
                        std::string_view client_id) {
  return codec::base64_encode(
      crypto::hmac_sha256(secret, std::string(username) + std::string(client_id)));
}

// Puts the user "alice", who has kPassword, into a state of her own.
void enter_state(AuthFixture& fixture, std::string_view state) {
  if (state == "UNCONFIRMED") {
    fixture.run("SignUp", fixture.sign_up_request("alice", "alice@example.com"));
    return;
  }
  fixture.new_confirmed("alice");
  if (state == "disabled") fixture.run("AdminDisableUser", fixture.for_user("alice"));
  if (state == "RESET_REQUIRED") fixture.run("AdminResetUserPassword", fixture.for_user("alice"));
  if (state == "FORCE_CHANGE_PASSWORD") {
    fixture.run("AdminSetUserPassword", fixture.for_user("alice", "Password", kPassword));
  }
}

struct StateRow {
  std::string_view state;
  std::string_view right_password;  // What the right password is answered; empty: a challenge.
  bool told_before;                 // To LEGACY clients also for a wrong password.
};

}  // namespace

TEST_CASE_METHOD(AuthFixture, "the tokens of a sign-in are those of the API") {
  new_confirmed("alice");
  const Json response = run("InitiateAuth", password_request("alice", kPassword));
  CHECK(*response.find("ChallengeParameters") == Json::object());
  const Json tokens = tokens_of(response);
  CHECK(tokens.get_int("ExpiresIn") == 3600);
  CHECK(tokens.get_string("TokenType") == "Bearer");
  const Json user = run("GetUser", object("AccessToken", tokens.get_string("AccessToken")));
  CHECK(user.get_string("Username") == "alice");
  CHECK(engine->verify(tokens.get_string("IdToken"), {.token_use = "id"}).ok());
  CHECK_FALSE(tokens.get_string("RefreshToken").empty());
}

TEST_CASE_METHOD(AuthFixture, "E01, E04: a state is told before the password or only after it") {
  const auto row = GENERATE(
      StateRow{"UNCONFIRMED", "UserNotConfirmedException: User is not confirmed.", true},
      StateRow{"disabled", "NotAuthorizedException: User is disabled.", true},
      StateRow{"RESET_REQUIRED",
               "PasswordResetRequiredException: Password reset required for the user", true},
      StateRow{"FORCE_CHANGE_PASSWORD", "", false}, StateRow{"CONFIRMED", "", false});
  INFO(row.state);
  enter_state(*this, row.state);
  const std::string_view before = row.told_before ? row.right_password : kNotAuthorized;
  CHECK(sign_in_refusal("alice", kWrongPassword, client) == before);
  CHECK(sign_in_refusal("alice", kWrongPassword, hiding) == kNotAuthorized);
  CHECK(outcome("InitiateAuth", password_request("alice", kPassword, client)) ==
        row.right_password);
  CHECK(outcome("InitiateAuth", password_request("alice", kPassword, hiding)) ==
        row.right_password);
}

TEST_CASE_METHOD(AuthFixture,
                 "E01: an unknown user is answered byte for byte like a wrong password") {
  new_confirmed("alice");
  CHECK(sign_in_refusal("nobody", kWrongPassword, client) ==
        "UserNotFoundException: User does not exist.");
  const auto over_http = [&](std::string_view username) {
    http::Request request;
    request.method = "POST";
    request.target = "/";
    const std::string body = password_request(username, kWrongPassword, hiding).dump();
    request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                       {"X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth"},
                       {"Host", "localhost"}};
    request.body = body;
    return engine->handle_http(request);
  };
  const http::Response known = over_http("alice");
  const http::Response unknown = over_http("nobody");
  CHECK(known.status == 400);
  CHECK(known.status == unknown.status);
  CHECK(known.body == unknown.body);
  CHECK(known.headers.size() == unknown.headers.size());
}

TEST_CASE_METHOD(AuthFixture,
                 "E04, L04: an unknown name is locked out like a user, in every spelling") {
  new_confirmed("alice");
  for (const char* name : {"alice", "nobody"}) {
    INFO(name);
    for (int i = 0; i < 5; ++i)
      CHECK(sign_in_refusal(name, kWrongPassword, hiding) == kNotAuthorized);
    CHECK(sign_in_refusal(name, kWrongPassword, hiding) == kLockedOut);
    CHECK(refusal("InitiateAuth", password_request(name, kPassword, hiding)) == kLockedOut);
  }
  // Nothing about "nobody" makes the name less free.
  new_confirmed("nobody");
  CHECK(sign_in("nobody").contains("AccessToken"));
}

TEST_CASE_METHOD(AuthFixture,
                 "O35: a flow that the client does not allow is refused at every door") {
  new_confirmed("alice");
  struct Row {
    std::string_view flow;
    std::string_view setting;
    bool is_public;
  };
  const Row rows[] = {{"USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", true},
                      {"ADMIN_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", false},
                      {"ADMIN_NO_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", false},
                      {"USER_SRP_AUTH", "ALLOW_USER_SRP_AUTH", true},
                      {"REFRESH_TOKEN_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", true}};
  const std::string_view settings[] = {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                                       "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"};
  for (const std::string_view setting : settings) {
    Json flows = Json::array();
    flows.push_back(setting);
    const std::string only =
        make_client(Json::object().set("ExplicitAuthFlows", std::move(flows)).dump());
    for (const Row& row : rows) {
      for (const bool admin : {false, true}) {
        INFO(row.flow << " with " << setting << (admin ? " as administrator" : ""));
        SrpClient srp = SrpClient::create("x", 32);
        Json request = auth_request(row.flow,
                                    object("USERNAME", "alice", "PASSWORD", kPassword, "SRP_A",
                                           srp.A_hex(), "REFRESH_TOKEN", "not-a-token"),
                                    only);
        if (admin) request.set("UserPoolId", pool);
        const std::string said = outcome(admin ? "AdminInitiateAuth" : "InitiateAuth", request);
        const bool allowed = row.setting == setting && (admin || row.is_public);
        if (!allowed) {
          CHECK(said.starts_with("InvalidParameterException: "));
        } else if (row.flow == "REFRESH_TOKEN_AUTH") {
          CHECK(said == "NotAuthorizedException: Invalid Refresh Token");
        } else {
          CHECK(said.empty());
        }
      }
    }
  }
  CHECK(refusal("InitiateAuth",
                auth_request("ADMIN_USER_PASSWORD_AUTH", object("USERNAME", "alice"))) ==
        "InvalidParameterException: Initiate Auth method not supported");
}

TEST_CASE_METHOD(AuthFixture, "a missing parameter is named") {
  const auto missing = [&](std::string_view flow, Json parameters) {
    return refusal("InitiateAuth", auth_request(flow, std::move(parameters)));
  };
  const std::string prefix = "InvalidParameterException: Missing required parameter ";
  CHECK(missing("USER_PASSWORD_AUTH", object("PASSWORD", "x")) == prefix + "USERNAME");
  CHECK(missing("USER_PASSWORD_AUTH", object("USERNAME", "x")) == prefix + "PASSWORD");
  CHECK(missing("USER_SRP_AUTH", object("USERNAME", "x")) == prefix + "SRP_A");
  CHECK(missing("REFRESH_TOKEN_AUTH", object()) == prefix + "REFRESH_TOKEN");
  CHECK(refusal("RespondToAuthChallenge",
                respond_request("NEW_PASSWORD_REQUIRED", object("USERNAME", "x"))) ==
        prefix + "NEW_PASSWORD");
}

TEST_CASE_METHOD(AuthFixture, "A09: a client works for its own pool only") {
  new_confirmed("alice");
  const std::string other_pool = make_pool("{}");
  const std::string other = make_client("{}", other_pool);
  CHECK(sign_in_refusal("alice", kPassword, other) ==
        "UserNotFoundException: User does not exist.");
  Json request = auth_request("ADMIN_USER_PASSWORD_AUTH",
                              object("USERNAME", "alice", "PASSWORD", kPassword), other);
  request.set("UserPoolId", pool);
  CHECK(refusal("AdminInitiateAuth", request) ==
        "ResourceNotFoundException: User pool client " + other + " does not exist.");
  request.set("ClientId", client);
  CHECK(run("AdminInitiateAuth", request).contains("AuthenticationResult"));
  // An access token speaks for its own user, whatever else the request says.
  const Json user = run("GetUser", object("AccessToken", access_token("alice"), "UserPoolId",
                                          other_pool, "Username", "bob"));
  CHECK(user.get_string("Username") == "alice");
}

TEST_CASE_METHOD(AuthFixture, "a client with a secret proves itself by the hash of every name") {
  const Json made = *run("CreateUserPoolClient", json(R"({"ClientName":"c","GenerateSecret":true,
                             "ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH",
                               "ALLOW_REFRESH_TOKEN_AUTH"]})")
                                                     .set("UserPoolId", pool))
                         .find("UserPoolClient");
  const std::string id(made.get_string("ClientId"));
  const std::string secret(made.get_string("ClientSecret"));
  const std::string hash = secret_hash(secret, "alice", id);
  Json sign_up = sign_up_request("alice", "alice@example.com");
  sign_up.set("ClientId", id);
  CHECK(refusal("SignUp", sign_up) ==
        "NotAuthorizedException: Client " + id +
            " is configured with secret but SECRET_HASH was not received");
  sign_up.set("SecretHash", secret_hash(secret, "bob", id));
  CHECK(refusal("SignUp", sign_up) ==
        "NotAuthorizedException: SecretHash does not match for the client: " + id);
  sign_up.set("SecretHash", hash);
  run("SignUp", sign_up);
  run("AdminConfirmSignUp", for_user("alice"));

  const auto sign_in_with = [&](std::string_view given) {
    return auth_request("USER_PASSWORD_AUTH",
                        object("USERNAME", "alice", "PASSWORD", kPassword, "SECRET_HASH", given),
                        id);
  };
  CHECK(refusal("InitiateAuth", sign_in_with("AAAA")) ==
        "NotAuthorizedException: Unable to verify secret hash for client " + id);
  const Json tokens = tokens_of(run("InitiateAuth", sign_in_with(hash)));
  const std::string refresh(tokens.get_string("RefreshToken"));
  CHECK(refusal("InitiateAuth", refresh_request(refresh, id)) ==
        "NotAuthorizedException: Client " + id +
            " is configured with secret but SECRET_HASH was not received");
  run("InitiateAuth", auth_request("REFRESH_TOKEN_AUTH",
                                   object("REFRESH_TOKEN", refresh, "SECRET_HASH", hash), id));
  CHECK(refusal("GetTokensFromRefreshToken", object("ClientId", id, "RefreshToken", refresh,
                                                    "ClientSecret", std::string(40, 'w')))
            .starts_with("NotAuthorizedException: "));
  run("GetTokensFromRefreshToken",
      object("ClientId", id, "RefreshToken", refresh, "ClientSecret", secret));
}

TEST_CASE_METHOD(AuthFixture, "O40: a client is held to what it is now, not to what it was") {
  new_confirmed("alice");
  const Json made = *run("CreateUserPoolClient", json(R"({"ClientName":"c","GenerateSecret":true,
                             "ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]})")
                                                     .set("UserPoolId", pool))
                         .find("UserPoolClient");
  const std::string id(made.get_string("ClientId"));
  const auto with = [&](std::string_view secret) {
    return outcome("InitiateAuth",
                   auth_request("USER_PASSWORD_AUTH",
                                object("USERNAME", "alice", "PASSWORD", kPassword, "SECRET_HASH",
                                       secret_hash(secret, "alice", id)),
                                id));
  };
  const Json second = *run("AddUserPoolClientSecret", object("UserPoolId", pool, "ClientId", id))
                           .find("ClientSecretDescriptor");
  CHECK(with(made.get_string("ClientSecret")).empty());
  CHECK(with(second.get_string("ClientSecretValue")).empty());
  run("DeleteUserPoolClientSecret", object("UserPoolId", pool, "ClientId", id, "ClientSecretId",
                                           second.get_string("ClientSecretId")));
  CHECK_FALSE(with(second.get_string("ClientSecretValue")).empty());
  CHECK(with(made.get_string("ClientSecret")).empty());
  run("UpdateUserPoolClient", json(R"({"ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH"]})")
                                  .set("UserPoolId", pool)
                                  .set("ClientId", id));
  CHECK(with(made.get_string("ClientSecret")) ==
        "InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client");
}

TEST_CASE_METHOD(AuthFixture, "L08, L09: a password counts in every byte, up to 256") {
  const std::string base(71, 'x');
  const std::string one = "A-1" + base + "1-left";
  const std::string other = "A-1" + base + "1-right";  // Differs after byte 72.
  new_confirmed("alice");
  run("AdminSetUserPassword", json(R"({"Permanent":true})")
                                  .set("UserPoolId", pool)
                                  .set("Username", "alice")
                                  .set("Password", one));
  CHECK(sign_in_refusal("alice", other) == kNotAuthorized);
  CHECK(sign_in_refusal("alice", one.substr(0, 72)) == kNotAuthorized);
  CHECK(sign_in_refusal("alice", one + std::string(1, 'x')) == kNotAuthorized);
  CHECK(sign_in("alice", one).contains("AccessToken"));
  // Too long is refused without work, alike for everyone.
  const std::string megabyte(100'000, 'p');
  CHECK(sign_in_refusal("alice", megabyte, hiding) == sign_in_refusal("nobody", megabyte, hiding));
  CHECK(sign_in_refusal("alice", megabyte, hiding).starts_with("InvalidParameterException: "));
}

TEST_CASE_METHOD(AuthFixture,
                 "R13: a temporary password leads to a new one, once, within its days") {
  run("AdminCreateUser",
      for_user("alice", "TemporaryPassword", kPassword, "MessageAction", "SUPPRESS"));
  CHECK(status_of("alice") == "FORCE_CHANGE_PASSWORD");
  const Json challenge = run("InitiateAuth", password_request("alice", kPassword));
  CHECK(challenge.get_string("ChallengeName") == "NEW_PASSWORD_REQUIRED");
  const Json& parameters = *challenge.find("ChallengeParameters");
  CHECK(parameters.get_string("USER_ID_FOR_SRP") == "alice");
  CHECK(parameters.get_string("requiredAttributes") == "[]");
  const std::string session(challenge.get_string("Session"));
  const auto answer = [&](std::string_view username, std::string_view password) {
    return respond_request("NEW_PASSWORD_REQUIRED",
                           object("USERNAME", username, "NEW_PASSWORD", password), client, session);
  };

  SECTION("which is refused without leaving the challenge") {
    CHECK(refusal("RespondToAuthChallenge", answer("alice", "weak"))
              .starts_with("InvalidPasswordException: "));
    new_confirmed("bob");
    CHECK(refusal("RespondToAuthChallenge", answer("bob", "Other-Horse-8")) ==
          "NotAuthorizedException: Invalid session for the user.");
    CHECK(run("RespondToAuthChallenge", answer("alice", "Other-Horse-8"))
              .contains("AuthenticationResult"));
  }
  SECTION("which uses the session up") {
    run("RespondToAuthChallenge", answer("alice", "Other-Horse-8"));
    CHECK(status_of("alice") == "CONFIRMED");
    CHECK(refusal("RespondToAuthChallenge", answer("alice", "Third-Horse-9")) ==
          "NotAuthorizedException: Invalid session for the user, session can only be used once.");
    CHECK(sign_in_refusal("alice", kPassword) == kNotAuthorized);
    CHECK(sign_in("alice", "Other-Horse-8").contains("AccessToken"));
  }
  SECTION("and another temporary password voids the session") {
    run("AdminSetUserPassword", for_user("alice", "Password", "Newer-Horse-8"));
    CHECK(refusal("RespondToAuthChallenge", answer("alice", "Other-Horse-8")) ==
          "NotAuthorizedException: Invalid session for the user.");
  }
  SECTION("within the session's three minutes") {
    advance_s(180);
    CHECK(refusal("RespondToAuthChallenge", answer("alice", "Other-Horse-8")) ==
          "NotAuthorizedException: Invalid session for the user, session is expired.");
  }
  SECTION("and not after a disabling") {
    run("AdminDisableUser", for_user("alice"));
    CHECK(refusal("RespondToAuthChallenge", answer("alice", "Other-Horse-8")) ==
          "NotAuthorizedException: User is disabled.");
  }
  SECTION("the temporary password itself lasts seven days") {
    advance_s(7 * 86'400);
    CHECK(sign_in_refusal("alice", kPassword) ==
          "NotAuthorizedException: Temporary password has expired and must be reset by an "
          "administrator.");
  }
}

TEST_CASE("O33: what is sealed for one purpose opens for no other") {
  AuthFixture fixture;
  fixture.new_confirmed("alice");
  fixture.run("AdminCreateUser",
              fixture.for_user("bob", "TemporaryPassword", kPassword, "MessageAction", "SUPPRESS"));
  const std::string session(fixture.run("InitiateAuth", fixture.password_request("bob", kPassword))
                                .get_string("Session"));
  const Json tokens = fixture.sign_in("alice");
  const SrpStart srp = fixture.start_srp("alice");
  const auto new_password = [&](std::string_view given, std::string_view client_id = {}) {
    return fixture.refusal(
        "RespondToAuthChallenge",
        fixture.respond_request("NEW_PASSWORD_REQUIRED",
                                object("USERNAME", "bob", "NEW_PASSWORD", "Other-Horse-8"),
                                client_id, given));
  };
  constexpr std::string_view kInvalid = "NotAuthorizedException: Invalid session for the user.";
  CHECK(new_password(tokens.get_string("RefreshToken")) == kInvalid);
  CHECK(new_password(srp.parameters.get_string("SECRET_BLOCK").substr(0, 2000)) == kInvalid);
  CHECK(new_password(std::string(session).substr(1)) == kInvalid);
  CHECK(new_password(session, fixture.hiding) == kInvalid);  // Another client of the pool.
  Json responses = fixture.srp_responses(srp, kPassword);
  responses.set("PASSWORD_CLAIM_SECRET_BLOCK", session);
  CHECK(fixture.refusal("RespondToAuthChallenge",
                        fixture.respond_request("PASSWORD_VERIFIER", responses)) == kInvalid);
  for (const auto& text : {session, std::string(srp.parameters.get_string("SECRET_BLOCK")),
                           std::string(tokens.get_string("AccessToken"))}) {
    CHECK(fixture.refusal("InitiateAuth", fixture.refresh_request(text)) ==
          "NotAuthorizedException: Invalid Refresh Token");
  }
}

TEST_CASE_METHOD(AuthFixture, "J10: the right token at the wrong place is refused") {
  new_confirmed("alice");
  const Json tokens = sign_in("alice");
  CHECK(refusal("GetUser", object("AccessToken", tokens.get_string("IdToken"))) ==
        "NotAuthorizedException: Invalid Access Token");
  CHECK_FALSE(outcome("GetUser", object("AccessToken", tokens.get_string("RefreshToken"))).empty());
  CHECK(refusal("InitiateAuth", refresh_request(tokens.get_string("IdToken"))) ==
        "NotAuthorizedException: Invalid Refresh Token");
  run("GetUser", object("AccessToken", tokens.get_string("AccessToken")));
}
