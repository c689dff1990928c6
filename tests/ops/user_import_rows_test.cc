// Rows of an import file: which become users, which not and why, and hashes that come along.
#include <catch2/catch.hpp>

#include "ops/user_import_fixture.h"

using namespace postern;
using namespace postern::test;

TEST_CASE_METHOD(ImportFixture, "attributes arrive as the API would have stored them") {
  const Json job = imported(header() + row({{"cognito:username", "ada"},
                                            {"name", " Lovelace\\, Ada "},
                                            {"birthdate", "12/10/1815"},
                                            {"updated_at", "1700000000"},
                                            {"email", "ada@example.com"},
                                            {"email_verified", "True"},
                                            {"phone_number", "+15555550100"},
                                            {"cognito:mfa_enabled", "FALSE"}}));
  CHECK(job.get_int("ImportedUsers") == 1);
  const Json user = get_user("ada");
  CHECK(attribute_of(user, "name") == "Lovelace, Ada");
  CHECK(attribute_of(user, "birthdate") == "1815-12-10");
  CHECK(attribute_of(user, "updated_at") == "1700000000");
  CHECK(attribute_of(user, "phone_number_verified") == "false");
}

TEST_CASE_METHOD(ImportFixture, "each rule of a row refuses that row and says why") {
  const auto with = [&](std::string_view column, std::string_view value) {
    return fate_of(row({{"cognito:username", "u"},
                        {"email", column == "email" ? "" : "u@example.com"},
                        {"email_verified", "true"},
                        {std::string(column), std::string(value)}}));
  };
  CHECK(fate_of(row({{"email", "u@example.com"}, {"email_verified", "true"}})) ==
        "The User Record has no value for cognito:username.");
  CHECK(with("email", "no address") == "Invalid email address format.");
  CHECK(with("phone_number", "0171") == "Invalid phone number format.");
  CHECK(with("birthdate", "1815-12-10") == "Birthdate is not of the form mm/dd/yyyy.");
  CHECK(with("phone_number_verified", "yes") ==
        "The column phone_number_verified is neither true nor false.");
  CHECK(with("cognito:mfa_enabled", "true") ==
        "The column cognito:mfa_enabled contradicts the user pool, whose MFA is OFF.");
  CHECK(with("updated_at", "-1") ==
        "Attributes did not conform to the schema: updated_at: Number must be no less than 0");
  CHECK(fate_of("a,b\n") == "The row has 2 fields where the header has 21.");
  CHECK(fate_of("\xff\xfe\n") == "The row is not UTF-8.");
  CHECK(fate_of(std::string(16'001, 'x') + "\n") == "The row is longer than 16000 characters.");
  CHECK(with("nickname", "fine") == kSucceeded);
}

TEST_CASE_METHOD(ImportFixture, "an imported hash signs in with its password and is made anew") {
  const std::string line = row({{"cognito:username", "alice"},
                                {"email", "alice@example.com"},
                                {"email_verified", "true"},
                                {"password_hash", std::string(kBcrypt)}},
                               true);
  CHECK(imported(header(true) + line, "BCRYPT").get_int("ImportedUsers") == 1);
  CHECK(get_user("alice").get_string("UserStatus") == "CONFIRMED");
  const auto srp = [&] {
    return outcome("RespondToAuthChallenge", srp_request(start_srp("alice"), "U*U"));
  };
  // No verifier can be made of a hash, so SRP waits for the first sign-in with the password.
  CHECK(srp() == kNotAuthorized);
  CHECK(refusal("InitiateAuth", password_request("alice", "U*V")) == kNotAuthorized);
  CHECK(run("InitiateAuth", password_request("alice", "U*U")).contains("AuthenticationResult"));
  CHECK(srp().empty());
  CHECK(run("InitiateAuth", password_request("alice", "U*U")).contains("AuthenticationResult"));
}

TEST_CASE_METHOD(ImportFixture, "every algorithm's hash is taken under its name and no other") {
  const std::vector<std::pair<std::string, std::string>> hashes = {
      {"BCRYPT", std::string(kBcrypt)},
      {"SCRYPT", "16$8$1$00$000102030405060708090a0b0c0d0e0f"},
      {"ARGON2ID",
       "$argon2id$v=19$m=256\\,t=2\\,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"},
      {"PBKDF2_SHA256", "$pbkdf2-sha256$1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw"}};
  int number = 0;
  for (const auto& [algorithm, ignored] : hashes) {
    for (const auto& [name, hash] : hashes) {
      const std::string user = "u" + std::to_string(++number);
      const std::string fate = fate_of(row({{"cognito:username", user},
                                            {"email", user + "@example.com"},
                                            {"email_verified", "true"},
                                            {"password_hash", hash}},
                                           true),
                                       algorithm);
      CHECK(fate == (name == algorithm
                         ? kSucceeded
                         : "The password hash is malformed, or dearer than the bound."));
    }
  }
}

TEST_CASE_METHOD(ImportFixture, "a hash in a job that names no algorithm refuses its row") {
  const Json job = imported(header(true) + row({{"cognito:username", "alice"},
                                                {"email", "alice@example.com"},
                                                {"email_verified", "true"},
                                                {"password_hash", std::string(kBcrypt)}},
                                               true));
  CHECK(
      log(job.get_string("JobId")).at(0) ==
      "[FAILED] Line Number 2 - The job names no PasswordHashingAlgorithm for the password hash.");
}

TEST_CASE("what a row leaves out is named in one line of the log") {
  ImportFixture fixture(R"({"AutoVerifiedAttributes":["email"],
      "Schema":[{"Name":"name","Required":true},{"Name":"birthdate","Required":true}]})");
  const auto row = [&](const std::string& name, const std::string& birthdate) {
    return fixture.row({{"cognito:username", "alice"},
                        {"email", "alice@example.com"},
                        {"email_verified", "true"},
                        {"name", name},
                        {"birthdate", birthdate}});
  };
  CHECK(fixture.fate_of(row("", "")) ==
        "Attributes did not conform to the schema: name: The attribute is required birthdate: The "
        "attribute is required");
  CHECK(fixture.fate_of(row("Alice", "12/10/1815")) == kSucceeded);
}

TEST_CASE("aliases in a file follow the pool's rules") {
  ImportFixture fixture(R"({"AutoVerifiedAttributes":["email"],"AliasAttributes":["email"]})");
  const auto aliased = [&](const std::string& name, const std::string& email) {
    return fixture.row({{"cognito:username", name}, {"email", email}, {"email_verified", "true"}});
  };
  CHECK(fixture.fate_of(aliased("alice", "alice@example.com")) == kSucceeded);
  CHECK(fixture.fate_of(aliased("bob", "alice@example.com")) ==
        "An account with the given email already exists.");
  CHECK(fixture.fate_of(aliased("bob@example.com", "bob@example.com")) ==
        "Username cannot be of email format, since user pool is configured for email alias.");
  CHECK(fixture.fate_of(aliased("bob", "bob@example.com")) == kSucceeded);
  CHECK(fixture.get_user("alice@example.com").get_string("Username") == "alice");
}

TEST_CASE("in a pool that signs in with e-mail the username is the address") {
  ImportFixture fixture(R"({"AutoVerifiedAttributes":["email"],"UsernameAttributes":["email"]})");
  const auto mail = [&](const std::string& name) {
    return fixture.row({{"cognito:username", name}, {"email_verified", "true"}});
  };
  CHECK(fixture.fate_of(mail("alice@example.com")) == kSucceeded);
  CHECK(fixture.fate_of(mail("alice@example.com")) == "The user already exists.");
  CHECK(fixture.fate_of(mail("alice")) == "Username should be an email.");
  CHECK(attribute_of(fixture.get_user("alice@example.com"), "email") == "alice@example.com");
}

TEST_CASE_METHOD(ImportFixture, "mfa_enabled switches text messages on, where the pool allows it") {
  const Json sms = json(R"({"SnsCallerArn":"arn:aws:iam::123456789012:role/sms"})");
  run("SetUserPoolMfaConfig",
      object("UserPoolId", pool, "MfaConfiguration", "OPTIONAL")
          .set("SmsMfaConfiguration", object("SmsAuthenticationMessage", "Your code is {####}")
                                          .set("SmsConfiguration", sms)));
  const auto with = [&](const std::string& name, const std::string& phone) {
    return fate_of(row({{"cognito:username", name},
                        {"email", name + "@example.com"},
                        {"email_verified", "true"},
                        {"phone_number", phone},
                        {"cognito:mfa_enabled", "true"}}));
  };
  CHECK(with("alice", "+15555550100") == kSucceeded);
  CHECK(with("bob", "") == "The column cognito:mfa_enabled is true without a phone_number.");
  const Json user = get_user("alice");
  REQUIRE(user.contains("UserMFASettingList"));
  CHECK(user.find("UserMFASettingList")->as_array().at(0).as_string() == "SMS_MFA");
}
