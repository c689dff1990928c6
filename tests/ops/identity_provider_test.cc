// Identity providers through the API.
#include "codec/base64.h"
#include "ops/engine_fixture.h"

using namespace postern;
using test::EngineFixture;
using test::for_pool;
using test::json;

namespace {

constexpr std::string_view kMetadata = R"(<?xml version="1.0" encoding="UTF-8"?>
<!-- as an identity provider publishes it -->
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example/saml">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>
      <ds:X509Certificate>TUlJ
QQ==</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://idp.example/slo?a=1&amp;b=2"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://idp.example/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>)";

constexpr std::string_view kOidcDetails = R"({"client_id":"id","client_secret":"s3cret",
    "authorize_scopes":"openid email","oidc_issuer":"https://idp.example",
    "attributes_request_method":"GET"})";
constexpr std::string_view kSocialDetails =
    R"({"client_id":"id","client_secret":"s3cret","authorize_scopes":"email profile openid"})";

struct ProviderFixture : EngineFixture {
  std::string pool = new_pool();

  Json provider_request(std::string_view name, std::string_view type, std::string_view details) {
    return for_pool(pool)
        .set("ProviderName", name)
        .set("ProviderType", type)
        .set("ProviderDetails", json(details));
  }
  Json create(std::string_view name, std::string_view type, std::string_view details) {
    return *run("CreateIdentityProvider", provider_request(name, type, details))
                .find("IdentityProvider");
  }
  Json for_provider(std::string_view name) { return for_pool(pool).set("ProviderName", name); }
  Json describe(std::string_view name) {
    return *run("DescribeIdentityProvider", for_provider(name)).find("IdentityProvider");
  }
  static Json details_of(const Json& provider) { return *provider.find("ProviderDetails"); }

  // A request to create an OIDC provider with one detail more, or another one.
  Json oidc_with(std::string_view key, Json value) {
    Json request = provider_request("Example", "OIDC", kOidcDetails);
    if (!value.is_null()) request.find("ProviderDetails")->set(key, std::move(value));
    return request;
  }
  Json saml_with_metadata(std::string_view metadata) {
    return provider_request("Saml", "SAML", "{}")
        .set("ProviderDetails", Json::object().set("MetadataFile", metadata));
  }
  std::vector<std::string> names(const Json& page) {
    std::vector<std::string> found;
    for (const Json& one : page.find("Providers")->as_array()) {
      found.emplace_back(one.get_string("ProviderName"));
    }
    return found;
  }
};

}  // namespace

TEST_CASE_METHOD(ProviderFixture, "a provider is shown as it was created, with what follows") {
  Json request = provider_request("Example", "OIDC", kOidcDetails);
  request.set("AttributeMapping", json(R"({"email":"mail"})"))
      .set("IdpIdentifiers", json(R"(["example.com"])"))
      .set("AcrMapping", json(R"({"Level1":"urn:one"})"));
  const Json made = *run("CreateIdentityProvider", request).find("IdentityProvider");
  CHECK(describe("Example") == made);
  CHECK(details_of(made).get_string("client_secret") == "s3cret");
  CHECK(details_of(made).get_string("attributes_url_add_attributes") == "false");
  CHECK(*made.find("AttributeMapping") == json(R"({"email":"mail","username":"sub"})"));
  CHECK(
      *run("GetIdentityProviderByIdentifier", for_pool(pool, R"({"IdpIdentifier":"example.com"})"))
           .find("IdentityProvider") == made);
}

TEST_CASE_METHOD(ProviderFixture, "each social provider gets the addresses that are known of it") {
  const auto check = [&](std::string_view type, std::string_view details, std::string_view expected,
                         std::string_view subject) {
    INFO(type);
    const Json made = create(type, type, details);
    const Json wanted = json(expected);
    for (const JsonMember& member : wanted.as_object()) {
      CHECK(details_of(made).get_string(member.key) == member.value.as_string());
    }
    CHECK(made.find("AttributeMapping")->get_string("username") == subject);
  };
  check("Google", kSocialDetails, R"({"oidc_issuer":"https://accounts.google.com",
      "attributes_url":"https://people.googleapis.com/v1/people/me?personFields=",
      "attributes_url_add_attributes":"true","token_request_method":"POST"})",
        "sub");
  check("Facebook",
        R"({"client_id":"id","client_secret":"s","authorize_scopes":"public_profile, email",
      "api_version":"v21.0"})",
        R"({"authorize_url":"https://www.facebook.com/v21.0/dialog/oauth",
      "token_request_method":"GET"})",
        "id");
  check("LoginWithAmazon", kSocialDetails,
        R"({"token_url":"https://api.amazon.com/auth/o2/token"})", "user_id");
  check("SignInWithApple", R"({"client_id":"id","team_id":"t","key_id":"k","private_key":"TUlJQQ==",
      "authorize_scopes":"email name"})",
        R"({"oidc_issuer":"https://appleid.apple.com"})", "sub");
}

TEST_CASE_METHOD(ProviderFixture,
                 "a private key is never shown, and survives an update without it") {
  create("SignInWithApple", "SignInWithApple",
         R"({"client_id":"id","team_id":"t","key_id":"k","authorize_scopes":"email",
             "private_key":"-----BEGIN PRIVATE KEY-----\nTUlJQQ==\n-----END PRIVATE KEY-----\n"})");
  const Json shown = details_of(describe("SignInWithApple"));
  CHECK_FALSE(shown.contains("private_key"));
  Json changed = shown;
  changed.set("authorize_scopes", "email name");
  run("UpdateIdentityProvider", for_provider("SignInWithApple").set("ProviderDetails", changed));
  CHECK(details_of(describe("SignInWithApple")).get_string("authorize_scopes") == "email name");
}

TEST_CASE_METHOD(ProviderFixture, "details of a provider are checked key by key") {
  struct Rule {
    std::string_view key;
    Json refused;
    Json accepted;
  };
  const Rule rules[] = {
      {"client_id", "", "id"},
      {"oidc_issuer", "http://idp.example", "https://idp.example"},
      {"oidc_issuer", "https://user:pw@idp.example", "http://localhost:8080"},
      {"oidc_issuer", "file:///etc/passwd", "https://idp.example/realm"},
      {"authorize_scopes", "email", "openid"},
      {"attributes_request_method", "PUT", "POST"},
      {"attributes_url_add_attributes", "true", "false"},
      {"unheard_of", "x", nullptr},
      {"token_url", "https://idp.example/token", nullptr},  // Alone, without the other three.
  };
  for (const Rule& rule : rules) {
    INFO(rule.key << " " << rule.refused.dump());
    CHECK(refusal("CreateIdentityProvider", oidc_with(rule.key, rule.refused))
              .starts_with("InvalidParameterException: "));
    run("CreateIdentityProvider", oidc_with(rule.key, rule.accepted));
    run("DeleteIdentityProvider", for_provider("Example"));
  }
  CHECK(refusal("CreateIdentityProvider",
                provider_request("Google", "Google", R"({"client_id":"id"})")) ==
        "InvalidParameterException: client_id, client_secret and authorize_scopes are all "
        "required idp details");
}

TEST_CASE_METHOD(ProviderFixture, "a refusal never repeats a detail, which may be a secret") {
  const std::string refused =
      refusal("CreateIdentityProvider", oidc_with("client_secret", "s\x01q"));
  CHECK(refused ==
        "InvalidParameterException: Invalid value of the provider detail client_secret.");
}

TEST_CASE_METHOD(ProviderFixture, "names follow the type") {
  CHECK(refusal("CreateIdentityProvider", provider_request("Mine", "Google", kSocialDetails)) ==
        "InvalidParameterException: Provider Mine cannot be of type Google.");
  CHECK(refusal("CreateIdentityProvider", provider_request("Google", "OIDC", kOidcDetails)) ==
        "InvalidParameterException: Provider Google cannot be of type OIDC.");
  CHECK(refusal("CreateIdentityProvider", provider_request("COGNITO", "OIDC", kOidcDetails)) ==
        "InvalidParameterException: Provider COGNITO cannot be of type OIDC.");
  create("Google", "Google", kSocialDetails);
  CHECK(refusal("CreateIdentityProvider", provider_request("Google", "Google", kSocialDetails)) ==
        "DuplicateProviderException: Google already exists in user pool " + pool);
}

TEST_CASE_METHOD(ProviderFixture, "an identifier means one provider of a pool") {
  const Json identifiers = json(R"(["example.com"])");
  run("CreateIdentityProvider",
      provider_request("One", "OIDC", kOidcDetails).set("IdpIdentifiers", identifiers));
  const Json other =
      provider_request("Two", "OIDC", kOidcDetails).set("IdpIdentifiers", identifiers);
  CHECK(refusal("CreateIdentityProvider", other).starts_with("InvalidParameterException: "));
  run("UpdateIdentityProvider", for_provider("One").set("IdpIdentifiers", Json::array()));
  run("CreateIdentityProvider", other);
  run("DeleteIdentityProvider", for_provider("Two"));
  CHECK(refusal("GetIdentityProviderByIdentifier",
                for_pool(pool, R"({"IdpIdentifier":"example.com"})"))
            .starts_with("ResourceNotFoundException: "));
}

TEST_CASE_METHOD(ProviderFixture, "F15: a mapping names attributes of the pool, never its own") {
  const auto mapped = [&](std::string_view mapping) {
    return provider_request("Example", "OIDC", kOidcDetails).set("AttributeMapping", json(mapping));
  };
  for (const auto refused : {R"({"sub":"sub"})", R"({"identities":"ids"})", R"({"custom:no":"x"})",
                             R"({"email":""})", R"({"username":"email"})"}) {
    INFO(refused);
    CHECK(refusal("CreateIdentityProvider", mapped(refused))
              .starts_with("InvalidParameterException: "));
  }
  run("CreateIdentityProvider", mapped(R"({"email":"mail","email_verified":"verified"})"));
}

TEST_CASE_METHOD(ProviderFixture, "only an OIDC provider translates authentication levels") {
  Json request = provider_request("Google", "Google", kSocialDetails);
  request.set("AcrMapping", json(R"({"Level1":"a"})"));
  CHECK(refusal("CreateIdentityProvider", request) ==
        "InvalidParameterException: Only OIDC identity providers support AcrMapping.");
  Json oidc = provider_request("Example", "OIDC", kOidcDetails);
  CHECK(
      refusal("CreateIdentityProvider", Json(oidc).set("AcrMapping", json(R"({"Level5":"a"})"))) ==
      "InvalidParameterException: Invalid AcrMapping: Level5.");
  run("CreateIdentityProvider", oidc.set("AcrMapping", json(R"({"Level4":"a"})")));
}

TEST_CASE_METHOD(ProviderFixture, "an update replaces what it carries and keeps the rest") {
  Json request = provider_request("Example", "OIDC", kOidcDetails);
  request.set("AttributeMapping", json(R"({"email":"mail"})"))
      .set("IdpIdentifiers", json(R"(["example.com"])"));
  const Json made = *run("CreateIdentityProvider", request).find("IdentityProvider");
  clock->advance_us(5 * kMicrosPerSecond);
  const Json updated =
      *run("UpdateIdentityProvider",
           for_provider("Example").set("AttributeMapping", json(R"({"name":"name"})")))
           .find("IdentityProvider");
  CHECK(*updated.find("AttributeMapping") == json(R"({"name":"name","username":"sub"})"));
  CHECK(details_of(updated) == details_of(made));
  CHECK(*updated.find("IdpIdentifiers") == json(R"(["example.com"])"));
  CHECK(updated.find("LastModifiedDate")->as_double() > made.find("LastModifiedDate")->as_double());
  CHECK(describe("Example") == updated);
}

TEST_CASE_METHOD(ProviderFixture, "what a description shows can be sent back") {
  create("Facebook", "Facebook",
         R"({"client_id":"id","client_secret":"s","authorize_scopes":"email"})");
  Json details = details_of(describe("Facebook"));
  details.set("api_version", "v21.0");
  run("UpdateIdentityProvider", for_provider("Facebook").set("ProviderDetails", details));
  const Json updated = details_of(describe("Facebook"));
  CHECK(updated.get_string("token_url") == "https://graph.facebook.com/v21.0/oauth/access_token");
  details = updated;
  details.set("token_url", "https://evil.example/");
  CHECK(
      refusal("UpdateIdentityProvider", for_provider("Facebook").set("ProviderDetails", details)) ==
      "InvalidParameterException: The provider detail token_url cannot be changed.");
}

TEST_CASE_METHOD(ProviderFixture, "SAML metadata tells where to sign in and out") {
  const Json made =
      *run("CreateIdentityProvider", saml_with_metadata(kMetadata)).find("IdentityProvider");
  const Json details = details_of(made);
  CHECK(details.get_string("SSORedirectBindingURI") == "https://idp.example/sso");
  CHECK(details.get_string("SLORedirectBindingURI") == "https://idp.example/slo?a=1&b=2");
  CHECK(codec::base64_decode(details.get_string("ActiveEncryptionCertificate")).ok());
  CHECK(details.get_string("ActiveEncryptionCertificate") !=
        run("GetSigningCertificate", for_pool(pool)).get_string("Certificate"));
  run("UpdateIdentityProvider", for_provider("Saml").set("ProviderDetails", details));
  CHECK(details_of(describe("Saml")) == details);
}

TEST_CASE_METHOD(ProviderFixture, "SAML metadata that is none is refused, saying why") {
  const auto without = [&](std::string_view part, std::string_view instead = {}) {
    std::string text(kMetadata);
    return text.replace(text.find(part), part.size(), instead);
  };
  const std::pair<std::string, std::string_view> rules[] = {
      {"<a>", "Malformed XML"},
      {without("<md:EntityDescriptor", "<!DOCTYPE x><md:EntityDescriptor"), "Malformed XML"},
      {without("xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""), "Malformed XML"},
      {without("https://idp.example/sso", "http://idp.example/sso"), "SingleSignOnService has no"},
      {without("https://idp.example/sso", "javascript:alert(1)"), "SingleSignOnService has no"},
      {without("use=\"signing\"", "use=\"encryption\""), "there is no signing certificate"},
      {without("TUlJ", "TUl*"), "an X509Certificate is not base64"},
      {without("entityID", "id"), "there is no entityID"},
      {without("2.0:protocol", "1.1:protocol"), "there is no IDPSSODescriptor"},
  };
  for (const auto& [metadata, why] : rules) {
    INFO(why);
    const std::string refused = refusal("CreateIdentityProvider", saml_with_metadata(metadata));
    CHECK(refused.starts_with("InvalidParameterException: Invalid SAML metadata: "));
    CHECK(refused.find(why) != std::string::npos);
  }
  run("CreateIdentityProvider", saml_with_metadata(kMetadata));
}

TEST_CASE_METHOD(ProviderFixture, "SAML metadata comes from one place") {
  constexpr std::string_view kUrl = R"({"MetadataURL":"https://idp.example/metadata"})";
  Json both = saml_with_metadata(kMetadata);
  both.find("ProviderDetails")->set("MetadataURL", "https://idp.example/metadata");
  const std::string_view expected =
      "InvalidParameterException: Exactly one of MetadataURL and MetadataFile is required.";
  CHECK(refusal("CreateIdentityProvider", both) == expected);
  CHECK(refusal("CreateIdentityProvider", provider_request("Saml", "SAML", "{}")) == expected);
  create("Saml", "SAML", kUrl);
}

TEST_CASE_METHOD(ProviderFixture, "providers are listed by name, page by page") {
  for (const auto name : {"Bravo", "Alpha", "Charlie"}) create(name, "OIDC", kOidcDetails);
  const Json first = run("ListIdentityProviders", for_pool(pool, R"({"MaxResults":2})"));
  CHECK(names(first) == std::vector<std::string>{"Alpha", "Bravo"});
  CHECK_FALSE(first.find("Providers")->as_array().front().contains("ProviderDetails"));
  const Json rest =
      run("ListIdentityProviders", for_pool(pool).set("NextToken", first.get_string("NextToken")));
  CHECK(names(rest) == std::vector<std::string>{"Charlie"});
  CHECK_FALSE(rest.contains("NextToken"));
  const std::string other = new_pool("other");
  CHECK(refusal("ListIdentityProviders",
                for_pool(other).set("NextToken", first.get_string("NextToken")))
            .starts_with("InvalidParameterException: "));
}

TEST_CASE_METHOD(ProviderFixture, "a client supports providers that exist") {
  Json request =
      for_pool(pool, R"({"ClientName":"c","GenerateSecret":true,"SupportedIdentityProviders":
      ["COGNITO","Example"]})");
  const std::string missing =
      "InvalidParameterException: The provider Example does not exist for User Pool " + pool + ".";
  CHECK(refusal("CreateUserPoolClient", request) == missing);
  create("Example", "OIDC", kOidcDetails);
  const Json client = *run("CreateUserPoolClient", request).find("UserPoolClient");
  run("DeleteIdentityProvider", for_provider("Example"));
  request.set("ClientId", client.get_string("ClientId"));
  CHECK(refusal("UpdateUserPoolClient", request) == missing);
  // What is not about providers goes on.
  run("AddUserPoolClientSecret", for_pool(pool).set("ClientId", client.get_string("ClientId")));
}

TEST_CASE_METHOD(ProviderFixture, "a provider that is not there is not found") {
  for (const auto operation :
       {"DescribeIdentityProvider", "UpdateIdentityProvider", "DeleteIdentityProvider"}) {
    CHECK(refusal(operation, for_provider("None")) ==
          "ResourceNotFoundException: Identity provider None does not exist.");
  }
  CHECK(refusal("ListIdentityProviders", for_pool("us-east-1_none")) ==
        "ResourceNotFoundException: User pool us-east-1_none does not exist.");
}

TEST_CASE_METHOD(ProviderFixture, "a pool's signing certificate stays the same") {
  const Json made = run("GetSigningCertificate", for_pool(pool));
  CHECK(run("GetSigningCertificate", for_pool(pool)) == made);
  engine = open(memory);
  CHECK(run("GetSigningCertificate", for_pool(pool)) == made);
  CHECK(run("GetSigningCertificate", for_pool(new_pool("other"))) != made);
  CHECK(refusal("GetSigningCertificate", for_pool("us-east-1_none")) ==
        "ResourceNotFoundException: User pool us-east-1_none does not exist.");
}

TEST_CASE_METHOD(ProviderFixture,
                 "K03: what is secret of a provider and a certificate is stored sealed") {
  create("SignInWithApple", "SignInWithApple",
         R"({"client_id":"id","team_id":"t","key_id":"k","authorize_scopes":"email",
             "private_key":"Q2FuYXJ5S2V5NDcxMXh5enp5"})");
  create("Google", "Google",
         R"({"client_id":"id","client_secret":"Canary-Secret-0815","authorize_scopes":"email"})");
  run("GetSigningCertificate", for_pool(pool));
  const auto txn = memory.begin(storage::Mode::read);
  REQUIRE(txn.ok());
  const auto rows = (*txn)->scan({}, {}, SIZE_MAX);
  REQUIRE(rows.ok());
  CHECK(rows->size() > 4);
  for (const storage::Row& row : *rows) {
    for (const auto secret : {"Canary-Secret-0815", "Q2FuYXJ5S2V5NDcxMXh5enp5"}) {
      CHECK(row.value.find(secret) == std::string::npos);
      CHECK(row.key.find(secret) == std::string::npos);
    }
  }
}

TEST_CASE_METHOD(ProviderFixture, "a pool has at most 300 identity providers") {
  const auto request = [&](int i) {
    return provider_request("Provider" + std::to_string(i), "OIDC", kOidcDetails);
  };
  for (int i = 0; i < 300; ++i) run("CreateIdentityProvider", request(i));
  CHECK(refusal("CreateIdentityProvider", request(300)) ==
        "LimitExceededException: A user pool has at most 300 identity providers.");
  run("DeleteIdentityProvider", for_provider("Provider7"));
  run("CreateIdentityProvider", request(300));
}
