// Signing in at a SAML provider: out, back, and who one is then.
#include "crypto/certificate_key.h"
#include "ops/saml_fixture.h"

using namespace postern;
using test::json;
using test::object;
using test::SamlFixture;
using test::SamlSaid;
using test::Sent;
using test::sent_to;

namespace {

constexpr std::string_view kEmail =
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
constexpr std::string_view kAssertion = "urn:oasis:names:tc:SAML:2.0:assertion";
constexpr std::string_view kProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";

}  // namespace

TEST_CASE_METHOD(SamlFixture, "a user of a SAML provider signs in and gets tokens") {
  const Asked asked = go_to_corp();
  CHECK(asked.sent.get("a") == "b");  // Of the address as it is configured.
  CHECK(asked.sent.get("Signature").empty());
  CHECK(asked.relay_state.size() <= 80);
  SamlSaid said = said_to(asked);
  said.attributes = {{std::string(kEmail), {"ada@example.com"}}, {"displayName", {"Ada &amp; Co"}}};
  const Json tokens = redeem(come_back(asked, usual(said)));
  const Json id = claims_of(tokens.get_string("id_token"));
  CHECK(id.get_string("cognito:username") == "Corp_Ada-1");
  CHECK(id.get_string("email") == "ada@example.com");
  CHECK_FALSE(id.get_bool("email_verified", true));
  CHECK(id.get_string("name") == "Ada & Co");
  CHECK(id.find("cognito:groups")->as_array() == Json::Array{Json(std::string(pool) + "_Corp")});
  const Json identity = id.find("identities")->as_array().front();
  CHECK(identity.get_string("userId") == "Ada-1");
  CHECK(identity.get_string("providerName") == "Corp");
  CHECK(identity.get_string("providerType") == "SAML");
  CHECK(identity.get_string("issuer") == "https://corp.example/saml");
  CHECK(identity.get_string("primary") == "true");
  CHECK(status_of("Corp_Ada-1") == "EXTERNAL_PROVIDER");
}

TEST_CASE_METHOD(SamlFixture, "what the provider is asked is what SAML has a request be") {
  const Asked asked = go_to_corp();
  const auto root = codec::parse_xml(asked.xml);
  REQUIRE(root.ok());
  CHECK(root->is(kProtocol, "AuthnRequest"));
  CHECK(root->attribute("Version") == "2.0");
  CHECK(root->attribute("Destination") ==
        "https://corp.example/SingleSignOnService/HTTP-Redirect?a=b");
  CHECK(root->attribute("AssertionConsumerServiceURL") ==
        std::string(kBase) + "/saml2/idpresponse");
  CHECK(root->attribute("ProtocolBinding") == "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST");
  CHECK(root->attribute("IssueInstant") == codec::write_xml_date_time(engine->now_us()));
  CHECK(root->attribute("ForceAuthn").empty());
  REQUIRE(root->children.size() == 2);
  CHECK(root->children[0].is(kAssertion, "Issuer"));
  CHECK(root->children[0].text == "urn:amazon:cognito:sp:" + pool);
  CHECK(root->children[1].is(kProtocol, "NameIDPolicy"));
  const auto forced = codec::parse_xml(go_to_corp("&prompt=login").xml);
  CHECK(forced->attribute("ForceAuthn") == "true");
  CHECK(forced->attribute("ID") != root->attribute("ID"));
}

TEST_CASE_METHOD(SamlFixture, "a signature may be of the whole response, or of both") {
  const auto whole = [](const SamlSaid& said) {
    return test::signed_saml(saml_response(said, saml_assertion(said)), said.response_id);
  };
  const auto both = [](const SamlSaid& said) {
    return test::signed_saml(usual(said), said.response_id);
  };
  CHECK(outcome(whole) == "in");
  CHECK(outcome(both) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X35: a request is signed over the octets that are sent") {
  configure(object("RequestSigningAlgorithm", "rsa-sha256"));
  const http::Response response = browser.get(authorize_path("Corp"));
  const std::string location = test::header_of(response, "Location");
  const std::size_t begin = location.find("SAMLRequest=");
  const std::size_t end = location.find("&Signature=");
  REQUIRE(end != std::string::npos);
  const Sent sent = sent_to(response);
  CHECK(sent.get("SigAlg") == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
  const std::string certificate(
      run("GetSigningCertificate", test::for_pool(pool)).get_string("Certificate"));
  const auto key =
      crypto::CertificateKey::from_certificate(codec::base64_decode(certificate).value());
  const std::string signature = codec::base64_decode(sent.get("Signature")).value();
  CHECK(key->verify(crypto::Hash::sha256, location.substr(begin, end - begin), signature));
  CHECK_FALSE(
      key->verify(crypto::Hash::sha256, location.substr(begin, end - begin - 1), signature));
}

TEST_CASE_METHOD(SamlFixture, "a provider without the redirect binding has the request posted") {
  configure(object("RequestSigningAlgorithm", "rsa-sha256", "MetadataFile",
                   test::saml_metadata(test::saml_key_descriptor(),
                                       test::saml_service("SingleSignOnService", "HTTP-POST"))));
  const http::Response page = browser.get(authorize_path("Corp"));
  CHECK(page.status == 200);
  CHECK(page.body.find("action=\"https://corp.example/SingleSignOnService/HTTP-POST?a=b\"") !=
        std::string::npos);
  const auto field = [&](std::string_view name) {
    const std::string mark = "name=\"" + std::string(name) + "\" value=\"";
    const std::size_t begin = page.body.find(mark) + mark.size();
    return page.body.substr(begin, page.body.find('"', begin) - begin);
  };
  const std::string xml = codec::base64_decode(field("SAMLRequest")).value();
  const auto root = codec::parse_xml(xml);
  REQUIRE(root.ok());
  REQUIRE(root->children.size() == 3);
  CHECK(root->children[1].is(test::kDs, "Signature"));
  CHECK(test::header_of(page, "Content-Security-Policy").find("script-src 'sha256-") !=
        std::string::npos);
  Asked asked{std::string(root->attribute("ID")), field("RelayState"), xml, {}};
  redeem(come_back(asked, usual(said_to(asked))));
}

TEST_CASE_METHOD(SamlFixture, "several values become one attribute") {
  browser.forget_cookies();
  const Asked asked = go_to_corp();
  SamlSaid said = said_to(asked);
  said.attributes = {{"groups", {"admins", "r &amp; d"}}, {"displayName", {"Ada"}}};
  redeem(come_back(asked, usual(said)));
  CHECK(attribute("Corp_Ada-1", "custom:groups") == "[admins,r%20%26%20d]");
}

TEST_CASE_METHOD(SamlFixture, "X39: an attribute given in pieces has all the pieces' values") {
  const auto make = [](const SamlSaid& plain) {
    SamlSaid said = plain;
    said.attributes = {{"groups", {"admins"}}, {"displayName", {"Ada"}}, {"groups", {"staff"}}};
    return usual(said);
  };
  CHECK(outcome(make) == "in");
  CHECK(attribute("Corp_Ada-1", "custom:groups") == "[admins,staff]");
}

TEST_CASE_METHOD(SamlFixture, "a user of a SAML provider comes back as the same user") {
  const std::string sub(
      claims_of(redeem(sign_in_at_corp()).get_string("id_token")).get_string("sub"));
  browser.forget_cookies();
  advance_s(30);
  const Asked asked = go_to_corp();
  SamlSaid said = said_to(asked);
  said.assertion_id = "_a2";
  said.attributes = {{"displayName", {"Ada Lovelace"}}};
  const Json id = claims_of(redeem(come_back(asked, usual(said))).get_string("id_token"));
  CHECK(id.get_string("sub") == sub);
  CHECK(id.get_string("name") == "Ada Lovelace");
}

TEST_CASE_METHOD(SamlFixture, "an identity of a SAML provider may be linked to a local user") {
  run("AdminCreateUser", for_user("ada").set("MessageAction", "SUPPRESS"));
  run("AdminLinkProviderForUser",
      object("UserPoolId", pool)
          .set("DestinationUser",
               object("ProviderName", "Cognito", "ProviderAttributeValue", "ada"))
          .set("SourceUser", object("ProviderName", "Corp", "ProviderAttributeName",
                                    "Cognito_Subject", "ProviderAttributeValue", "Ada-1")));
  const Json id = claims_of(redeem(sign_in_at_corp()).get_string("id_token"));
  CHECK(id.get_string("cognito:username") == "ada");
}

TEST_CASE_METHOD(SamlFixture, "functions are called as at any other provider") {
  record_all();
  record("InboundFederation");
  const Asked asked = go_to_corp();
  SamlSaid said = said_to(asked);
  said.attributes = {{"displayName", {"Ada"}}, {"groups", {"a", "b"}}};
  redeem(come_back(asked, usual(said)));
  const Json event = events.front();
  CHECK(event.get_string("triggerSource") == "InboundFederation_ExternalProvider");
  const Json& attributes = *event.find("request")->find("attributes");
  CHECK(members(attributes) == "samlResponse ");
  CHECK(*attributes.find("samlResponse") == json(R"({"displayName":"Ada","groups":["a","b"]})"));
  CHECK(sources() ==
        "InboundFederation_ExternalProvider PreSignUp_ExternalProvider "
        "PostConfirmation_ConfirmSignUp TokenGeneration_HostedAuth ");
}

TEST_CASE("a required attribute that a SAML provider does not state refuses the first sign-in") {
  SamlFixture one(R"({"Schema":[{"Name":"email","Required":true,"Mutable":true},)"
                  R"({"Name":"groups","AttributeDataType":"String","Mutable":true}]})");
  CHECK(one.sign_in_at_corp().refusal() == "invalid_request: attributes required: [email]");
  const auto make = [](const SamlSaid& plain) {
    SamlSaid said = plain;
    said.attributes = {{std::string(kEmail), {"ada@example.com"}}};
    return SamlFixture::usual(said);
  };
  CHECK(one.outcome(make) == "in");
}

TEST_CASE_METHOD(SamlFixture, "metadata at an address is asked for when needed, and kept") {
  const std::string url = "https://corp.example/metadata";
  std::string served = usual_metadata();
  provider.answers[url] = [&](const auto&) { return test::FakeProvider::Said{200, served}; };
  const auto times = [&] {
    return std::count_if(provider.asked.begin(), provider.asked.end(),
                         [&](const auto& one) { return one.url == url; });
  };
  configure(object("MetadataURL", url));
  CHECK(times() == 0);
  CHECK(outcome(usual) == "in");
  CHECK(times() == 1);
  CHECK(json(attribute("Corp_Ada-1", "identities")).as_array().front().get_string("issuer") ==
        "https://corp.example/saml");
  // With another key than is known, it is asked for again: providers replace theirs.
  served = test::saml_metadata(test::saml_key_descriptor(1),
                               test::saml_service("SingleSignOnService", "HTTP-Redirect"));
  const auto with_other_key = [](const SamlSaid& plain) {
    SamlSaid said = plain;
    said.assertion_id = "_a2";
    return saml_response(said,
                         test::signed_saml(saml_assertion(said), said.assertion_id, {.key = 1}));
  };
  advance_s(60);
  CHECK(outcome(with_other_key) == "in");
  CHECK(times() == 2);
  advance_s(3'601);
  served = "no metadata";
  CHECK(sent_to(browser.get(authorize_path("Corp", "&prompt=login")))
            .refusal()
            .starts_with("server_error: Corp: Invalid SAML metadata: "));
}

TEST_CASE_METHOD(SamlFixture,
                 "X21: responses that do not verify have metadata asked for but once a minute") {
  const std::string url = "https://corp.example/metadata";
  bool is_there = true;
  std::size_t times = 0;
  provider.answers[url] = [&](const auto&) {
    ++times;
    return test::FakeProvider::Said{is_there ? 200 : 503, usual_metadata()};
  };
  configure(object("MetadataURL", url));
  const auto by_another = [](const SamlSaid& said) {
    return saml_response(said,
                         test::signed_saml(saml_assertion(said), said.assertion_id, {.key = 1}));
  };
  for (int i = 0; i < 3; ++i) CHECK(outcome(by_another) != "in");
  CHECK(times == 1);
  advance_s(60);
  for (int i = 0; i < 3; ++i) CHECK(outcome(by_another) != "in");
  CHECK(times == 2);
  // Nor does a provider that is down hear of each.
  is_there = false;
  advance_s(60);
  for (int i = 0; i < 3; ++i) CHECK(outcome(by_another) != "in");
  CHECK(times == 3);
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "a SAML provider is found by its identifier") {
  run("UpdateIdentityProvider", object("UserPoolId", pool, "ProviderName", "Corp")
                                    .set("IdpIdentifiers", json(R"(["corp.example"])")));
  const Sent sent = sent_to(browser.get("/oauth2/authorize?response_type=code&client_id=" + app +
                                        "&redirect_uri=" + codec::percent_encode(test::kCallback) +
                                        "&idp_identifier=corp.example"));
  CHECK(sent.address == "https://corp.example/SingleSignOnService/HTTP-Redirect");
}

TEST_CASE_METHOD(SamlFixture,
                 "windows of one browser sign in at a SAML provider beside each other") {
  const Asked first = go_to_corp();
  const Asked second = go_to_corp();
  redeem(come_back(second, usual(said_to(second))));
  SamlSaid said = said_to(first);
  said.assertion_id = "_a2";
  redeem(come_back(first, usual(said)));
}

TEST_CASE_METHOD(SamlFixture, "a browser keeps three sign-ins under way, the newest") {
  const Asked first = go_to_corp();
  std::vector<Asked> others;
  for (int i = 0; i < 3; ++i) others.push_back(go_to_corp());
  CHECK(come_back(first, usual(said_to(first))).address == std::string(kBase) + "/error");
  redeem(come_back(others.back(), usual(said_to(others.back()))));
}

TEST_CASE_METHOD(SamlFixture, "a sign-in at a SAML provider is one event of the audit log") {
  audit = domain::AuditMode::changes;
  engine = open(memory);
  redeem(sign_in_at_corp());
  std::size_t found = 0;
  const Json answer = run("postern:ListAuditEvents", Json::object());
  for (const Json& event : answer.find("Records")->as_array()) {
    found += event.get_string("eventName") == "SAML2Response_POST" ? 1 : 0;
    CHECK(event.dump().find("SAMLResponse") == std::string::npos);
  }
  CHECK(found == 1);
}
