// D03: the main scenario with every single call to the store failing once. Whatever happens, the
// error is the store's, nothing is half done, and asking again goes on.
#include <functional>

#include "conformance/faulty_storage.h"
#include "ops/auth_fixture.h"
#include "ops/images.h"

using namespace postern;
using namespace postern::test;

namespace {

// Steps of a user's life. Each may find that it was done already, when its first attempt failed
// only after the commit.
struct Step {
  std::string_view operation;
  Json request;
  std::string_view done_already;  // The refusal that means so; empty: the step may be repeated.
};

struct FaultFixture : AuthFixture {
  FaultyStorage faulty{memory};

  FaultFixture() {
    // Reopened over the store that fails. Opening itself is tested below.
    engine.reset();
    engine = open(faulty);
  }
  std::vector<Step> steps(const std::string& name) {
    Json sign_up = sign_up_request(name, name + "@example.com");
    return {
        {"SignUp", sign_up, "UsernameExistsException"},
        {"AdminConfirmSignUp", for_user(name), "NotAuthorizedException"},
        {"InitiateAuth", password_request(name, kPassword), ""},
        {"InitiateAuth", password_request(name, kWrongPassword, hiding), "NotAuthorizedException"},
        {"InitiateAuth", password_request("nobody-" + name, kWrongPassword, hiding),
         "NotAuthorizedException"},
        {"AdminUpdateUserAttributes",
         for_user(name).set("UserAttributes", attributes("email_verified", "true")), ""},
        {"ForgotPassword", object("ClientId", client, "Username", name), ""},
        {"AdminSetUserPassword", for_user(name, "Password", "Another-Horse-8"), ""},
        {"AdminDisableUser", for_user(name), ""},
        {"AdminGetUser", for_user(name), ""},
        {"ListUsers", object("UserPoolId", pool), ""},
        {"AdminDeleteUser", for_user(name), "UserNotFoundException"}};
  }
  // Steps in the life of what a pool holds besides people, of one client.
  std::vector<Step> resource_steps(std::string_view name, std::string_view client_id) {
    const Json server = object("UserPoolId", pool, "Identifier", name, "Name", "api");
    const Json domain = object("UserPoolId", pool, "Domain", name);
    const Json of_client = object("UserPoolId", pool, "ClientId", client_id);
    const auto logo = Json(Json::Array{
        object("Category", "FORM_LOGO", "ColorMode", "LIGHT", "Extension", "PNG", "Bytes", png())});
    return {{"CreateResourceServer", server, "InvalidParameterException"},
            {"UpdateResourceServer", server, ""},
            {"CreateUserPoolDomain", domain, "InvalidParameterException"},
            {"SetUICustomization", Json(of_client).set("ImageFile", png()), ""},
            {"CreateManagedLoginBranding", Json(of_client).set("Assets", logo),
             "ManagedLoginBrandingExistsException"},
            {"CreateTerms",
             Json(of_client)
                 .set("TermsName", "terms-of-use")
                 .set("TermsSource", "LINK")
                 .set("Enforcement", "NONE"),
             "TermsExistsException"},
            {"SetRiskConfiguration", of_client, ""},
            {"DeleteUserPoolDomain", domain, "InvalidParameterException"},
            {"DeleteResourceServer", server, "ResourceNotFoundException"},
            {"DeleteUserPoolClient", of_client, "ResourceNotFoundException"}};
  }
  // Runs the step with its k-th call failing; true when it made so many calls.
  bool run_failing(const Step& step, int k, Errc errc) {
    faulty.fail_call(k, errc);
    const auto answer = call(step.operation, step.request);
    const bool failed = faulty.has_failed();
    faulty.fail_call(0);
    INFO(step.operation << " with call " << k << " failing");
    if (failed && !answer.ok()) {
      const bool injected = answer.error().message == "Injected failure.";
      const bool refused = !step.done_already.empty() && answer.error().code == step.done_already;
      CHECK((injected || refused));
    }
    const auto again = call(step.operation, step.request);
    INFO((again.ok() ? std::string("done") : again.error().code + ": " + again.error().message));
    CHECK((again.ok() || again.error().code == step.done_already));
    return failed;
  }
};

}  // namespace

TEST_CASE_METHOD(
    FaultFixture,
    "D03, D14: every call to the store may fail once, at every step of a user's life") {
  const auto errc = GENERATE(Errc::storage, Errc::unknown_commit);
  const std::size_t count = steps("x").size();
  int injected = 0;
  for (std::size_t at = 0; at < count; ++at) {
    for (int k = 1; k < 60; ++k) {
      // A user of its own for every failure, led there without any.
      const std::string name = "u" + std::to_string(at) + "-" + std::to_string(k);
      const auto life = steps(name);
      for (std::size_t before = 0; before < at; ++before) {
        const auto answer = call(life[before].operation, life[before].request);
        INFO(life[before].operation << " of " << name);
        INFO((answer.ok() ? *answer : answer.error().code + ": " + answer.error().message));
        REQUIRE((answer.ok() || answer.error().code == life[before].done_already));
      }
      const bool more = run_failing(life[at], k, errc);
      static_cast<void>(call("AdminDeleteUser", for_user(name)));
      if (!more) break;
      ++injected;
    }
  }
  CHECK(injected > 60);
  // Nothing is left behind: the number of users and their index agree.
  CHECK(run("ListUsers", object("UserPoolId", pool)).find("Users")->empty());
  CHECK(run("DescribeUserPool", object("UserPoolId", pool))
            .find("UserPool")
            ->get_int("EstimatedNumberOfUsers", -1) == 0);
}

TEST_CASE_METHOD(FaultFixture, "D03: a store that fails leaves no resource of a pool half made") {
  const auto errc = GENERATE(Errc::storage, Errc::unknown_commit);
  int injected = 0;
  int failed = 1;
  for (int k = 1; failed > 0; ++k) {
    failed = 0;
    for (const Step& step : resource_steps("r" + std::to_string(k), make_client())) {
      if (run_failing(step, k, errc)) ++failed;
    }
    injected += failed;
  }
  CHECK(injected > 60);
  CHECK(run("ListTerms", object("UserPoolId", pool)).find("Terms")->empty());
  CHECK(run("ListResourceServers", object("UserPoolId", pool)).find("ResourceServers")->empty());
  CHECK_FALSE(
      run("DescribeUserPool", object("UserPoolId", pool)).find("UserPool")->contains("Domain"));
}

TEST_CASE_METHOD(FaultFixture,
                 "D03: an engine over a store that fails opens with an error, then opens") {
  engine.reset();
  for (int k = 1; k < 10; ++k) {
    faulty.fail_call(k);
    const auto opened = try_open(faulty);
    if (!faulty.has_failed()) {
      CHECK(opened.ok());
      break;
    }
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().message == "Injected failure.");
  }
  faulty.fail_call(0);
  engine = open(faulty);
  CHECK(run("ListUsers", object("UserPoolId", pool)).find("Users")->empty());
}

TEST_CASE_METHOD(FaultFixture, "D03: what is good for once is still good after the store failed") {
  const std::string rotating = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],
      "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":0}})");
  struct Row {
    std::string_view operation;
    std::function<Json(const std::string& name)> prepare;  // The request, with a fresh object.
  };
  const auto forgot = [&](const std::string& name) {
    run("ForgotPassword", object("ClientId", client, "Username", name));
    return object("ClientId", client, "Username", name, "ConfirmationCode", inbox.code(),
                  "Password", "Another-Horse-8");
  };
  const auto challenge = [&](const std::string& name) {
    run("AdminSetUserPassword", for_user(name, "Password", "Another-Horse-8"));
    const Json asked = run("InitiateAuth", password_request(name, "Another-Horse-8"));
    return respond_request("NEW_PASSWORD_REQUIRED",
                           object("USERNAME", name, "NEW_PASSWORD", "Third-Horse-9"), client,
                           asked.get_string("Session"));
  };
  const Row rows[] = {
      {"RespondToAuthChallenge",
       [&](const std::string& name) { return srp_request(start_srp(name), kPassword); }},
      {"RespondToAuthChallenge", challenge},
      {"ConfirmForgotPassword", forgot},
      {"GetTokensFromRefreshToken",
       [&](const std::string& name) {
         const Json tokens = sign_in(name, kPassword, rotating);
         return object("ClientId", rotating, "RefreshToken", tokens.get_string("RefreshToken"));
       }},
      {"VerifyUserAttribute", [&](const std::string& name) {
         const std::string token = access_token(name);
         run("UpdateUserAttributes",
             object("AccessToken", token)
                 .set("UserAttributes", attributes("email", "new-" + name + "@example.com")));
         return object("AccessToken", token, "AttributeName", "email", "Code", inbox.code());
       }}};
  int number = 0;
  int injected = 0;
  for (const Row& row : rows) {
    for (int k = 1; k < 60; ++k) {
      const std::string name = "user" + std::to_string(++number);
      new_confirmed(name);
      const Json request = row.prepare(name);
      INFO(row.operation << " with call " << k << " failing");
      faulty.fail_call(k);
      const std::string first = outcome(row.operation, request);
      const bool failed = faulty.has_failed();
      faulty.fail_call(0);
      CHECK((first.empty() || first.ends_with("Injected failure.")));
      if (!first.empty()) CHECK(outcome(row.operation, request).empty());
      if (!failed) break;
      ++injected;
    }
  }
  CHECK(injected > 30);
}
