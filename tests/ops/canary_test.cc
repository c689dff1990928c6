// K03, T10: secrets show up where they must and nowhere else.
#include <functional>

#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

// Long and unlike anything else, so that finding one in a text is no accident.
constexpr std::string_view kSecretPassword = "Canary-Password-4711-xyzzy";
constexpr std::string_view kSecretNew = "Canary-Renewed-0815-plugh";
constexpr std::string_view kSecretWrong = "Canary-Guess-1337-frotz";

struct CanaryFixture : AuthFixture {
  std::vector<std::string> secrets = {std::string(kSecretPassword), std::string(kSecretNew),
                                      std::string(kSecretWrong)};
  std::vector<std::string> texts;  // Whatever was told: errors and events.

  CanaryFixture() {
    audit = domain::AuditMode::all;
    engine = open(memory);
    for (const char* name : {"PreSignUp", "PostConfirmation", "PreAuthentication",
                             "PostAuthentication", "PreTokenGeneration", "CustomMessage"}) {
      REQUIRE(engine
                  ->set_trigger(name, 0, pool,
                                [this](std::string_view event) -> Result<std::string> {
                                  texts.emplace_back(event);
                                  return std::string(event);
                                })
                  .ok());
    }
  }
  // Calls, and calls again with each member damaged: every refusal is kept.
  Json exercise(std::string_view operation, const Json& request) {
    const auto answer = call(operation, request);
    keep(answer);
    for (const JsonMember& member : request.as_object()) {
      for (const Json& damage :
           {Json(), Json(7), Json(""), Json(std::string(" ") + member.value.dump()),
            Json(std::string(3000, 'x')), Json::object()}) {
        Json damaged = request;
        damaged.set(member.key, damage);
        keep(call(operation, damaged));
      }
    }
    return answer.ok() ? json(*answer) : Json::object();
  }
  void keep(const Result<std::string>& answer) {
    if (!answer.ok()) texts.push_back(answer.error().code + ": " + answer.error().message);
  }
  // All that the audit log says.
  void keep_log() {
    Json request = json(R"({"Limit":1000})");
    for (;;) {
      const Json page = run("postern:ListAuditEvents", request);
      for (const Json& record : page.find("Records")->as_array()) texts.push_back(record.dump());
      if (!page.contains("NextToken")) break;
      request.set("NextToken", page.get_string("NextToken"));
    }
    texts.push_back(run("postern:ReadChanges", json(R"({"Limit":1000})")).dump());
  }
  // The session string of a body is as good as a password while it lives.
  void guard(std::string_view secret) {
    if (secret.size() >= 6) secrets.emplace_back(secret);
  }
  void guard_tokens(const Json& response) {
    const Json* tokens = response.find("AuthenticationResult");
    REQUIRE(tokens != nullptr);
    for (const char* name : {"AccessToken", "IdToken", "RefreshToken"})
      guard(tokens->get_string(name));
  }
};

}  // namespace

TEST_CASE_METHOD(CanaryFixture,
                 "K03, T10, R12: no error text, no event and no audit log repeats a secret") {
  const Json made = *run("CreateUserPoolClient", json(R"({"ClientName":"c","GenerateSecret":true,
                             "ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]})")
                                                     .set("UserPoolId", pool))
                         .find("UserPoolClient");
  guard(made.get_string("ClientSecret"));
  const std::string secret_client(made.get_string("ClientId"));
  exercise("GetTokensFromRefreshToken", object("ClientId", secret_client, "RefreshToken", "x",
                                               "ClientSecret", made.get_string("ClientSecret")));

  exercise("SignUp", object("ClientId", client, "Username", "alice", "Password", kSecretPassword)
                         .set("UserAttributes", attributes("email", "alice@example.com")));
  guard(inbox.code());
  run("ResendConfirmationCode", object("ClientId", client, "Username", "alice"));
  guard(inbox.code());
  exercise("ConfirmSignUp",
           object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code()));
  for (const auto password : {kSecretWrong, kSecretPassword}) {
    exercise("InitiateAuth", password_request("alice", password));
    exercise("InitiateAuth", password_request("nobody", password, hiding));
    advance_s(901);
  }
  const Json signed_in = run("InitiateAuth", password_request("alice", kSecretPassword));
  guard_tokens(signed_in);
  const std::string access(signed_in.find("AuthenticationResult")->get_string("AccessToken"));
  exercise("InitiateAuth",
           refresh_request(signed_in.find("AuthenticationResult")->get_string("RefreshToken")));
  exercise("GetUser", object("AccessToken", access));
  exercise("ChangePassword", object("AccessToken", access, "PreviousPassword", kSecretPassword,
                                    "ProposedPassword", kSecretNew));
  advance_s(901);
  run("ForgotPassword", object("ClientId", client, "Username", "alice"));
  guard(inbox.code());
  exercise("ConfirmForgotPassword",
           object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code(),
                  "Password", kSecretPassword));
  exercise("AdminCreateUser", for_user("bob", "TemporaryPassword", kSecretPassword));
  exercise("AdminSetUserPassword", for_user("bob", "Password", kSecretNew));
  const Json challenge = run("InitiateAuth", password_request("bob", kSecretNew));
  guard(challenge.get_string("Session"));
  exercise("RespondToAuthChallenge",
           respond_request("NEW_PASSWORD_REQUIRED",
                           object("USERNAME", "bob", "NEW_PASSWORD", kSecretPassword), client,
                           challenge.get_string("Session")));
  REQUIRE(texts.size() > 100);
  const std::size_t told = texts.size();
  keep_log();
  CHECK(texts.size() > told + 200);
  for (const std::string& text : texts) {
    for (const std::string& secret : secrets) {
      INFO(text.substr(0, 500));
      CHECK(text.find(secret) == std::string::npos);
    }
  }
}

TEST_CASE_METHOD(CanaryFixture, "K08: no row of the store holds a secret in clear") {
  run("SignUp", object("ClientId", client, "Username", "alice", "Password", kSecretPassword)
                    .set("UserAttributes", attributes("email", "alice@example.com")));
  guard(inbox.code());
  run("ConfirmSignUp",
      object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code()));
  guard_tokens(run("InitiateAuth", password_request("alice", kSecretPassword)));
  run("ForgotPassword", object("ClientId", client, "Username", "alice"));
  guard(inbox.code());
  auto txn = memory.begin(storage::Mode::read);
  REQUIRE(txn.ok());
  const auto rows = (*txn)->scan("", "", SIZE_MAX);
  REQUIRE(rows.ok());
  CHECK(rows->size() > 10);
  for (const auto& row : *rows) {
    for (const std::string& secret : secrets) {
      CHECK(row.key.find(secret) == std::string::npos);
      CHECK(row.value.find(secret) == std::string::npos);
    }
  }
}
