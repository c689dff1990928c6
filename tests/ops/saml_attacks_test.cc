// What a signed SAML response must not say: refused, beside the same that is let in.
#include "ops/saml_fixture.h"

using namespace postern;
using test::behind;
using test::FakeBrowser;
using test::kInvalid;
using test::object;
using test::SamlFixture;
using test::SamlSaid;
using test::Sent;
using test::sent_to;
using test::Signing;
using test::with;

namespace {

constexpr std::string_view kErrorPage = "https://demo.auth.us-east-1.amazoncognito.com/error";

std::string refused(std::string_view why) {
  return std::string(kInvalid) + std::string(why) + ".";
}

std::string signed_assertion(const SamlSaid& said, const Signing& how = {}) {
  return test::signed_saml(saml_assertion(said), said.assertion_id, how);
}

}  // namespace

TEST_CASE_METHOD(SamlFixture, "X26: an assertion is for this pool") {
  const auto meant_for = [](const std::string& audience) {
    return [audience](SamlSaid said) {
      said.audience = audience;
      return usual(said);
    };
  };
  const std::string ours = "urn:amazon:cognito:sp:" + pool;
  CHECK(outcome(meant_for("urn:amazon:cognito:sp:us-east-1_Other")) ==
        refused("its Audience is another"));
  CHECK(outcome(meant_for(ours + "x")) == refused("its Audience is another"));
  CHECK(outcome(meant_for("")) == refused("its Audience is another"));
  const auto unrestricted = [](const SamlSaid& said) {
    std::string text = saml_assertion(said);
    const std::size_t begin = text.find("<saml:AudienceRestriction>");
    const std::size_t end = text.find("</saml:Conditions>");
    text.erase(begin, end - begin);
    return saml_response(said, test::signed_saml(text, said.assertion_id));
  };
  CHECK(outcome(unrestricted) == refused("it has no AudienceRestriction"));
  // Of two restrictions both must hold; of two audiences one.
  const auto among = [&](std::string_view part, std::string_view more) {
    return [=](const SamlSaid& said) {
      const std::string text = behind(saml_assertion(said), part, more);
      return saml_response(said, test::signed_saml(text, said.assertion_id));
    };
  };
  CHECK(outcome(among("</saml:AudienceRestriction>",
                      "<saml:AudienceRestriction><saml:Audience>other</saml:Audience>"
                      "</saml:AudienceRestriction>")) == refused("its Audience is another"));
  CHECK(outcome(among("</saml:AudienceRestriction>", "<saml:Condition></saml:Condition>")) ==
        refused("it has an unknown condition"));
  CHECK(outcome(among("<saml:AudienceRestriction>", "<saml:Audience>other</saml:Audience>")) ==
        "in");
}

TEST_CASE_METHOD(SamlFixture, "X27: a response is posted where it was sent to") {
  const auto replaced = [](const std::string& part, const std::string& other) {
    return [=](const SamlSaid& said) {
      const std::string text = with(saml_assertion(said), part, other);
      return saml_response(said, test::signed_saml(text, said.assertion_id));
    };
  };
  const std::string acs = std::string(kBase) + "/saml2/idpresponse";
  const std::string recipient = "Recipient=\"" + acs + "\"";
  CHECK(outcome(replaced(recipient, "Recipient=\"\"")) == refused("its Recipient is another"));
  CHECK(outcome(replaced(recipient, "Recipient=\"" + acs + "/\"")) ==
        refused("its Recipient is another"));
  CHECK(outcome(replaced(" " + recipient, "")) == refused("its Recipient is another"));
  const std::string destination = " Destination=\"" + acs + "\"";
  const auto sent_elsewhere = [&](const std::string& other) {
    return [=](const SamlSaid& said) { return with(usual(said), destination, other); };
  };
  CHECK(outcome(sent_elsewhere(" Destination=\"\"")) == refused("its Destination is another"));
  CHECK(outcome(sent_elsewhere(" Destination=\"https://evil.example/\"")) ==
        refused("its Destination is another"));
  CHECK(outcome(sent_elsewhere("")) == "in");  // It is the assertion that says it.
  const auto whole_without = [&](const SamlSaid& said) {
    const std::string text = with(saml_response(said, saml_assertion(said)), destination, "");
    return test::signed_saml(text, said.response_id);
  };
  CHECK(outcome(whole_without) == refused("it has no Destination"));
}

TEST_CASE_METHOD(SamlFixture, "X28: a response answers the request of this browser, once") {
  const auto answering = [](const std::string& request) {
    return [request](SamlSaid said) {
      said.request = request;
      return usual(said);
    };
  };
  CHECK(outcome(answering("_other")) == refused("it answers another request"));
  CHECK(outcome(answering("")) == refused("it answers another request"));
  // The response says so, and the assertion that is signed does not.
  const auto moved = [](const SamlSaid& said) {
    SamlSaid other = said;
    other.request = "_other";
    return saml_response(said, signed_assertion(other));
  };
  CHECK(outcome(moved) == refused("it answers another request"));
  const auto around = [](const SamlSaid& said) {
    SamlSaid other = said;
    other.request = "_other";
    return saml_response(other, signed_assertion(said));
  };
  CHECK(outcome(around) == refused("it answers another request"));

  browser.forget_cookies();
  const Asked asked = go_to_corp();
  const std::string xml = usual(said_to(asked));
  FakeBrowser other(*this);
  codec::Form form;
  form.add("SAMLResponse", codec::base64_encode(xml)).add("RelayState", asked.relay_state);
  CHECK(sent_to(other.post("/saml2/idpresponse", form.encode())).address == kErrorPage);
  redeem(come_back(asked, xml));
  CHECK(come_back(asked, xml).address == kErrorPage);
}

TEST_CASE_METHOD(SamlFixture, "X29: an assertion is for now, give or take a minute") {
  const auto valid = [](std::int64_t from_s, std::int64_t until_s) {
    return [=](SamlSaid said) {
      said.assertion_id = "_a" + std::to_string(from_s) + "_" + std::to_string(until_s);
      said.from_s = from_s;
      said.until_s = until_s;
      return usual(said);
    };
  };
  CHECK(outcome(valid(61, 300)) == refused("it is not valid yet"));
  CHECK(outcome(valid(60, 300)) == "in");
  CHECK(outcome(valid(-300, -60)) == refused("it is no longer valid"));
  CHECK(outcome(valid(-300, -59)) == "in");
  const auto replaced = [](const std::string& part, const std::string& other) {
    return [=](SamlSaid said) {
      said.assertion_id = "_b";
      const std::string text = with(saml_assertion(said), part, other);
      return saml_response(said, test::signed_saml(text, said.assertion_id));
    };
  };
  CHECK(outcome([](const SamlSaid& said) {
          std::string text = saml_assertion(said);
          const std::size_t begin = text.find("<saml:SubjectConfirmationData");
          const std::size_t end = text.find("</saml:SubjectConfirmation>");
          text.erase(begin, end - begin);
          return saml_response(said, test::signed_saml(text, said.assertion_id));
        }) == refused("it has no SubjectConfirmationData"));
  CHECK(outcome(replaced("cm:bearer", "cm:sender-vouches")) == refused("it is for no bearer"));
  CHECK(outcome([](const SamlSaid& said) {
          const std::string time = " NotOnOrAfter=\"" + said.time(said.until_s) + "\"";
          const std::string text = with(saml_assertion(said), time, "");
          return saml_response(said, test::signed_saml(text, said.assertion_id));
        }) == refused("its NotOnOrAfter is missing or no time in UTC"));
  const auto session_until = [](std::int64_t until_s) {
    return [=](SamlSaid said) {
      said.assertion_id = "_c" + std::to_string(until_s);
      const std::string text =
          with(saml_assertion(said), " SessionIndex",
               " SessionNotOnOrAfter=\"" + said.time(until_s) + "\" SessionIndex");
      // Attributes in another order have the same canonical form; the digest is of that.
      const std::string canonical =
          with(saml_assertion(said), "SessionIndex=\"_s1\"",
               "SessionIndex=\"_s1\" SessionNotOnOrAfter=\"" + said.time(until_s) + "\"");
      return saml_response(
          said, behind(text, "</saml:Issuer>", test::signature_over(canonical, said.assertion_id)));
    };
  };
  CHECK(outcome(session_until(-60)) == refused("its session is over"));
  CHECK(outcome(session_until(-59)) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X29: an assertion was issued by now, give or take a minute") {
  const auto issued = [](std::int64_t from_now_s) {
    return [=](const SamlSaid& said) {
      const std::string text = with(saml_assertion(said), "IssueInstant=\"" + said.time(0),
                                    "IssueInstant=\"" + said.time(from_now_s));
      return saml_response(said, test::signed_saml(text, said.assertion_id));
    };
  };
  CHECK(outcome(issued(62)) == refused("it is not valid yet"));
  CHECK(outcome(issued(60)) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X30: an assertion is used once, whatever flow it is brought to") {
  configure(object("IDPInit", "true"));
  app = make_app(R"(["Corp"])");
  const Asked none;
  SamlSaid said = said_to(none);
  const std::string relay = "identity_provider=Corp&client_id=" + app +
                            "&redirect_uri=" + codec::percent_encode(test::kCallback) +
                            "&response_type=code";
  const std::string xml = usual(said);
  CHECK_FALSE(sent_to(post_response(relay, xml)).get("code").empty());
  browser.forget_cookies();
  record_all();
  CHECK(sent_to(post_response(relay, xml)).refusal() ==
        "invalid_request: This sign-in did not begin here, or is over.");
  CHECK(sources().empty());
  said.assertion_id = "_another";
  CHECK_FALSE(sent_to(post_response(relay, usual(said))).get("code").empty());
}

TEST_CASE_METHOD(SamlFixture, "X31: the keys are those of the provider that was asked") {
  add_saml(
      "Other",
      object("MetadataFile",
             with(test::saml_metadata(test::saml_key_descriptor(1),
                                      test::saml_service("SingleSignOnService", "HTTP-Redirect")),
                  "https://corp.example/saml", "https://other.example/saml")));
  const auto by_other_key = [](const SamlSaid& said) {
    return saml_response(said, signed_assertion(said, {.key = 1}));
  };
  CHECK(outcome(by_other_key) == refused("a signature is not the provider's"));
  const auto of_other = [](SamlSaid said) {
    said.issuer = "https://other.example/saml";
    return usual(said);
  };
  CHECK(outcome(of_other) == refused("its Issuer is another"));
  const auto issuers_differ = [](const SamlSaid& said) {
    SamlSaid other = said;
    other.issuer = "https://other.example/saml";
    return saml_response(said, signed_assertion(other));
  };
  CHECK(outcome(issuers_differ) == refused("its Issuer is another"));
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X32: a provider that is gone signs nobody in") {
  const Asked asked = go_to_corp();
  const std::string xml = usual(said_to(asked));
  run("DeleteIdentityProvider", object("UserPoolId", pool, "ProviderName", "Corp"));
  CHECK(come_back(asked, xml).get("code").empty());
  add_saml("Corp", object("MetadataFile", usual_metadata()));
  run("UpdateUserPoolClient", object("UserPoolId", pool, "ClientId", app)
                                  .set("SupportedIdentityProviders", test::json(R"(["COGNITO"])"))
                                  .set("CallbackURLs", Json::array().push_back(test::kCallback))
                                  .set("AllowedOAuthFlows", test::json(R"(["code"])"))
                                  .set("AllowedOAuthScopes", test::json(R"(["openid"])"))
                                  .set("AllowedOAuthFlowsUserPoolClient", true));
  CHECK(come_back(asked, xml).refusal() ==
        "invalid_request: identity_provider is not one of the client's.");
  app = make_app(R"(["Corp"])");
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X34: metadata without a key that may be trusted signs nobody in") {
  // A certificate of no acceptable key, as of RSA with 1024 bits: here of none at all.
  const std::string none =
      "<md:KeyDescriptor><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>"
      "<ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";
  const std::string service = test::saml_service("SingleSignOnService", "HTTP-Redirect");
  configure(object("MetadataFile", test::saml_metadata(none, service)));
  CHECK(sent_to(browser.get(authorize_path("Corp"))).refusal() ==
        "server_error: The metadata of Corp has no acceptable key.");
  // One without a use is for signing, too.
  const std::string usual_key = with(test::saml_key_descriptor(), " use=\"signing\"", "");
  configure(object("MetadataFile", test::saml_metadata(none + usual_key, service)));
  CHECK(outcome(usual) == "in");
  // One for encryption signs nothing.
  const std::string encryption = with(test::saml_key_descriptor(1), "signing", "encryption");
  configure(object("MetadataFile", test::saml_metadata(usual_key + encryption, service)));
  const auto by_encryption_key = [](const SamlSaid& said) {
    return saml_response(said, signed_assertion(said, {.key = 1}));
  };
  CHECK(outcome(by_encryption_key) == refused("a signature is not the provider's"));
}

TEST_CASE_METHOD(SamlFixture, "X35: a form that says a thing twice says nothing") {
  const Asked asked = go_to_corp();
  codec::Form form;
  form.add("SAMLResponse", codec::base64_encode(usual(said_to(asked))))
      .add("RelayState", asked.relay_state);
  const std::string body = form.encode();
  CHECK(sent_to(browser.post("/saml2/idpresponse", body + "&SAMLResponse=x")).address ==
        kErrorPage);
  CHECK(sent_to(browser.post("/saml2/idpresponse", "RelayState=x")).address == kErrorPage);
  CHECK(browser.get("/saml2/idpresponse?" + body).status == 405);
  redeem(sent_to(browser.post("/saml2/idpresponse", body)));
}

TEST_CASE_METHOD(SamlFixture, "X37: RelayState opens nothing but a flow of this browser") {
  const Asked asked = go_to_corp();
  const std::string xml = usual(said_to(asked));
  for (const std::string& relay : {std::string(), std::string("https://evil.example/"),
                                   std::string("<script>"), std::string(64'000, 'x')}) {
    CHECK(sent_to(post_response(relay, xml)).address == kErrorPage);
  }
  redeem(come_back(asked, xml));
}

TEST_CASE_METHOD(SamlFixture, "X38: only success is one") {
  const auto replied = [](const std::string& status) {
    return [status](SamlSaid said) {
      said.status = status;
      return usual(said);
    };
  };
  CHECK(outcome(replied("urn:oasis:names:tc:SAML:2.0:status:Responder")) ==
        refused("its status is not Success"));
  const auto without = [](std::string_view begin, std::string_view end) {
    return [=](const SamlSaid& said) {
      std::string text = usual(said);
      const std::size_t at = text.find(begin);
      return text.erase(at, text.find(end) + end.size() - at);
    };
  };
  CHECK(outcome(without("<samlp:Status>", "</samlp:Status>")) == refused("it has no Status"));
  CHECK(outcome(without("<samlp:StatusCode", "</samlp:StatusCode>")) ==
        refused("it has no StatusCode"));
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X38: a message is of SAML 2.0 and has an id") {
  const auto without_id = [](const SamlSaid& said) { return with(usual(said), " ID=\"_r1\"", ""); };
  const auto versioned = [](const std::string& version) {
    return [version](const SamlSaid& said) {
      const std::string text =
          with(saml_assertion(said), "Version=\"2.0\"", "Version=\"" + version + "\"");
      return saml_response(said, test::signed_saml(text, said.assertion_id));
    };
  };
  CHECK(outcome(without_id) == refused("it has no ID"));
  CHECK(outcome(versioned("1.1")) == refused("its Version is not 2.0"));
  CHECK(outcome(versioned("2.0")) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X39: a NameID is there, and clear to the byte") {
  const auto named = [](const std::string& name) {
    return [name](SamlSaid said) {
      said.name_id = name;
      return usual(said);
    };
  };
  for (const char* name : {"", " ", "\nAda-1", "Ada-1 "}) {
    CHECK(outcome(named(name)) == refused("its NameID is empty, too long or between spaces"));
  }
  CHECK(outcome(named(std::string(256, 'x'))) ==
        refused("its NameID is empty, too long or between spaces"));
  const auto twice = [](const SamlSaid& said) {
    const std::string text =
        behind(saml_assertion(said), "<saml:Subject>", "<saml:NameID>admin</saml:NameID>");
    return saml_response(said, test::signed_saml(text, said.assertion_id));
  };
  CHECK(outcome(twice) == refused("it has more than one NameID"));
  CHECK(outcome(named("Ada-1")) == "in");
}
