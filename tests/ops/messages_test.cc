// What users are sent: links, codes through the host's own senders, and the texts around them.
#include "codec/form.h"
#include "ops/trigger_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kKeyId = "arn:aws:kms:us-east-1:000000000000:key/senders";

struct LinkFixture : TriggerFixture {
  LinkFixture()
      : TriggerFixture(R"({"AutoVerifiedAttributes":["email"],
          "VerificationMessageTemplate":{"DefaultEmailOption":"CONFIRM_WITH_LINK",
          "EmailMessageByLink":"Welcome! {##Confirm <b>now</b>##}","EmailSubjectByLink":"Hi"}})") {}

  // The target of the link in the newest message, as a browser follows it.
  std::string link() const {
    const std::string body(inbox.newest().get_string("Body"));
    const std::size_t start = body.find("/confirmUser?");
    REQUIRE(start != std::string::npos);
    std::string target = body.substr(start, body.find('"', start) - start);
    for (std::size_t at; (at = target.find("&amp;")) != std::string::npos;) target.erase(at + 1, 4);
    return target;
  }
  http::Response get(std::string_view target, std::string_view method = "GET") {
    return engine->handle_http(
        {.method = method, .target = target, .headers = {}, .body = {}, .remote_address = {}});
  }
};

struct SenderFixture : TriggerFixture {
  SenderFixture()
      : TriggerFixture(R"({"AutoVerifiedAttributes":["email","phone_number"],
      "LambdaConfig":{"KMSKeyID":"arn:aws:kms:us-east-1:000000000000:key/senders"}})") {
    run("postern:PutSenderKey",
        object("KeyId", kKeyId, "Key", codec::base64_encode(std::string(32, 's'))));
  }
};

}  // namespace

TEST_CASE_METHOD(LinkFixture, "a link in the message confirms the user and the address, once") {
  record("PostConfirmation");
  run("SignUp", sign_up_request("al+ice&co", "alice@example.com"));
  CHECK(inbox.newest().get_string("Subject") == "Hi");
  const std::string body(inbox.newest().get_string("Body"));
  CHECK(body.starts_with("Welcome! <a href=\"https://cognito-idp.us-east-1.amazonaws.com/confirm"));
  CHECK(body.ends_with("\">Confirm <b>now</b></a>"));
  const std::string target = link();
  CHECK(get(target, "HEAD").status == 405);  // A scanner that only looks spends nothing.
  CHECK(status_of("al+ice&co") == "UNCONFIRMED");
  const http::Response page = get(target);
  CHECK(page.status == 200);
  CHECK(page.body.find("Your registration has been confirmed!") != std::string::npos);
  CHECK(status_of("al+ice&co") == "CONFIRMED");
  CHECK(attribute("al+ice&co", "email_verified") == "true");
  CHECK(sources() == "PostConfirmation_ConfirmSignUp ");
  CHECK(get(target).status == 400);
}

TEST_CASE_METHOD(LinkFixture, "R06: a link of one user, or with a guessed code, confirms nobody") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const std::string target = link();
  run("SignUp", sign_up_request("bob", "bob@example.com"));
  std::string swapped = target;
  swapped.replace(swapped.find("alice"), 5, "bob");
  CHECK(get(swapped).status == 400);
  const std::string guessed = target.substr(0, target.size() - 6) + "000000";
  const http::Response page = get(guessed);
  CHECK(page.status == 400);
  CHECK(page.body.find("Invalid verification code provided") != std::string::npos);
  CHECK(status_of("alice") == "UNCONFIRMED");
  CHECK(status_of("bob") == "UNCONFIRMED");
  for (const char* broken : {"/confirmUser", "/confirmUser?client_id=x", "/confirmUser?%zz"}) {
    CHECK(get(broken).status == 400);
  }
  CHECK(get(target).status == 200);
}

TEST_CASE_METHOD(LinkFixture, "a link is as old as its code, and a newer one replaces it") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const std::string first = link();
  run("ResendConfirmationCode", object("ClientId", client, "Username", "alice"));
  const std::string second = link();
  CHECK(get(first).status == 400);
  advance_s(25 * 3600);
  CHECK(get(second).status == 400);
  run("ResendConfirmationCode", object("ClientId", client, "Username", "alice"));
  CHECK(get(link()).status == 200);
}

TEST_CASE_METHOD(LinkFixture,
                 "R04: a link leads where the configuration says, whatever Host says") {
  const std::string body = sign_up_request("alice", "alice@example.com").dump();
  const http::Response sent = engine->handle_http(
      {.method = "POST",
       .target = "/",
       .headers = {{"Host", "evil.example"},
                   {"X-Forwarded-Host", "evil.example"},
                   {"X-Forwarded-Proto", "http"},
                   {"Forwarded", "host=evil.example"},
                   {"Content-Type", "application/x-amz-json-1.1"},
                   {"X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp"}},
       .body = body,
       .remote_address = "127.0.0.1"});
  CHECK(sent.status == 200);
  const std::string message(inbox.newest().get_string("Body"));
  CHECK(message.find("evil.example") == std::string::npos);
  CHECK(message.find("\"https://cognito-idp.us-east-1.amazonaws.com/confirmUser?") !=
        std::string::npos);
  CHECK(get(link()).status == 200);
}

TEST_CASE_METHOD(LinkFixture, "H14: the page escapes what it quotes and runs nothing") {
  const http::Response page =
      get("/confirmUser?client_id=%3Cscript%3E&user_name=x&confirmation_code=1");
  CHECK(page.status == 400);
  CHECK(page.body.find("<script>") == std::string::npos);
  std::string policy;
  for (const auto& [name, value] : page.headers) {
    if (name == "Content-Security-Policy") policy = value;
  }
  CHECK(policy.starts_with("default-src 'none'"));
}

TEST_CASE_METHOD(LinkFixture, "CustomMessage may place the link, or the code, as it likes") {
  record("CustomMessage", R"({"emailMessage":"Go: {##Click Here##}"})");
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  CHECK(events[0].find("request")->get_string("linkParameter") == "{##Click Here##}");
  CHECK(std::string(inbox.newest().get_string("Body")).ends_with(">Click Here</a>"));
  CHECK(get(link()).status == 200);
  record("CustomMessage", R"({"emailMessage":"Code {####}"})");
  run("SignUp", sign_up_request("bob", "bob@example.com"));
  run("ConfirmSignUp",
      object("ClientId", client, "Username", "bob", "ConfirmationCode", inbox.code()));
  record("CustomMessage", R"({"emailMessage":"neither"})");
  CHECK(outcome("SignUp", sign_up_request("carol", "carol@example.com"))
            .starts_with("InvalidLambdaResponseException: "));
}

TEST_CASE_METHOD(LinkFixture, "an address that changes later is proven with a code") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  REQUIRE(get(link()).status == 200);
  const std::string token = access_token("alice");
  run("UpdateUserAttributes",
      object("AccessToken", token).set("UserAttributes", attributes("email", "new@example.com")));
  run("VerifyUserAttribute",
      object("AccessToken", token, "AttributeName", "email", "Code", inbox.code()));
}

TEST_CASE_METHOD(SenderFixture,
                 "T10: a custom sender is handed sealed codes, and nothing else is") {
  record("CustomEmailSender");
  record("CustomSMSSender");
  record("CustomMessage");
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  REQUIRE(events.size() == 1);
  const Json request = *events[0].find("request");
  CHECK(events[0].get_string("triggerSource") == "CustomEmailSender_SignUp");
  CHECK(members(request) == "type code clientMetadata userAttributes ");
  CHECK(request.get_string("type") == "customEmailSenderRequestV1");
  CHECK(inbox.size() == 0);
  const std::string sealed = codec::base64_decode(request.get_string("code")).value();
  CHECK(sealed.starts_with("\x02\x04\x78"));
  sources();

  run("AdminCreateUser", for_user("bob", "TemporaryPassword", "Temp-Horse-77")
                             .set("UserAttributes", attributes("phone_number", "+4912345678")));
  CHECK(events[0].get_string("triggerSource") == "CustomSMSSender_AdminCreateUser");
  CHECK(events[0].find("request")->get_string("type") == "customSMSSenderRequestV1");
  CHECK(events[0].dump().find("Temp-Horse-77") == std::string::npos);
  CHECK(inbox.size() == 0);
}

TEST_CASE_METHOD(SenderFixture, "a custom sender hears of every message by its source") {
  new_confirmed("alice");  // Before there is a sender, so that the code arrives.
  record("CustomEmailSender");
  const std::string token = access_token("alice");
  run("UpdateUserAttributes",
      object("AccessToken", token).set("UserAttributes", attributes("email", "new@example.com")));
  CHECK(events[0].find("request")->find("userAttributes")->get_string("email") ==
        "new@example.com");
  CHECK(sources() == "CustomEmailSender_UpdateUserAttribute ");
  run("GetUserAttributeVerificationCode", object("AccessToken", token, "AttributeName", "email"));
  CHECK(sources() == "CustomEmailSender_VerifyUserAttribute ");
  run("AdminUpdateUserAttributes",
      for_user("alice").set("UserAttributes",
                            attributes("email", "new@example.com", "email_verified", "true")));
  run("ForgotPassword", object("ClientId", client, "Username", "alice"));
  CHECK(sources() == "CustomEmailSender_ForgotPassword ");
  run("SignUp", sign_up_request("bob", "bob@example.com"));
  run("ResendConfirmationCode", object("ClientId", client, "Username", "bob"));
  CHECK(sources() == "CustomEmailSender_SignUp CustomEmailSender_ResendCode ");
}

// Facts 5.2: every source of both senders but that of a notice (threat_protection_test.cc).
TEST_CASE_METHOD(SenderFixture, "each way of sending has every source") {
  struct Way {
    std::string sender;
    std::string attribute;
    std::string first;
    std::string second;
    std::string mfa;
  };
  const Way ways[] = {
      {"CustomEmailSender", "email", "a@example.com", "b@example.com", "EmailMfaSettings"},
      {"CustomSMSSender", "phone_number", "+15550001111", "+15550002222", "SMSMfaSettings"}};
  run("SetUserPoolMfaConfig",
      for_pool(pool, R"({"MfaConfiguration":"OPTIONAL","EmailMfaConfiguration":{},
          "SmsMfaConfiguration":{"SmsConfiguration":
              {"SnsCallerArn":"arn:aws:iam::123456789012:role/sms"}}})"));
  for (const Way& way : ways) {
    record(way.sender);
    const auto heard = [&](std::string_view source) {
      INFO(way.sender << " " << source);
      CHECK(sources() == way.sender + "_" + std::string(source) + " ");
    };
    const std::string name = "user-of-" + way.attribute;
    Json request = sign_up_request(name);
    run("SignUp", request.set("UserAttributes", attributes(way.attribute, way.first)));
    heard("SignUp");
    run("ResendConfirmationCode", object("ClientId", client, "Username", name));
    heard("ResendCode");
    run("AdminCreateUser", for_user("invited-" + way.attribute)
                               .set("DesiredDeliveryMediums",
                                    json(way.attribute == "email" ? R"(["EMAIL"])" : R"(["SMS"])"))
                               .set("UserAttributes", attributes(way.attribute, way.second)));
    heard("AdminCreateUser");
    run("AdminConfirmSignUp", for_user(name));
    run("AdminUpdateUserAttributes",
        for_user(name).set("UserAttributes", attributes(way.attribute + "_verified", "true")));
    run("ForgotPassword", object("ClientId", client, "Username", name));
    heard("ForgotPassword");
    const std::string token = access_token(name);
    run("GetUserAttributeVerificationCode",
        object("AccessToken", token, "AttributeName", way.attribute));
    heard("VerifyUserAttribute");
    Json enabled = Json::object();
    enabled.set("Enabled", true).set("PreferredMfa", true);
    run("SetUserMFAPreference", object("AccessToken", token).set(way.mfa, enabled));
    run("InitiateAuth", password_request(name, kPassword));
    heard("Authentication");
    run("UpdateUserAttributes",
        object("AccessToken", token).set("UserAttributes", attributes(way.attribute, way.second)));
    heard("UpdateUserAttribute");
  }
  CHECK(inbox.size() == 0);
}

TEST_CASE_METHOD(SenderFixture, "without the key that the pool names no code leaves") {
  record("CustomEmailSender");
  run("postern:DeleteSenderKey", object("KeyId", kKeyId));
  CHECK(refusal("SignUp", sign_up_request("alice", "alice@example.com")) ==
        "CodeDeliveryFailureException: The key that the pool's KMSKeyID names is not known here.");
  CHECK(events.empty());
  CHECK(inbox.size() == 0);
}

TEST_CASE_METHOD(SenderFixture, "what a sender answers is of no interest, but its refusal is") {
  answer("CustomEmailSender", "not JSON");
  CHECK(outcome("SignUp", sign_up_request("alice", "alice@example.com")).empty());
  fail("CustomEmailSender", "no route");
  CHECK(refusal("SignUp", sign_up_request("bob", "bob@example.com")) ==
        "UserLambdaValidationException: CustomEmailSender failed with error no route.");
}

TEST_CASE_METHOD(SenderFixture, "sender keys are listed without their bytes, and checked") {
  const Json listed = run("postern:ListSenderKeys", Json::object());
  CHECK(listed.find("SenderKeys")->size() == 1);
  CHECK(listed.dump().find(codec::base64_encode(std::string(32, 's'))) == std::string::npos);
  CHECK(refusal("postern:PutSenderKey", object("KeyId", kKeyId, "Key", "c2hvcnQ="))
            .starts_with("InvalidParameterException: "));
  CHECK(refusal("postern:PutSenderKey", object("KeyId", "x", "Key", ""))
            .starts_with("InvalidParameterException: "));
  CHECK(refusal("postern:DeleteSenderKey", object("KeyId", "no-such-key-of-anybody-here"))
            .starts_with("ResourceNotFoundException: "));
}
