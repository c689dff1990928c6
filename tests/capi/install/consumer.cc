// A program of somebody else's, in C++, built against the installed package through find_package.
#include <postern/postern.hpp>

#include <iostream>
#include <string>

namespace {

// The first string member `name` of a JSON text; a real program would use a JSON library.
std::string member(const std::string& json, const std::string& name) {
  const auto from = json.find('"', json.find('"' + name + '"') + name.size() + 2) + 1;
  return json.substr(from, json.find('"', from) - from);
}

std::string first_code(std::string_view message) {
  std::string body = member(std::string(message), "Body");
  return body.substr(body.find_first_of("0123456789"), 6);
}

}  // namespace

int main() {
  std::string code;
  postern::Engine engine({.storage_url = "sqlite:consumer_cpp.db",
                          .deliver = [&](std::string_view message) { code = first_code(message); },
                          .password_memory_kib = 64,
                          .password_passes = 1});
  const std::string pool = member(
      engine.call("CreateUserPool", R"({"PoolName":"app","AutoVerifiedAttributes":["email"]})"),
      "Id");
  const std::string client = member(
      engine.call("CreateUserPoolClient",
                  R"({"UserPoolId":")" + pool + R"(","ClientName":"app","ExplicitAuthFlows":)" +
                      R"(["ALLOW_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]})"),
      "ClientId");
  const std::string who = R"({"ClientId":")" + client + R"(","Username":"ann",)";
  engine.call("SignUp", who + R"("Password":"Correct-Horse-9","UserAttributes":)" +
                            R"([{"Name":"email","Value":"ann@example.com"}]})");
  engine.call("ConfirmSignUp", who + R"("ConfirmationCode":")" + code + R"("})");
  const std::string tokens = engine.call(
      "InitiateAuth", R"({"ClientId":")" + client + R"(","AuthFlow":"USER_PASSWORD_AUTH",)" +
                          R"("AuthParameters":{"USERNAME":"ann","PASSWORD":"Correct-Horse-9"}})");
  std::cout << engine.verify(member(tokens, "AccessToken"), {.token_use = "access"}) << "\n";
}
