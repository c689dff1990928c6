// Which settings of an app client are refused, each with the request made legal beside it.
#include "domain/client_attributes.h"
#include "unit/domain/settings.h"

using namespace postern;
using test::fault;
using test::make_client_of;
using test::pool_of;

namespace {

constexpr std::string_view kSecret = "abcdefghijklmnopqrstuvwxyz0123456789";

struct Rule {
  std::string_view refused;
  std::string_view fault;  // How the refusal begins.
  std::string_view accepted;
  std::string_view accepted_secret = {};
};

constexpr Rule kRules[] = {
    {R"("IdTokenValidity":2,"TokenValidityUnits":{"IdToken":"minutes"})",
     "InvalidParameterException: Invalid range for token validity.",
     R"("IdTokenValidity":5,"TokenValidityUnits":{"IdToken":"minutes"})"},
    {R"("AccessTokenValidity":25)", "InvalidParameterException: Invalid range for token validity.",
     R"("AccessTokenValidity":24)"},
    {R"("RefreshTokenValidity":3651)",
     "InvalidParameterException: Invalid range for token validity.",
     R"("RefreshTokenValidity":3650)"},
    {R"("RefreshTokenValidity":59,"TokenValidityUnits":{"RefreshToken":"minutes"})",
     "InvalidParameterException: Invalid range for token validity.",
     R"("RefreshTokenValidity":60,"TokenValidityUnits":{"RefreshToken":"minutes"})"},
    {R"("RefreshTokenValidity":1,"AccessTokenValidity":2,
          "TokenValidityUnits":{"RefreshToken":"hours"})",
     "InvalidParameterException: Refresh token validity cannot be shorter",
     R"("RefreshTokenValidity":2,"AccessTokenValidity":2,
          "TokenValidityUnits":{"RefreshToken":"hours"})"},
    {R"("ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH","ADMIN_NO_SRP_AUTH"])",
     "InvalidParameterException: ExplicitAuthFlows cannot mix",
     R"("ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH","ALLOW_ADMIN_USER_PASSWORD_AUTH"])"},
    {R"("ExplicitAuthFlows":["ALLOW_REFRESH_TOKEN_AUTH"],
          "RefreshTokenRotation":{"Feature":"ENABLED"})",
     "InvalidParameterException: ALLOW_REFRESH_TOKEN_AUTH cannot be used",
     R"("ExplicitAuthFlows":["ALLOW_REFRESH_TOKEN_AUTH"],
          "RefreshTokenRotation":{"Feature":"DISABLED"})"},
    {R"("ReadAttributes":["custom:missing"])",
     "InvalidParameterException: Invalid read attributes specified while creating a client",
     R"("ReadAttributes":["email_verified","custom:tier"])"},
    {R"("WriteAttributes":["email","custom:missing"])",
     "InvalidParameterException: Invalid write attributes specified while creating a client",
     R"("WriteAttributes":["email","custom:tier"])"},
    {R"("WriteAttributes":["email","email_verified"])",
     "InvalidParameterException: Invalid write attributes", R"("WriteAttributes":["email"])"},
    {R"("WriteAttributes":["name"])", "InvalidParameterException: Invalid write attributes",
     R"("WriteAttributes":["name","email"])"},
    {R"("AllowedOAuthFlows":["client_credentials"])",
     "InvalidOAuthFlowException: client_credentials flow can not be selected if client does not "
     "have "
     "a client secret.",
     R"("AllowedOAuthFlows":["client_credentials"])", kSecret},
    {R"("AllowedOAuthFlowsUserPoolClient":true)",
     "InvalidOAuthFlowException: AllowedOAuthFlows and AllowedOAuthScopes are required",
     R"("AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthFlows":["code"],
        "AllowedOAuthScopes":["openid"],"CallbackURLs":["https://example.com"])"},
    {R"("ExplicitAuthFlows":["ALLOW_CLIENT_TOKEN_AUTH"])",
     "InvalidParameterException: ALLOW_CLIENT_TOKEN_AUTH requires a client with a secret.",
     R"("ExplicitAuthFlows":["ALLOW_CLIENT_TOKEN_AUTH"])", kSecret},
    {R"("ExplicitAuthFlows":["ALLOW_CLIENT_TOKEN_AUTH","ALLOW_REFRESH_TOKEN_AUTH"])",
     "InvalidParameterException: ALLOW_CLIENT_TOKEN_AUTH must be the only authentication flow.",
     R"("ExplicitAuthFlows":["ALLOW_REFRESH_TOKEN_AUTH"])"},
    {R"x("CallbackURLs":["javascript:alert(1)"])x",
     "InvalidParameterException: javascript:alert(1)",
     R"("CallbackURLs":["https://example.com/cb"])"},
    {R"("LogoutURLs":["http://example.com"])",
     "InvalidParameterException: http://example.com cannot use the HTTP protocol.",
     R"("LogoutURLs":["http://localhost"])"},
    {R"("CallbackURLs":["https://a.example"],"DefaultRedirectURI":"https://b.example")",
     "InvalidParameterException: DefaultRedirectURI must be one of",
     R"("CallbackURLs":["https://a.example"],"DefaultRedirectURI":"https://a.example")"},
    {R"("EnablePropagateAdditionalUserContextData":true)",
     "InvalidParameterException: EnablePropagateAdditionalUserContextData requires",
     R"("EnablePropagateAdditionalUserContextData":true)", kSecret},
};

std::string request_with(std::string_view members) {
  return R"({"ClientName":"c",)" + std::string(members) + "}";
}

Status check(const domain::Pool& pool, const domain::Client& client) {
  POSTERN_CHECK(domain::check_client(pool, client));
  return domain::check_attribute_lists(pool, client, "creating");
}

}  // namespace

TEST_CASE("a combination a client cannot have is refused, and its legal twin accepted") {
  const auto pool = pool_of(R"({"PoolName":"p","Schema":[
      {"Name":"tier","AttributeDataType":"String"},{"Name":"email","Required":true}]})");
  for (const Rule& rule : kRules) {
    INFO(rule.refused);
    const auto refused = make_client_of(request_with(rule.refused));
    CHECK(fault(check(pool, refused)).starts_with(rule.fault));
    const auto accepted = make_client_of(request_with(rule.accepted), rule.accepted_secret);
    CHECK(fault(check(pool, accepted)) == "");
  }
}

TEST_CASE("client credentials stand alone") {
  const auto pool = pool_of(R"({"PoolName":"p"})");
  const auto client = make_client_of(
      R"({"ClientName":"c","AllowedOAuthFlows":["client_credentials","code"]})", kSecret);
  CHECK(
      fault(domain::check_client(pool, client)) ==
      "InvalidOAuthFlowException: client_credentials flow can not be selected along with code flow "
      "or implicit flow.");
}
