// USER_AUTH: which first factors are offered, how each is proven, and what the answers tell.
#include "ops/choice_fixture.h"

using namespace postern;
using namespace postern::test;
using Names = std::vector<std::string>;

TEST_CASE_METHOD(ChoiceFixture, "a user is offered what the pool allows and they can answer") {
  new_confirmed("alice");
  const Json challenge = run("InitiateAuth", choose("alice"));
  CHECK(challenge.get_string("ChallengeName") == "SELECT_CHALLENGE");
  CHECK(*challenge.find("ChallengeParameters") == Json::object());
  CHECK(available(challenge) == Names{"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"});
  run("AdminUpdateUserAttributes",
      for_user("alice").set("UserAttributes", attributes("phone_number", "+15550001234")));
  CHECK(available(run("InitiateAuth", choose("alice"))) ==
        Names{"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"});
  // A temporary password must be replaced before anything else signs in.
  run("AdminSetUserPassword", for_user("alice", "Password", kPassword));
  CHECK(available(run("InitiateAuth", choose("alice"))) == Names{"PASSWORD", "PASSWORD_SRP"});
}

TEST_CASE_METHOD(ChoiceFixture, "SELECT_CHALLENGE leads to each factor, once") {
  new_confirmed("alice");
  const Json select = run("InitiateAuth", choose("alice"));

  SECTION("to the password at once") {
    const Json request = answer(select, "alice", "ANSWER", "PASSWORD", "PASSWORD", kPassword);
    CHECK(refusal("RespondToAuthChallenge", answer(select, "alice", "ANSWER", "PASSWORD",
                                                   "PASSWORD", kWrongPassword)) == kNotAuthorized);
    CHECK(run("RespondToAuthChallenge", request).contains("AuthenticationResult"));
    CHECK(refusal("RespondToAuthChallenge", request) == kUsedSession);
  }
  SECTION("to the password in a step of its own") {
    const Json ask = run("RespondToAuthChallenge", answer(select, "alice", "ANSWER", "PASSWORD"));
    CHECK(ask.get_string("ChallengeName") == "PASSWORD");
    CHECK(run("RespondToAuthChallenge", answer(ask, "alice", "PASSWORD", kPassword))
              .contains("AuthenticationResult"));
  }
  SECTION("to a code") {
    const Json ask = run("RespondToAuthChallenge", answer(select, "alice", "ANSWER", "EMAIL_OTP"));
    CHECK(ask.get_string("ChallengeName") == "EMAIL_OTP");
    CHECK(*ask.find("ChallengeParameters") == json(R"({"CODE_DELIVERY_DELIVERY_MEDIUM":"EMAIL",
                   "CODE_DELIVERY_DESTINATION":"a***@e***"})"));
    CHECK(run("RespondToAuthChallenge", answer_code(ask, "alice", sign_in_code()))
              .contains("AuthenticationResult"));
  }
  SECTION("to none that is not offered") {
    CHECK(refusal("RespondToAuthChallenge", answer(select, "alice", "ANSWER", "SMS_OTP"))
              .starts_with("InvalidParameterException: "));
    CHECK(refusal("RespondToAuthChallenge", answer(select, "alice", "ANSWER", "CUSTOM"))
              .starts_with("InvalidParameterException: "));
    new_confirmed("bob");
    CHECK(refusal("RespondToAuthChallenge", answer(select, "bob", "ANSWER", "PASSWORD", "PASSWORD",
                                                   kPassword)) == kInvalidSession);
  }
}

TEST_CASE_METHOD(ChoiceFixture, "PREFERRED_CHALLENGE leads there without the question") {
  new_confirmed("alice");
  CHECK(
      run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword))
          .contains("AuthenticationResult"));
  CHECK(refusal("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD",
                                       kWrongPassword)) == kNotAuthorized);
  CHECK(run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "PASSWORD"))
            .get_string("ChallengeName") == "PASSWORD");
  // What is not to be had leads to the question.
  CHECK(run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "SMS_OTP"))
            .get_string("ChallengeName") == "SELECT_CHALLENGE");
  CHECK(refusal("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "NONSENSE"))
            .starts_with("InvalidParameterException: "));
}

TEST_CASE_METHOD(ChoiceFixture, "PASSWORD_SRP is the hand-shake of USER_SRP_AUTH") {
  new_confirmed("alice");
  SrpClient srp = SrpClient::create(pool.substr(pool.find('_') + 1), 32);
  Json challenge;
  SECTION("asked for at once") {
    challenge = run("InitiateAuth",
                    choose("alice", "PREFERRED_CHALLENGE", "PASSWORD_SRP", "SRP_A", srp.A_hex()));
  }
  SECTION("chosen") {
    const Json select = run("InitiateAuth", choose("alice"));
    const Json request = answer(select, "alice", "ANSWER", "PASSWORD_SRP", "SRP_A", srp.A_hex());
    challenge = run("RespondToAuthChallenge", request);
    CHECK(refusal("RespondToAuthChallenge", request) == kUsedSession);
  }
  SECTION("in a step of its own") {
    const Json ask = run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "PASSWORD_SRP"));
    CHECK(ask.get_string("ChallengeName") == "PASSWORD_SRP");
    challenge = run("RespondToAuthChallenge", answer(ask, "alice", "SRP_A", srp.A_hex()));
  }
  REQUIRE(challenge.get_string("ChallengeName") == "PASSWORD_VERIFIER");
  const SrpStart start{std::move(srp), *challenge.find("ChallengeParameters"), {}};
  CHECK(run("RespondToAuthChallenge", srp_request(start, kPassword))
            .contains("AuthenticationResult"));
  CHECK(refusal("RespondToAuthChallenge", srp_request(start, kPassword)) == kInvalidSession);
}

TEST_CASE_METHOD(ChoiceFixture, "R06: a sign-in code opens its own Session and nothing else") {
  new_confirmed("alice");
  new_confirmed("bob");
  const Json first = ask_for_code("alice");
  const std::string code = sign_in_code();
  CHECK(code.size() == 8);
  CHECK(inbox.newest().get_string("Source") == "Authentication");
  const Json second = ask_for_code("alice");
  const std::string second_code = sign_in_code();
  const Json bobs = ask_for_code("bob");
  CHECK(refusal("RespondToAuthChallenge", answer_code(second, "alice", code)) == kCodeMismatch);
  CHECK(refusal("RespondToAuthChallenge", answer_code(bobs, "bob", second_code)) == kCodeMismatch);
  CHECK(refusal("RespondToAuthChallenge", answer_code(second, "bob", second_code)) ==
        kInvalidSession);
  CHECK(refusal("RespondToAuthChallenge",
                respond_request("SMS_OTP", object("USERNAME", "alice", "SMS_OTP_CODE", second_code),
                                {}, second.get_string("Session"))) == kInvalidSession);
  CHECK(refusal(
            "RespondToAuthChallenge",
            respond_request("EMAIL_OTP", object("USERNAME", "alice", "EMAIL_OTP_CODE", second_code),
                            hiding, second.get_string("Session"))) == kInvalidSession);
  CHECK(run("RespondToAuthChallenge", answer_code(second, "alice", second_code))
            .contains("AuthenticationResult"));
  CHECK(refusal("RespondToAuthChallenge", answer_code(second, "alice", second_code)) ==
        kUsedSession);
  CHECK(run("RespondToAuthChallenge", answer_code(first, "alice", code))
            .contains("AuthenticationResult"));
}

TEST_CASE_METHOD(ChoiceFixture,
                 "R03: whoever asks for another code does not void the one its user waits for") {
  new_confirmed("alice");
  const Json first = ask_for_code("alice");
  const std::string first_code = sign_in_code();
  const Json second = ask_for_code("alice");
  const std::string second_code = sign_in_code();
  // Each is good in its own window, and nowhere else; guesses in both count together.
  CHECK(refusal("RespondToAuthChallenge", answer_code(first, "alice", second_code)) ==
        kCodeMismatch);
  CHECK(run("RespondToAuthChallenge", answer_code(first, "alice", first_code))
            .contains("AuthenticationResult"));
  CHECK(run("RespondToAuthChallenge", answer_code(second, "alice", second_code))
            .contains("AuthenticationResult"));
  const Json third = ask_for_code("alice");
  const Json fourth = ask_for_code("alice");
  const std::string right = sign_in_code();
  const std::string wrong = other_code(right);
  for (const Json* asked : {&third, &fourth, &third, &fourth, &third}) {
    CHECK(refusal("RespondToAuthChallenge", answer_code(*asked, "alice", wrong)) == kCodeMismatch);
  }
  CHECK(refusal("RespondToAuthChallenge", answer_code(fourth, "alice", right)) ==
        "NotAuthorizedException: Password attempts exceeded");
}

TEST_CASE_METHOD(ChoiceFixture, "a sign-in code lives as long as its Session") {
  new_confirmed("alice");
  const Json challenge = ask_for_code("alice");
  const Json request = answer_code(challenge, "alice", sign_in_code());
  SECTION("to its last second") {
    advance_s(179);
    CHECK(run("RespondToAuthChallenge", request).contains("AuthenticationResult"));
  }
  SECTION("and not a second longer") {
    advance_s(180);
    CHECK(refusal("RespondToAuthChallenge", request) ==
          "NotAuthorizedException: Invalid session for the user, session is expired.");
  }
  SECTION("and not past a disabling") {
    run("AdminDisableUser", for_user("alice"));
    CHECK(refusal("RespondToAuthChallenge", request) == kCodeMismatch);
  }
}

TEST_CASE_METHOD(ChoiceFixture, "R01, L05: five guesses a code, which count like passwords") {
  new_confirmed("alice");
  const Json challenge = ask_for_code("alice");
  const std::string code = sign_in_code();
  const Json wrong = answer_code(challenge, "alice", other_code(code));
  for (int i = 0; i < 5; ++i) CHECK(refusal("RespondToAuthChallenge", wrong) == kCodeMismatch);
  CHECK(sign_in_refusal("alice", kPassword) == kLockedOut);
  advance_s(1);
  CHECK(refusal("RespondToAuthChallenge", answer_code(challenge, "alice", code)) == kUsedSession);
  const Json again = ask_for_code("alice");
  CHECK(run("RespondToAuthChallenge", answer_code(again, "alice", sign_in_code()))
            .contains("AuthenticationResult"));
}

TEST_CASE_METHOD(ChoiceFixture, "L11: codes are sent to one user thirty times an hour") {
  new_confirmed("alice");
  for (int i = 0; i < 30; ++i) ask_for_code("alice");
  const std::size_t sent = inbox.size();
  CHECK(refusal("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "EMAIL_OTP")) ==
        "TooManyRequestsException: Rate exceeded");
  CHECK(inbox.size() == sent);
  advance_s(3600);
  ask_for_code("alice");
}

TEST_CASE_METHOD(ChoiceFixture, "L11: an address is sent sixty codes an hour, whoever has it") {
  constexpr std::string_view kLimit =
      "LimitExceededException: Attempt limit exceeded, please try after some time.";
  const auto sign_up = [&](int number, std::string_view address) {
    return outcome("SignUp", sign_up_request("user-" + std::to_string(number), address));
  };
  for (int i = 0; i < 60; ++i) CHECK(sign_up(i, "shared@example.com").empty());
  const std::size_t sent = inbox.size();
  CHECK(sign_up(60, "shared@example.com") == kLimit);
  CHECK(outcome("ResendConfirmationCode", object("ClientId", client, "Username", "user-0")) ==
        kLimit);
  CHECK(refusal("InitiateAuth", choose("user-0", "PREFERRED_CHALLENGE", "EMAIL_OTP")) ==
        "TooManyRequestsException: Rate exceeded");
  CHECK(inbox.size() == sent);
  CHECK(sign_up(61, "other@example.com").empty());
  advance_s(3600);
  CHECK(
      outcome("ResendConfirmationCode", object("ClientId", client, "Username", "user-60")).empty());
}

TEST_CASE_METHOD(ChoiceFixture, "a right code verifies its address and confirms the user") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const std::string sign_up_code = inbox.code();
  CHECK(attribute("alice", "email_verified") == "false");
  CHECK(refusal("InitiateAuth",
                choose("alice", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword)) ==
        "UserNotConfirmedException: User is not confirmed.");
  const Json challenge = ask_for_code("alice");
  CHECK(run("RespondToAuthChallenge", answer_code(challenge, "alice", sign_in_code()))
            .contains("AuthenticationResult"));
  CHECK(attribute("alice", "email_verified") == "true");
  CHECK(status_of("alice") == "CONFIRMED");
  CHECK(refusal("ConfirmSignUp", object("ClientId", client, "Username", "alice", "ConfirmationCode",
                                        sign_up_code)) ==
        "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED");
}

TEST_CASE_METHOD(ChoiceFixture, "a code sent to an address that changed since verifies nothing") {
  new_confirmed("alice");
  const Json challenge = ask_for_code("alice");
  const std::string code = sign_in_code();
  run("AdminUpdateUserAttributes",
      for_user("alice").set("UserAttributes", attributes("email", "new@example.com")));
  CHECK(refusal("RespondToAuthChallenge", answer_code(challenge, "alice", code)) == kCodeMismatch);
  CHECK(attribute("alice", "email_verified") == "false");
  const Json again = ask_for_code("alice");
  CHECK(run("RespondToAuthChallenge", answer_code(again, "alice", sign_in_code()))
            .contains("AuthenticationResult"));
  CHECK(attribute("alice", "email_verified") == "true");
}

TEST_CASE_METHOD(ChoiceFixture, "a client that tells answers each state by its name") {
  new_confirmed("disabled");
  run("AdminDisableUser", for_user("disabled"));
  new_confirmed("reset");
  run("AdminResetUserPassword", for_user("reset"));
  CHECK(refusal("InitiateAuth", choose("nobody")) == "UserNotFoundException: User does not exist.");
  CHECK(refusal("InitiateAuth", choose("disabled")) == "NotAuthorizedException: User is disabled.");
  CHECK(refusal("InitiateAuth", choose("reset")) ==
        "PasswordResetRequiredException: Password reset required for the user");
}

TEST_CASE_METHOD(ChoiceFixture,
                 "E01, E03: a hiding client is answered alike for everybody until something is "
                 "proven") {
  new_confirmed("alice");
  new_confirmed("disabled");
  run("AdminDisableUser", for_user("disabled"));
  const std::size_t sent = inbox.size();
  for (const char* name : {"nobody", "disabled", "alice"}) {
    INFO(name);
    const Json select = run("InitiateAuth", choose_hiding(name));
    CHECK(select.get_string("ChallengeName") == "SELECT_CHALLENGE");
    CHECK(available(select) == available(run("InitiateAuth", choose_hiding(name))));
    CHECK(available(select).front() == "PASSWORD");
    CHECK(refusal("InitiateAuth", choose_hiding(name, "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD",
                                                kWrongPassword)) == kNotAuthorized);
    const Json ask = run("InitiateAuth", choose_hiding(name, "PREFERRED_CHALLENGE", "EMAIL_OTP"));
    CHECK(ask.get_string("ChallengeName") == "EMAIL_OTP");
    const Json again = run("InitiateAuth", choose_hiding(name, "PREFERRED_CHALLENGE", "EMAIL_OTP"));
    CHECK(*again.find("ChallengeParameters") == *ask.find("ChallengeParameters"));
    CHECK(ask.find("ChallengeParameters")->get_string("CODE_DELIVERY_DESTINATION").size() ==
          std::string_view("a***@e***").size());
    Json guess = answer_code(ask, name, "00000000");
    guess.set("ClientId", hiding);
    for (int i = 0; i < 4; ++i) CHECK(refusal("RespondToAuthChallenge", guess) == kCodeMismatch);
    CHECK(refusal("RespondToAuthChallenge", guess) == kUsedSession);
    CHECK(refusal("InitiateAuth", choose_hiding(name, "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD",
                                                kPassword)) == kLockedOut);
  }
  CHECK(inbox.size() == sent + 2);  // To alice.
}

TEST_CASE_METHOD(ChoiceFixture, "E01: no answer's length tells who exists") {
  new_confirmed("alice");
  new_confirmed("a-name-with-a-longer-address");
  const auto length_of = [&](std::string_view name, std::string_view preferred) {
    return run("InitiateAuth", choose_hiding(name, "PREFERRED_CHALLENGE", preferred)).dump().size();
  };
  for (const char* preferred : {"PASSWORD", "EMAIL_OTP"}) {
    INFO(preferred);
    CHECK(length_of("alice", preferred) == length_of("nobod", preferred));
    CHECK(length_of("a-name-with-a-longer-address", preferred) ==
          length_of("a-name-that-nobody-has-taken", preferred));
  }
}

TEST_CASE("pools take first factors that lead somewhere") {
  AuthFixture fixture;
  const auto made = [&](std::string_view members) {
    Json request = json(members);
    request.set("PoolName", "pool");
    return fixture.outcome("CreateUserPool", request);
  };
  constexpr std::string_view kList = R"("Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":)";
  const auto with = [&](std::string_view list, std::string_view more = "") {
    return made("{" + std::string(kList) + std::string(list) + "}}" + std::string(more) + "}");
  };
  CHECK(with(R"(["PASSWORD","EMAIL_OTP","SMS_OTP","WEB_AUTHN"])").empty());
  CHECK(with(R"(["EMAIL_OTP"])").starts_with("InvalidParameterException: "));
  CHECK(with(R"(["PASSWORD"])", R"(,"UserPoolTier":"LITE")").empty());
  CHECK(with(R"(["PASSWORD","EMAIL_OTP"])", R"(,"UserPoolTier":"LITE")")
            .starts_with("FeatureUnavailableInTierException: "));
}
