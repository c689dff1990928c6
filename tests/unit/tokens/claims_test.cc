// Claims: names, types and order of precedence as Cognito's tokens have them.
#include "tokens/claims.h"

#include "token_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

domain::Group group(std::string name, std::int64_t precedence, std::string role = "") {
  domain::Group out;
  out.name = std::move(name);
  out.precedence = precedence;
  out.role_arn = std::move(role);
  return out;
}

std::string names(const Json& claims) {
  std::string out;
  for (const auto& member : claims.as_object()) out += member.key + " ";
  return out;
}

struct ClaimsFixture : TokenFixture {
  Json id() { return tokens::id_claims(grant(), "https://issuer", "jti-1", ""); }
  Json access() { return tokens::access_claims(grant(), "https://issuer", "jti-2"); }
};

}  // namespace

TEST_CASE_METHOD(ClaimsFixture, "an ID token has Cognito's claims and no others",
                 "[tokens][claims]") {
  const Json claims = id();
  CHECK(names(claims) ==
        "sub iss cognito:username aud origin_jti event_id token_use auth_time exp iat jti email "
        "email_verified ");
  CHECK(claims.get_string("sub") == kSub);
  CHECK(claims.get_string("iss") == "https://issuer");
  CHECK(claims.get_string("aud") == client.id);
  CHECK(claims.get_string("cognito:username") == "alice");
  CHECK(claims.get_string("token_use") == "id");
  CHECK(claims.get_string("origin_jti") == kSessionId);
  CHECK(claims.get_string("event_id") == kEventId);
  CHECK(claims.get_string("jti") == "jti-1");
  CHECK(claims.get_int("auth_time") == clock.now_s());
  CHECK(claims.get_int("iat") == clock.now_s());
  CHECK(claims.get_int("exp") == clock.now_s() + 3600);
}

TEST_CASE_METHOD(ClaimsFixture, "an access token has Cognito's claims and no attributes",
                 "[tokens][claims]") {
  const Json claims = access();
  CHECK(names(claims) ==
        "sub iss client_id origin_jti event_id token_use scope auth_time exp iat jti username ");
  CHECK(claims.get_string("client_id") == client.id);
  CHECK(claims.get_string("token_use") == "access");
  CHECK(claims.get_string("scope") == "aws.cognito.signin.user.admin");
  CHECK(claims.get_string("username") == "alice");
}

TEST_CASE_METHOD(ClaimsFixture, "each token lives as long as its client says", "[tokens][claims]") {
  client.id_token_ttl_s = 300;
  client.access_token_ttl_s = 86'400;
  session.auth_time_s -= 1000;
  clock.advance_us(999'999);
  CHECK(id().get_int("exp") - id().get_int("iat") == 300);
  CHECK(access().get_int("exp") - access().get_int("iat") == 86'400);
  CHECK(access().get_int("iat") == clock.now_s());
  CHECK(access().get_int("auth_time") == clock.now_s() - 1000);
}

TEST_CASE_METHOD(ClaimsFixture, "origin_jti is there with revocation or with rotation only",
                 "[tokens][claims]") {
  client.token_revocation = false;
  CHECK_FALSE(id().contains("origin_jti"));
  CHECK_FALSE(access().contains("origin_jti"));
  CHECK(access().get_string("event_id") == kSessionId);

  client.rotates_refresh_tokens = true;
  CHECK(access().get_string("origin_jti") == kSessionId);
  CHECK(access().get_string("event_id") == kEventId);
}

TEST_CASE("attribute claims have the types of ID tokens", "[tokens][claims]") {
  using tokens::attribute_claim;
  CHECK(attribute_claim("email_verified", "true") == Json(true));
  CHECK(attribute_claim("email_verified", "false") == Json(false));
  CHECK(attribute_claim("phone_number_verified", "true") == Json(true));
  CHECK(attribute_claim("updated_at", "1470957431") == Json(1'470'957'431));
  CHECK(attribute_claim("updated_at", "soon") == Json("soon"));
  CHECK(attribute_claim("address", "1 Main St") == Json::object().set("formatted", "1 Main St"));
  CHECK(attribute_claim("custom:tier", "7") == Json("7"));
  CHECK(attribute_claim("custom:beta", "true") == Json("true"));
  CHECK(attribute_claim("name", "true") == Json("true"));
}

TEST_CASE_METHOD(ClaimsFixture, "only attributes the client may read become claims",
                 "[tokens][claims]") {
  add_attribute(user, "phone_number", "+15550100");
  CHECK(id().get_string("phone_number") == "+15550100");

  domain::ClientRecord record = domain::to_record(client);
  Json settings = client.settings;
  settings.set("ReadAttributes", Json::array().push_back("phone_number"));
  record.settings = settings.dump();
  client = domain::make_client(record).value();
  CHECK(id().get_string("phone_number") == "+15550100");
  CHECK_FALSE(id().contains("email"));
}

TEST_CASE_METHOD(ClaimsFixture, "A12: an attribute cannot displace a claim of the token",
                 "[tokens][claims]") {
  for (const char* name : {"sub", "iss", "aud", "exp", "token_use", "cognito:groups"}) {
    add_attribute(user, name, "chosen by the user");
  }
  const Json claims = id();
  CHECK(claims.get_string("sub") == kSub);
  CHECK(claims.get_string("iss") == "https://issuer");
  CHECK(claims.get_string("aud") == client.id);
  CHECK(claims.get_int("exp") == clock.now_s() + 3600);
  CHECK(claims.get_string("token_use") == "id");
}

TEST_CASE_METHOD(ClaimsFixture, "groups are named in both tokens, roles in the ID token only",
                 "[tokens][claims]") {
  groups = tokens::group_claims({group("readers", 5, "arn:r"), group("admins", 1, "arn:a")});
  CHECK(id().find("cognito:groups")->dump() == R"(["admins","readers"])");
  CHECK(id().find("cognito:roles")->dump() == R"(["arn:a","arn:r"])");
  CHECK(id().get_string("cognito:preferred_role") == "arn:a");
  CHECK(access().find("cognito:groups")->dump() == R"(["admins","readers"])");
  CHECK_FALSE(access().contains("cognito:roles"));
}

TEST_CASE("the preferred role follows precedence", "[tokens][claims]") {
  struct Row {
    const char* why;
    std::vector<domain::Group> groups;
    const char* preferred;
  };
  const Row rows[] = {
      {"no groups", {}, ""},
      {"no roles", {group("a", 0)}, ""},
      {"zero ranks first", {group("a", 1, "one"), group("b", 0, "zero")}, "zero"},
      {"no precedence ranks last", {group("a", -1, "none"), group("b", 9, "nine")}, "nine"},
      {"a better group without a role does not count", {group("a", 0), group("b", 9, "x")}, "x"},
      {"different roles of one rank tie", {group("a", 1, "x"), group("b", 1, "y")}, ""},
      {"the same role of one rank does not", {group("a", 1, "x"), group("b", 1, "x")}, "x"},
      {"a tie further down does not matter",
       {group("a", 0, "x"), group("b", 1, "y"), group("c", 1, "z")},
       "x"},
      {"none has a precedence and roles differ", {group("a", -1, "x"), group("b", -1, "y")}, ""},
  };
  for (const Row& row : rows) {
    INFO(row.why);
    CHECK(tokens::group_claims(row.groups).preferred_role == row.preferred);
  }
}

TEST_CASE("a role held through two groups is listed once", "[tokens][claims]") {
  const auto claims = tokens::group_claims({group("b", 1, "x"), group("a", 1, "x")});
  CHECK(claims.groups == std::vector<std::string>{"a", "b"});
  CHECK(claims.roles == std::vector<std::string>{"x"});
}
