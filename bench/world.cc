// Opening and filling an engine through its public interface.
#include "bench/world.h"

namespace bench {

using postern::Json;

Scratch::Scratch(const std::string& name)
    : path_(std::filesystem::current_path() / "build" / ("bench-" + name)) {
  std::filesystem::remove_all(path_);
  std::filesystem::create_directories(path_);
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

World::World(const std::string& path, PasswordCost cost, AuditLog audit)
    : path_(path), cost_(cost), audit_(audit) {
  open();
  add_pool();
  client_id_ = add_client(Json::object());
  add_user();
  sign_in(username_);
}

void World::open() {
  const bool is_url = path_.find("://") != std::string::npos;
  host_ = std::make_unique<Host>(is_url ? path_ : "sqlite:" + path_, kRootKey, cost_, audit_);
}

Json World::call(std::string_view operation, const Json& request) {
  return Json::parse(host_->call(operation, request.dump())).value();
}

std::string_view World::pool_name() const {
  return std::string_view(pool_id_).substr(pool_id_.find('_') + 1);
}

void World::add_pool() {
  const Json made =
      call("CreateUserPool", Json::object()
                                 .set("PoolName", "bench")
                                 .set("AliasAttributes", Json::array().push_back("email"))
                                 .set("AutoVerifiedAttributes", Json::array().push_back("email")));
  pool_id_ = made.find("UserPool")->get_string("Id");
}

std::string World::add_client(const Json& extra) {
  Json request = Json::object();
  request.set("UserPoolId", pool_id_).set("ClientName", "app");
  request.set("ExplicitAuthFlows", Json::array()
                                       .push_back("ALLOW_USER_PASSWORD_AUTH")
                                       .push_back("ALLOW_USER_SRP_AUTH")
                                       .push_back("ALLOW_REFRESH_TOKEN_AUTH"));
  for (const auto& [name, value] : extra.as_object()) request.set(name, value);
  const Json made = call("CreateUserPoolClient", request);
  return std::string(made.find("UserPoolClient")->get_string("ClientId"));
}

void World::add_user() {
  const auto attribute = [](std::string_view name, std::string_view value) {
    return Json::object().set("Name", name).set("Value", value);
  };
  call("AdminCreateUser",
       Json::object()
           .set("UserPoolId", pool_id_)
           .set("Username", username_)
           .set("MessageAction", "SUPPRESS")
           .set("UserAttributes", Json::array()
                                      .push_back(attribute("email", "alice@example.com"))
                                      .push_back(attribute("email_verified", "true"))
                                      .push_back(attribute("name", "Alice Example"))));
  call("AdminSetUserPassword", Json::object()
                                   .set("UserPoolId", pool_id_)
                                   .set("Username", username_)
                                   .set("Password", kPassword)
                                   .set("Permanent", true));
}

std::string World::password_request(std::string_view username) const {
  return Json::object()
      .set("ClientId", client_id_)
      .set("AuthFlow", "USER_PASSWORD_AUTH")
      .set("AuthParameters", Json::object().set("USERNAME", username).set("PASSWORD", kPassword))
      .dump();
}

Json World::sign_in(std::string_view username) {
  const Json answer = Json::parse(host_->call("InitiateAuth", password_request(username))).value();
  return *answer.find("AuthenticationResult");
}

std::vector<std::string> World::access_tokens(int count) {
  const Json session = sign_in(username_);
  const Json request =
      Json::object()
          .set("ClientId", client_id_)
          .set("AuthFlow", "REFRESH_TOKEN_AUTH")
          .set("AuthParameters",
               Json::object().set("REFRESH_TOKEN", session.get_string("RefreshToken")));
  std::vector<std::string> tokens;
  while (static_cast<int>(tokens.size()) < count) {
    const Json answer = call("InitiateAuth", request);
    tokens.emplace_back(answer.find("AuthenticationResult")->get_string("AccessToken"));
  }
  return tokens;
}

}  // namespace bench
