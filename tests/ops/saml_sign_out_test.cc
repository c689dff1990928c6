// Signing out at the SAML provider that a session came from.
#include "crypto/certificate_key.h"
#include "ops/saml_fixture.h"

using namespace postern;
using test::object;
using test::SamlFixture;
using test::Sent;
using test::sent_to;
using test::Signing;
using test::with;

namespace {

constexpr std::string_view kLogoutUri = "https://app.example/bye";
constexpr std::string_view kProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";

struct SignOutFixture : SamlFixture {
  SignOutFixture() {
    configure(object("IDPSignout", "true"));
    app = make_app(R"(["Corp","Example"])", R"({"LogoutURLs":["https://app.example/bye"]})");
  }
  Sent log_out() {
    return sent_to(browser.get("/logout?client_id=" + app +
                               "&logout_uri=" + codec::percent_encode(kLogoutUri)));
  }
  // The provider's answer to a request for it.
  std::string answer(std::string_view id, std::string_view destination = "/saml2/logout") {
    return "<samlp:LogoutResponse xmlns:samlp=\"" + std::string(kProtocol) + "\" Destination=\"" +
           std::string(kBase) + std::string(destination) + "\" ID=\"_o1\" InResponseTo=\"" +
           std::string(id) + "\" IssueInstant=\"" + codec::write_xml_date_time(engine->now_us()) +
           "\" Version=\"2.0\"><saml:Issuer "
           "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://corp.example/saml"
           "</saml:Issuer><samlp:Status><samlp:StatusCode "
           "Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode>"
           "</samlp:Status></samlp:LogoutResponse>";
  }
  static std::string signed_answer(const std::string& text, const Signing& how = {}) {
    return test::signed_saml(text, "_o1", how);
  }
  std::string post_answer(std::string_view relay_state, std::string_view xml) {
    codec::Form form;
    form.add("SAMLResponse", codec::base64_encode(xml)).add("RelayState", relay_state);
    return sent_to(browser.post("/saml2/logout", form.encode())).address;
  }
  static codec::XmlElement request_of(const Sent& sent) {
    return codec::parse_xml(
               test::inflate_stored(codec::base64_decode(sent.get("SAMLRequest")).value()))
        .value();
  }
};

}  // namespace

TEST_CASE_METHOD(SignOutFixture, "a session of a SAML provider is signed out there as well") {
  redeem(sign_in_at_corp());
  const Sent out = log_out();
  CHECK(out.address == "https://corp.example/SingleLogoutService/HTTP-Redirect");
  const codec::XmlElement request = request_of(out);
  CHECK(request.is(kProtocol, "LogoutRequest"));
  REQUIRE(request.children.size() == 3);
  CHECK(request.children[0].text == "urn:amazon:cognito:sp:" + pool);
  CHECK(request.children[1].name == "NameID");
  CHECK(request.children[1].text == "Ada-1");
  CHECK(request.children[2].name == "SessionIndex");
  CHECK(request.children[2].text == "_s1");
  // Here the browser is signed out already.
  CHECK(sent_to(browser.get(authorize_path("Corp"))).address ==
        "https://corp.example/SingleSignOnService/HTTP-Redirect");
  const std::string id(request.attribute("ID"));
  CHECK(post_answer(out.get("RelayState"), signed_answer(answer(id))) == kLogoutUri);
}

TEST_CASE_METHOD(SignOutFixture, "a request to sign out is signed") {
  redeem(sign_in_at_corp());
  const http::Response response =
      browser.get("/logout?client_id=" + app + "&logout_uri=" + codec::percent_encode(kLogoutUri));
  const std::string location = test::header_of(response, "Location");
  const std::size_t begin = location.find("SAMLRequest=");
  const std::size_t end = location.find("&Signature=");
  REQUIRE(end != std::string::npos);
  const std::string certificate(
      run("GetSigningCertificate", test::for_pool(pool)).get_string("Certificate"));
  const auto key =
      crypto::CertificateKey::from_certificate(codec::base64_decode(certificate).value());
  CHECK(key->verify(crypto::Hash::sha256, location.substr(begin, end - begin),
                    codec::base64_decode(sent_to(response).get("Signature")).value()));
}

TEST_CASE_METHOD(SignOutFixture, "a provider without the redirect binding has it posted, signed") {
  configure(
      object("IDPSignout", "true", "MetadataFile",
             test::saml_metadata(test::saml_key_descriptor(),
                                 test::saml_service("SingleLogoutService", "HTTP-POST") +
                                     test::saml_service("SingleSignOnService", "HTTP-Redirect"))));
  redeem(sign_in_at_corp());
  const http::Response page =
      browser.get("/logout?client_id=" + app + "&logout_uri=" + codec::percent_encode(kLogoutUri));
  CHECK(page.status == 200);
  CHECK(page.body.find("action=\"https://corp.example/SingleLogoutService/HTTP-POST?a=b\"") !=
        std::string::npos);
  const std::string_view mark = "name=\"SAMLRequest\" value=\"";
  const std::size_t begin = page.body.find(mark) + mark.size();
  const std::string xml =
      codec::base64_decode(page.body.substr(begin, page.body.find('"', begin) - begin)).value();
  const auto request = codec::parse_xml(xml);
  REQUIRE(request.ok());
  CHECK(request->is(kProtocol, "LogoutRequest"));
  CHECK(request->children[1].is(test::kDs, "Signature"));
  CHECK(browser.cookie("cognito").empty());
}

TEST_CASE_METHOD(SignOutFixture, "without IDPSignout the provider is not told") {
  configure(object("IDPSignout", "false"));
  redeem(sign_in_at_corp());
  CHECK(browser.cookie("cognito-saml").empty());
  CHECK(log_out().address == kLogoutUri);
  configure(object("IDPSignout", "true"));
  redeem(sign_in_at_corp());
  configure(object("IDPSignout", "false"));
  CHECK(log_out().address == kLogoutUri);
}

TEST_CASE_METHOD(SignOutFixture, "a provider without an address to sign out at is not told") {
  configure(
      object("IDPSignout", "true", "MetadataFile",
             test::saml_metadata(test::saml_key_descriptor(),
                                 test::saml_service("SingleSignOnService", "HTTP-Redirect"))));
  redeem(sign_in_at_corp());
  CHECK(log_out().address == kLogoutUri);
}

TEST_CASE_METHOD(SignOutFixture, "a session of somebody else names nobody to a SAML provider") {
  redeem(sign_in_at_corp());
  // A sign-in at another provider, in the same browser.
  provider.claims.set("email", "eve@example.com");
  redeem(FederationFixture::come_back(go_out("Example", "&prompt=login")));
  CHECK(log_out().address == kLogoutUri);
}

TEST_CASE_METHOD(SignOutFixture, "X41: only the provider says that it has signed somebody out") {
  const std::string error_page = std::string(kBase) + "/error";
  const auto sign_out_with = [&](auto make) {
    redeem(sign_in_at_corp());
    const Sent out = log_out();
    return post_answer(out.get("RelayState"), make(std::string(request_of(out).attribute("ID"))));
  };
  CHECK(sign_out_with([&](const std::string& id) { return answer(id); }) == error_page);
  CHECK(sign_out_with([&](const std::string& id) {
          return signed_answer(answer(id), {.key = 1});
        }) == error_page);
  CHECK(sign_out_with([&](const std::string&) { return signed_answer(answer("_other")); }) ==
        error_page);
  CHECK(sign_out_with([&](const std::string& id) {
          return signed_answer(answer(id, "/saml2/idpresponse"));
        }) == error_page);
  CHECK(sign_out_with([&](const std::string& id) {
          return with(signed_answer(answer(id)), "corp.example/saml<", "corp.example/evil<");
        }) == error_page);
  CHECK(sign_out_with([&](const std::string& id) {
          return with(signed_answer(answer(id)), "LogoutResponse xmlns", "Response xmlns");
        }) == error_page);
  CHECK(sign_out_with([&](const std::string& id) { return signed_answer(answer(id)); }) ==
        kLogoutUri);
}

TEST_CASE_METHOD(SignOutFixture, "X41: a sign-out is of one browser, within five minutes") {
  redeem(sign_in_at_corp());
  const Sent out = log_out();
  const std::string xml = signed_answer(answer(request_of(out).attribute("ID")));
  const std::string error_page = std::string(kBase) + "/error";
  CHECK(post_answer("other", xml) == error_page);
  test::FakeBrowser other(*this);
  codec::Form form;
  form.add("SAMLResponse", codec::base64_encode(xml)).add("RelayState", out.get("RelayState"));
  CHECK(sent_to(other.post("/saml2/logout", form.encode())).address == error_page);
  advance_s(299);
  CHECK(post_answer(out.get("RelayState"), xml) == kLogoutUri);
  // It went on, so that there is nothing left to answer.
  CHECK(post_answer(out.get("RelayState"), xml) == error_page);
  redeem(sign_in_at_corp());
  const Sent late = log_out();
  const std::string late_xml = signed_answer(answer(request_of(late).attribute("ID")));
  advance_s(301);
  CHECK(post_answer(late.get("RelayState"), late_xml) == error_page);
}
