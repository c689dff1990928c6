// postern.hpp against the shared library: values, exceptions, functions.
#include <postern/postern.hpp>

#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

// The first string member `name` of a JSON text; values here have no escapes.
std::string member(const std::string& json, const std::string& name) {
  const auto key = json.find('"' + name + '"');
  if (key == std::string::npos) return {};
  const auto from = json.find('"', key + name.size() + 2) + 1;
  return json.substr(from, json.find('"', from) - from);
}

std::string create_client(postern::Engine& engine) {
  const auto pool = member(engine.call("CreateUserPool", R"({"PoolName":"wrapper"})"), "Id");
  return member(engine.call("CreateUserPoolClient",
                            R"({"UserPoolId":")" + pool + R"(","ClientName":"wrapper"})"),
                "ClientId");
}

std::string sign_up_request(const std::string& client, const std::string& username) {
  return R"({"ClientId":")" + client + R"(","Username":")" + username +
         R"(","Password":"Correct-Horse-9"})";
}

postern_status status_of(const std::function<void()>& action, std::string* code = nullptr) {
  try {
    action();
  } catch (const postern::Error& error) {
    if (code != nullptr) *code = error.code();
    return error.status();
  }
  return POSTERN_OK;
}

}  // namespace

TEST_CASE("a refusal is thrown with status, code and message", "[capi][wrapper]") {
  postern::Engine engine;
  std::string code;
  CHECK(status_of([&] { engine.call("DescribeUserPool", R"({"UserPoolId":"us-east-1_nothing"})"); },
                  &code) == POSTERN_E_REJECTED);
  CHECK(code == "ResourceNotFoundException");
  CHECK(status_of([&] { engine.call("ListUserPools", R"({"MaxResults":1})"); }) == POSTERN_OK);
}

TEST_CASE("an engine that cannot open throws, and leaves nothing", "[capi][wrapper]") {
  CHECK(status_of([] { postern::Engine engine({.storage_url = "nonsense:"}); }) ==
        POSTERN_E_INVALID_ARGUMENT);
  CHECK(status_of([] { postern::Engine engine({.storage_url = "memory:"}); }) == POSTERN_OK);
}

TEST_CASE("a trigger is any callable, and its exception refuses", "[capi][wrapper]") {
  postern::Engine engine;
  const std::string client = create_client(engine);
  int runs = 0;
  engine.on_trigger("PreSignUp", [&runs](std::string_view event) {
    ++runs;
    return std::string(event);
  });
  CHECK(status_of([&] { engine.call("SignUp", sign_up_request(client, "ann")); }) == POSTERN_OK);
  CHECK(runs == 1);

  engine.on_trigger("PreSignUp", [](std::string_view) -> std::string {
    throw std::runtime_error("not from here");
  });
  std::string code;
  CHECK(status_of([&] { engine.call("SignUp", sign_up_request(client, "bob")); }, &code) ==
        POSTERN_E_REJECTED);
  CHECK(code == "UserLambdaValidationException");

  engine.on_trigger("PreSignUp", nullptr);
  CHECK(status_of([&] { engine.call("SignUp", sign_up_request(client, "bob")); }) == POSTERN_OK);
  CHECK(runs == 1);
}

TEST_CASE("what only an ARN names is invoked, and who failed is told apart", "[capi][wrapper]") {
  std::string arn, text;
  const auto invoke = [&](std::string_view function_arn, std::string_view event) {
    arn = function_arn;
    if (text == "refuses") throw postern::FunctionRefused("not from here");
    if (text == "fails") throw std::runtime_error("nobody there");
    return std::string(event);
  };
  postern::Engine engine({.invoke = invoke});
  const auto pool = member(
      engine.call("CreateUserPool", R"({"PoolName":"p","LambdaConfig":{"PreSignUp":)"
                                    R"("arn:aws:lambda:us-east-1:000000000000:function:f"}})"),
      "Id");
  const auto client = member(
      engine.call("CreateUserPoolClient", R"({"UserPoolId":")" + pool + R"(","ClientName":"c"})"),
      "ClientId");
  const auto sign_up = [&](std::string_view says) {
    text = says;
    std::string code;
    const auto call = [&] { engine.call("SignUp", sign_up_request(client, "ann")); };
    return status_of(call, &code) == POSTERN_OK ? "" : code;
  };
  CHECK(sign_up("refuses") == "UserLambdaValidationException");
  CHECK(sign_up("fails") == "UnexpectedLambdaException");
  CHECK(sign_up("runs").empty());
  CHECK(arn == "arn:aws:lambda:us-east-1:000000000000:function:f");
}

TEST_CASE("the clock moves as told", "[capi][wrapper]") {
  postern::Engine engine({.clock = [] { return std::chrono::microseconds(1'700'000'000'000'000); },
                          .movable_clock = true});
  const auto before = engine.now();
  engine.advance_clock(std::chrono::hours(24 * 31));
  CHECK(engine.now() - before == std::chrono::hours(24 * 31));
}

TEST_CASE("an HTTP request has a response with fields and a body", "[capi][wrapper]") {
  postern::Engine engine;
  const auto response = engine.http({
      .method = "POST",
      .target = "/",
      .headers = {{"Host", "localhost"},
                  {"Content-Type", "application/x-amz-json-1.1"},
                  {"X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools"}},
      .body = R"({"MaxResults":1})",
      .trusted = true,
  });
  CHECK(response.status == 200);
  CHECK_FALSE(response.headers.empty());
  CHECK(response.body.find("UserPools") != std::string::npos);
}

TEST_CASE("an engine moves, and closes once", "[capi][wrapper]") {
  postern::Engine first;
  postern::Engine second = std::move(first);
  CHECK(status_of([&] { second.call("ListUserPools", R"({"MaxResults":1})"); }) == POSTERN_OK);
  second.close();
  CHECK(status_of([&] { second.call("ListUserPools", R"({"MaxResults":1})"); }) ==
        POSTERN_E_BAD_HANDLE);
}
