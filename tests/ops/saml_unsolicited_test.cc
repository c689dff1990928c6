// Sign-ins that a SAML provider begins by itself.
#include <atomic>
#include <thread>

#include "ops/saml_fixture.h"

using namespace postern;
using test::FakeBrowser;
using test::json;
using test::kInvalid;
using test::object;
using test::SamlFixture;
using test::SamlSaid;
using test::Sent;
using test::sent_to;

namespace {

constexpr std::string_view kNotTaken =
    "invalid_request: Invalid samlResponse or relayState from identity provider";

struct UnsolicitedFixture : SamlFixture {
  UnsolicitedFixture() {
    configure(object("IDPInit", "true"));
    app = make_app(R"(["Corp"])");
  }
  [[nodiscard]] std::string relay(std::string_view more = "&identity_provider=Corp") const {
    return "client_id=" + app + "&redirect_uri=" + codec::percent_encode(test::kCallback) +
           "&response_type=code&scope=openid&state=app-state" + std::string(more);
  }
  SamlSaid said() { return said_to({}); }
  std::string outcome_with(const std::string& relay_state, const SamlSaid& said) {
    browser.forget_cookies();
    const Sent back = sent_to(post_response(relay_state, usual(said)));
    CHECK(back.address == test::kCallback);
    return back.get("code").empty() ? back.refusal() : "in";
  }
};

}  // namespace

TEST_CASE_METHOD(UnsolicitedFixture, "a user who begins at the provider signs in") {
  const Json tokens = redeem(sent_to(post_response(relay(), usual(said()))));
  CHECK(claims_of(tokens.get_string("id_token")).get_string("cognito:username") == "Corp_Ada-1");
  run("UpdateIdentityProvider", object("UserPoolId", pool, "ProviderName", "Corp")
                                    .set("IdpIdentifiers", json(R"(["corp.example"])")));
  SamlSaid second = said();
  second.assertion_id = "_a2";
  CHECK(outcome_with(relay("&idp_identifier=corp.example"), second) == "in");
}

TEST_CASE_METHOD(UnsolicitedFixture, "X28: nobody begins elsewhere unless it is configured so") {
  configure(object("IDPInit", "false"));
  CHECK(outcome_with(relay(), said()) == kNotTaken);
  configure(object("IDPInit", "true"));
  CHECK(outcome_with(relay(), said()) == "in");
}

TEST_CASE_METHOD(UnsolicitedFixture, "X28: what answers a request is not taken for unsolicited") {
  SamlSaid other = said();
  other.request = "_somebody";
  CHECK(outcome_with(relay(), other) == std::string(kInvalid) + "it answers another request.");
  CHECK(outcome_with(relay(), said()) == "in");
}

TEST_CASE_METHOD(UnsolicitedFixture, "an unsolicited assertion is six minutes old at most") {
  SamlSaid old = said();
  old.until_s = 3'600;
  advance_s(361);
  CHECK(outcome_with(relay(), old) == std::string(kInvalid) + "it is too old.");
  SamlSaid young = said();
  young.until_s = 3'600;
  advance_s(359);
  CHECK(outcome_with(relay(), young) == "in");
}

TEST_CASE_METHOD(UnsolicitedFixture, "a client of unsolicited sign-ins has SAML providers alone") {
  const std::string only_saml = app;
  app = make_app(R"(["Corp","COGNITO"])");
  CHECK(outcome_with(relay(), said()) == kNotTaken);
  app = make_app(R"(["Corp","Example"])");
  CHECK(outcome_with(relay(), said()) == kNotTaken);
  app = only_saml;
  CHECK(outcome_with(relay(""), said()) == kNotTaken);
  CHECK(outcome_with(relay(), said()) == "in");
}

TEST_CASE_METHOD(UnsolicitedFixture,
                 "X37: an unsolicited sign-in ends at an address of the client") {
  const std::string elsewhere = "identity_provider=Corp&client_id=" + app +
                                "&redirect_uri=https%3A%2F%2Fevil.example%2F&response_type=code";
  const Sent sent = sent_to(post_response(elsewhere, usual(said())));
  CHECK(sent.address == std::string(kBase) + "/error");
  CHECK(outcome_with(relay(), said()) == "in");
}

TEST_CASE_METHOD(UnsolicitedFixture,
                 "X30: an assertion is used once, however many bring it at once") {
  constexpr int kThreads = 4;
  for (int round = 0; round < 3; ++round) {
    codec::Form form;
    form.add("SAMLResponse", codec::base64_encode(usual(said()))).add("RelayState", relay());
    const std::string body = form.encode();
    std::atomic<int> ready{0};
    std::atomic<int> won{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        FakeBrowser own(*this);
        ++ready;
        while (ready < kThreads) std::this_thread::yield();
        const auto response = own.post("/saml2/idpresponse", body);
        const std::string location = test::header_of(response, "Location");
        if (location.find("code=") != std::string::npos) ++won;
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(won == 1);
  }
}

TEST_CASE_METHOD(UnsolicitedFixture, "X32: an unsolicited sign-in needs its provider, too") {
  run("DeleteIdentityProvider", object("UserPoolId", pool, "ProviderName", "Corp"));
  CHECK(outcome_with(relay(), said()).starts_with("invalid_request: "));
  add_saml("Corp", object("MetadataFile", usual_metadata(), "IDPInit", "true"));
  CHECK(outcome_with(relay(), said()) == "in");
}
