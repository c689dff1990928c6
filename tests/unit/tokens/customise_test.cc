// PreTokenGeneration: what a function's answer changes, and what it cannot.
#include "tokens/customise.h"

#include "token_fixture.h"

using namespace postern;
using namespace postern::tokens;

namespace {

Json json(std::string_view text) { return Json::parse(text).value(); }

Customisation read(std::uint32_t version, std::string_view response) {
  auto result = read_customisation(version, json(response));
  INFO(response);
  REQUIRE(result.ok());
  return std::move(result).value();
}

Json id_after(std::uint32_t version, std::string_view response, Json claims) {
  customise_id_claims(claims, read(version, response));
  return claims;
}

Json access_after(std::string_view access_part, Json claims) {
  std::string response = R"({"claimsAndScopeOverrideDetails":{"accessTokenGeneration":)";
  response.append(access_part).append("}}");
  customise_access_claims(claims, read(2, response));
  return claims;
}

std::string scope_after(std::string_view access_part, std::string_view scope) {
  return std::string(
      access_after(access_part, Json::object().set("scope", scope)).get_string("scope"));
}

}  // namespace

TEST_CASE("an answer that says nothing changes nothing", "[tokens][customise]") {
  const Json before = json(R"({"email":"a","cognito:groups":["g"],"scope":"s"})");
  for (const std::uint32_t version : {1U, 2U}) {
    for (const char* response :
         {"{}", R"({"claimsOverrideDetails":null})", R"({"claimsAndScopeOverrideDetails":null})",
          R"({"claimsOverrideDetails":{}})", R"({"claimsAndScopeOverrideDetails":{}})",
          R"({"claimsAndScopeOverrideDetails":{"idTokenGeneration":null}})",
          R"({"claimsOverrideDetails":{"claimsToAddOrOverride":null,"claimsToSuppress":null}})"}) {
      Json access = before;
      customise_access_claims(access, read(version, response));
      CHECK(access == before);
      CHECK(id_after(version, response, before) == before);
    }
  }
}

TEST_CASE("version 1 adds, overrides and suppresses ID claims", "[tokens][customise]") {
  const char* response = R"({"claimsOverrideDetails":{
    "claimsToAddOrOverride":{"tier":"gold","email":"b"},"claimsToSuppress":["phone_number"]}})";
  const Json claims = id_after(1, response, json(R"({"email":"a","phone_number":"p"})"));
  CHECK(claims == json(R"({"email":"b","tier":"gold"})"));

  Json access = json(R"({"scope":"s"})");
  customise_access_claims(access, read(1, response));
  CHECK(access == json(R"({"scope":"s"})"));
}

TEST_CASE("version 2 takes values of any type for both tokens", "[tokens][customise]") {
  const char* response = R"({"claimsAndScopeOverrideDetails":{
    "idTokenGeneration":{"claimsToAddOrOverride":{"a":{"b":[1,true]},"n":1.5}},
    "accessTokenGeneration":{"claimsToAddOrOverride":{"t":7}}}})";
  CHECK(id_after(2, response, Json::object()) == json(R"({"a":{"b":[1,true]},"n":1.5})"));
  Json access = json(R"({"scope":""})");
  customise_access_claims(access, read(2, response));
  CHECK(access == json(R"({"scope":"","t":7})"));
}

TEST_CASE("suppressing wins over adding", "[tokens][customise]") {
  CHECK(id_after(1, R"({"claimsOverrideDetails":{"claimsToAddOrOverride":{"x":"1"},
                        "claimsToSuppress":["x"]}})",
                 Json::object()) == Json::object());
}

TEST_CASE("T06, A12: claims that carry the token's meaning stay as they are",
          "[tokens][customise]") {
  Json before = Json::object();
  Json add = Json::object();
  Json names = Json::array();
  for (const char* name :
       {"acr", "amr", "at_hash", "auth_time", "azp", "exp", "iat", "iss", "jti", "nbf", "nonce",
        "origin_jti", "token_use", "sub", "identities", "event_id", "client_id", "device_key",
        "version", "username", "cognito:username", "cognito:anything"}) {
    before.set(name, "true value");
    add.set(name, "false value");
    names.push_back(name);
  }
  const Json changes =
      Json::object().set("claimsToAddOrOverride", add).set("claimsToSuppress", names);
  const Json details =
      Json::object().set("idTokenGeneration", changes).set("accessTokenGeneration", changes);
  const std::string response =
      Json::object().set("claimsAndScopeOverrideDetails", details).dump();

  CHECK(id_after(2, response, before) == before);
  Json access = before;
  access.set("scope", "s");
  const Json access_before = access;
  customise_access_claims(access, read(2, response));
  CHECK(access == access_before);
}

TEST_CASE("A12: groups cannot be added as claims, only through group overrides",
          "[tokens][customise]") {
  const char* response = R"({"claimsOverrideDetails":{"claimsToAddOrOverride":{
    "cognito:groups":"admins","cognito:roles":"r","cognito:preferred_role":"r"}}})";
  CHECK(id_after(1, response, Json::object()) == Json::object());
}

TEST_CASE("aud is fixed in ID tokens and may be the client itself in access tokens",
          "[tokens][customise]") {
  CHECK(id_after(1, R"({"claimsOverrideDetails":{"claimsToAddOrOverride":{"aud":"other"}}})",
                 json(R"({"aud":"c1"})")) == json(R"({"aud":"c1"})"));
  const Json before = json(R"({"client_id":"c1","scope":""})");
  const Json own = access_after(R"({"claimsToAddOrOverride":{"aud":"c1"}})", before);
  CHECK(own.get_string("aud") == "c1");
  CHECK(access_after(R"({"claimsToAddOrOverride":{"aud":"c2"}})", before) == before);
  CHECK(access_after(R"({"claimsToAddOrOverride":{"aud":["c1","c2"]}})", before) == before);
}

TEST_CASE("dev: claims can be suppressed and not added", "[tokens][customise]") {
  const Json before = json(R"({"dev:custom:a":"1"})");
  CHECK(id_after(1, R"({"claimsOverrideDetails":{"claimsToAddOrOverride":{"dev:custom:a":"2"}}})",
                 before) == before);
  CHECK(id_after(1, R"({"claimsOverrideDetails":{"claimsToSuppress":["dev:custom:a"]}})", before) ==
        Json::object());
}

TEST_CASE("overridden attributes keep the type their claim has", "[tokens][customise]") {
  CHECK(id_after(1, R"({"claimsOverrideDetails":{"claimsToAddOrOverride":{"email_verified":"false",
                        "address":"here","updated_at":"12"}}})",
                 json(R"({"email_verified":true})")) ==
        json(R"({"email_verified":false,"address":{"formatted":"here"},"updated_at":12})"));
}

TEST_CASE("group overrides replace all group claims", "[tokens][customise]") {
  const Json before = json(
      R"({"cognito:groups":["a"],"cognito:roles":["r"],"cognito:preferred_role":"r","email":"e"})");
  struct Row {
    const char* why;
    const char* override_details;
    const char* after;
  };
  const Row rows[] = {
      {"all given",
       R"({"groupsToOverride":["b"],"iamRolesToOverride":["s"],"preferredRole":"s"})",
       R"({"cognito:groups":["b"],"cognito:roles":["s"],"cognito:preferred_role":"s",
            "email":"e"})"},
      {"roles left out", R"({"groupsToOverride":["b"]})",
       R"({"cognito:groups":["b"],"email":"e"})"},
      {"empty", "{}", R"({"email":"e"})"},
      {"null", "null", R"({"email":"e"})"},
  };
  for (const Row& row : rows) {
    INFO(row.why);
    const Json details = Json::object().set("groupOverrideDetails", json(row.override_details));
    const Json v1 = Json::object().set("claimsOverrideDetails", details);
    const Json v2 = Json::object().set("claimsAndScopeOverrideDetails", details);
    CHECK(id_after(1, v1.dump(), before) == json(row.after));
    CHECK(id_after(2, v2.dump(), before) == json(row.after));
  }
}

TEST_CASE("group overrides reach the access token, without roles", "[tokens][customise]") {
  Json claims = json(R"({"cognito:groups":["a"],"scope":""})");
  customise_access_claims(claims, read(1, R"({"claimsOverrideDetails":{"groupOverrideDetails":
      {"groupsToOverride":["b"],"iamRolesToOverride":["s"],"preferredRole":"s"}}})"));
  CHECK(claims == json(R"({"cognito:groups":["b"],"scope":""})"));
}

TEST_CASE("suppressing cognito:groups takes the roles with it", "[tokens][customise]") {
  const Json before =
      json(R"({"cognito:groups":["a"],"cognito:roles":["r"],"cognito:preferred_role":"r"})");
  CHECK(id_after(1, R"({"claimsOverrideDetails":{"claimsToSuppress":["cognito:groups"]}})",
                 before) == Json::object());
  CHECK(id_after(1, R"({"claimsOverrideDetails":{"claimsToSuppress":["cognito:roles"]}})",
                 before) ==
        json(R"({"cognito:groups":["a"],"cognito:preferred_role":"r"})"));
}

TEST_CASE("scopes are added and suppressed", "[tokens][customise]") {
  CHECK(scope_after(R"({"scopesToAdd":["api/read","openid"]})", "openid") == "openid api/read");
  CHECK(scope_after(R"({"scopesToSuppress":["openid"]})", "openid email") == "email");
  CHECK(scope_after(R"({"scopesToAdd":["x"],"scopesToSuppress":["x"]})", "a") == "a");
  CHECK(scope_after(R"({"scopesToSuppress":["a"]})", "a").empty());
  CHECK(scope_after(R"({"claimsToAddOrOverride":{"scope":"all"}})", "a") == "a");
}

TEST_CASE("answers of another shape are refused", "[tokens][customise]") {
  struct Row {
    std::uint32_t version;
    const char* response;
  };
  const Row rows[] = {
      {1, "null"},
      {1, "[]"},
      {1, R"("text")"},
      {1, R"({"claimsOverrideDetails":[]})"},
      {1, R"({"claimsOverrideDetails":{"claimsToAddOrOverride":["a"]}})"},
      {1, R"({"claimsOverrideDetails":{"claimsToAddOrOverride":{"a":1}}})"},
      {1, R"({"claimsOverrideDetails":{"claimsToAddOrOverride":{"a":null}}})"},
      {1, R"({"claimsOverrideDetails":{"claimsToSuppress":"email"}})"},
      {1, R"({"claimsOverrideDetails":{"claimsToSuppress":[1]}})"},
      {1, R"({"claimsOverrideDetails":{"groupOverrideDetails":[]}})"},
      {1, R"({"claimsOverrideDetails":{"groupOverrideDetails":{"groupsToOverride":"a"}}})"},
      {1, R"({"claimsOverrideDetails":{"groupOverrideDetails":{"preferredRole":1}}})"},
      {2, R"({"claimsAndScopeOverrideDetails":"x"})"},
      {2, R"({"claimsAndScopeOverrideDetails":{"idTokenGeneration":[]}})"},
      {2, R"({"claimsAndScopeOverrideDetails":{"idTokenGeneration":
              {"claimsToAddOrOverride":{"email_verified":{}}}}})"},
      {2, R"({"claimsAndScopeOverrideDetails":{"idTokenGeneration":
              {"claimsToAddOrOverride":{"address":{"formatted":"x"}}}}})"},
      {2, R"({"claimsAndScopeOverrideDetails":{"idTokenGeneration":
              {"claimsToAddOrOverride":{"updated_at":[]}}}})"},
      {2, R"({"claimsAndScopeOverrideDetails":{"accessTokenGeneration":{"scopesToAdd":["a b"]}}})"},
      {2, R"({"claimsAndScopeOverrideDetails":{"accessTokenGeneration":{"scopesToAdd":[""]}}})"},
      {2, R"({"claimsAndScopeOverrideDetails":{"accessTokenGeneration":{"scopesToAdd":"a"}}})"},
  };
  for (const Row& row : rows) {
    INFO(row.response);
    const auto result = read_customisation(row.version, json(row.response));
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == "InvalidLambdaResponseException");
    CHECK(result.error().message == "Unrecognizable lambda output");
  }
}

TEST_CASE("at most 5,000 claims and scopes are taken", "[tokens][customise]") {
  Json claims = Json::object();
  for (int i = 0; i < 4'999; ++i) claims.as_object().push_back({"c" + std::to_string(i), "v"});
  const auto with_scopes = [&](Json scopes) {
    const Json access = Json::object()
                            .set("claimsToAddOrOverride", claims)
                            .set("scopesToAdd", std::move(scopes));
    const Json details = Json::object().set("accessTokenGeneration", access);
    return read_customisation(2, Json::object().set("claimsAndScopeOverrideDetails", details));
  };
  CHECK(with_scopes(Json::array().push_back("a")).ok());
  CHECK_FALSE(with_scopes(Json::array().push_back("a").push_back("b")).ok());
}

TEST_CASE("the event shows groups, and scopes from version 2 on", "[tokens][customise]") {
  const GroupClaims groups{.groups = {"g"}, .roles = {"r"}, .preferred_role = "r"};
  Json request = Json::object();
  add_token_request(request, 1, groups, "openid email");
  CHECK(request == json(R"({"groupConfiguration":{"groupsToOverride":["g"],
                            "iamRolesToOverride":["r"],"preferredRole":"r"}})"));
  add_token_request(request, 2, {}, "openid email");
  CHECK(request == json(R"({"groupConfiguration":{"groupsToOverride":[],"iamRolesToOverride":[],
                            "preferredRole":null},"scopes":["openid","email"]})"));
}
