// A pool whose users sign in at a SAML provider, and a browser that carries its messages.
#pragma once

#include "codec/xml.h"
#include "domain/settings.h"
#include "ops/federation_fixture.h"
#include "support/fake_saml_provider.h"

namespace postern::test {

// Of stored blocks, which is all the engine writes.
inline std::string inflate_stored(std::string_view bytes) {
  std::string out;
  while (bytes.size() > 5) {
    const auto byte = [&](std::size_t at) {
      return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
    };
    const std::size_t size = byte(1) | byte(2) << 8;
    REQUIRE((byte(3) | byte(4) << 8) == (~size & 0xffff));
    out += bytes.substr(5, size);
    bytes.remove_prefix(5 + size);
  }
  return out;
}

struct SamlFixture : FederationFixture {
  static constexpr std::string_view kBase = "https://demo.auth.us-east-1.amazoncognito.com";
  static constexpr std::string_view kMapping =
      R"({"email":"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",)"
      R"("name":"displayName","custom:groups":"groups"})";

  explicit SamlFixture(std::string_view pool_members =
                           R"({"Schema":[{"Name":"groups","AttributeDataType":"String",)"
                           R"("Mutable":true}]})")
      : FederationFixture(pool_members) {
    add_saml("Corp", object("MetadataFile", usual_metadata()));
    app = make_app(R"(["COGNITO","Corp"])");
  }

  static std::string usual_metadata() {
    return saml_metadata(saml_key_descriptor(),
                         saml_service("SingleLogoutService", "HTTP-Redirect") +
                             saml_service("SingleSignOnService", "HTTP-Redirect"));
  }
  void add_saml(std::string_view name, Json details) {
    run("CreateIdentityProvider",
        object("UserPoolId", pool, "ProviderName", name, "ProviderType", "SAML")
            .set("ProviderDetails", std::move(details))
            .set("AttributeMapping", json(kMapping)));
  }
  // The provider's details anew; those that are not given are taken away.
  void configure(Json details) {
    if (!details.contains("MetadataURL"))
      domain::set_default(details, "MetadataFile", usual_metadata());
    run("UpdateIdentityProvider", object("UserPoolId", pool, "ProviderName", "Corp")
                                      .set("ProviderDetails", std::move(details)));
  }

  // To the provider: what it is asked.
  struct Asked {
    std::string id;
    std::string relay_state;
    std::string xml;
    Sent sent;
  };
  Asked go_to_corp(std::string_view more = {}) {
    Sent sent = sent_to(browser.get(authorize_path("Corp", more)));
    INFO(sent.refusal());
    REQUIRE(sent.address == "https://corp.example/SingleSignOnService/HTTP-Redirect");
    std::string xml = inflate_stored(codec::base64_decode(sent.get("SAMLRequest")).value());
    return {std::string(codec::parse_xml(xml).value().attribute("ID")), sent.get("RelayState"), xml,
            std::move(sent)};
  }
  // What the provider says of Ada, in answer to that.
  SamlSaid said_to(const Asked& asked) {
    SamlSaid said;
    said.request = asked.id;
    said.acs = std::string(kBase) + "/saml2/idpresponse";
    said.audience = "urn:amazon:cognito:sp:" + pool;
    said.now_us = engine->now_us();
    said.assertion_id = "_a" + std::to_string(++assertions_);
    return said;
  }
  http::Response post_response(std::string_view relay_state, std::string_view xml) {
    codec::Form form;
    form.add("SAMLResponse", codec::base64_encode(xml)).add("RelayState", relay_state);
    return browser.post("/saml2/idpresponse", form.encode());
  }
  Sent come_back(const Asked& asked, std::string_view xml) {
    return sent_to(post_response(asked.relay_state, xml));
  }
  static std::string usual(const SamlSaid& said) {
    return saml_response(said, signed_saml(saml_assertion(said), said.assertion_id));
  }
  // To the provider and back, with a signed assertion.
  Sent sign_in_at_corp(std::string_view more = {}) {
    browser.forget_cookies();
    const Asked asked = go_to_corp(more);
    return come_back(asked, usual(said_to(asked)));
  }
  // What becomes of a response that is made of what the provider would say: its refusal, or "in".
  template <class Make>
  std::string outcome(const Make& make) {
    browser.forget_cookies();
    const Asked asked = go_to_corp();
    const Sent back = come_back(asked, make(said_to(asked)));
    CHECK(back.address == kCallback);
    return back.get("code").empty() ? back.refusal() : "in";
  }

 private:
  int assertions_ = 0;  // None is taken twice.
};

inline constexpr std::string_view kInvalid = "invalid_request: Invalid SAML response received: ";

}  // namespace postern::test
