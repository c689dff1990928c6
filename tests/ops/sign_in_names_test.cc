// postern:RenameUser and postern:ChangeSignInOptions: what Cognito fixes at creation.
#include <catch2/catch.hpp>
#include <string>

#include "conformance/faulty_storage.h"
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct NamesFixture : AuthFixture {
  using AuthFixture::AuthFixture;

  Json rename_request(std::string_view from, std::string_view to) {
    return for_user(from, "NewUsername", to);
  }
  Json change(std::string_view members) {
    return run("postern:ChangeSignInOptions", for_pool(pool, members));
  }
  std::string srp_outcome(std::string_view name) {
    return outcome("RespondToAuthChallenge", srp_request(start_srp(name), kPassword));
  }
  void add_verified(std::string_view name, std::string_view email) {
    run("AdminCreateUser",
        for_user(name, "MessageAction", "SUPPRESS")
            .set("UserAttributes", attributes("email", email, "email_verified", "true")));
    run("AdminSetUserPassword", for_user(name, "Password", kPassword).set("Permanent", true));
  }
};

}  // namespace

TEST_CASE_METHOD(NamesFixture, "a renamed user signs in by the new name, and by SRP after that") {
  new_confirmed("alice");
  const Json tokens = sign_in("alice");
  CHECK(run("postern:RenameUser", rename_request("alice", "ada")).get_string("Username") == "ada");
  CHECK(refusal("AdminGetUser", for_user("alice")).starts_with("UserNotFoundException"));
  // The verifier was made of the old name.
  CHECK(srp_outcome("ada") == kNotAuthorized);
  CHECK(sign_in("ada").contains("AccessToken"));
  CHECK(srp_outcome("ada").empty());
  CHECK(
      call("InitiateAuth", auth_request("REFRESH_TOKEN_AUTH",
                                        object("REFRESH_TOKEN", tokens.get_string("RefreshToken"))))
          .ok());
  CHECK(run("ListUsers", for_pool(pool, R"({"Filter":"username = \"ada\""})"))
            .find("Users")
            ->size() == 1);
  new_confirmed("alice");
}

TEST_CASE_METHOD(NamesFixture, "a name somebody has, or nobody may have, is refused") {
  new_confirmed("alice");
  new_confirmed("bob");
  CHECK(refusal("postern:RenameUser", rename_request("alice", "bob")) ==
        "UsernameExistsException: User account already exists");
  CHECK(refusal("postern:RenameUser", rename_request("alice", "a b"))
            .starts_with("InvalidParameterException"));
  CHECK(refusal("postern:RenameUser", rename_request("alice", std::string(129, 'x')))
            .starts_with("InvalidParameterException"));
  CHECK(refusal("postern:RenameUser", rename_request("nobody", "x"))
            .starts_with("UserNotFoundException"));
  CHECK(refusal("postern:RenameUser", for_user("alice")).starts_with("InvalidParameterException"));
  CHECK(run("postern:RenameUser", rename_request("alice", "Alice")).get_string("Username") ==
        "Alice");
}

TEST_CASE_METHOD(NamesFixture,
                 "U09: a user is not renamed to what another signs in with as alias") {
  change(R"({"AliasAttributes":["preferred_username"]})");
  new_confirmed("alice");
  new_confirmed("bob");
  run("AdminUpdateUserAttributes",
      for_user("bob").set("UserAttributes", attributes("preferred_username", "bobby")));
  CHECK(refusal("postern:RenameUser", rename_request("alice", "bobby"))
            .starts_with("UsernameExistsException"));
  CHECK(call("postern:RenameUser", rename_request("alice", "robert")).ok());
}

TEST_CASE_METHOD(NamesFixture, "an alias can be switched on and off in a pool with users") {
  add_verified("alice", "alice@example.com");
  CHECK_FALSE(call("AdminGetUser", for_user("alice@example.com")).ok());
  const Json dry = change(R"({"AliasAttributes":["email"],"DryRun":true})");
  CHECK_FALSE(dry.get_bool("Changed"));
  CHECK(dry.find("Conflicts")->empty());
  CHECK_FALSE(call("AdminGetUser", for_user("alice@example.com")).ok());
  CHECK(change(R"({"AliasAttributes":["email"]})").get_bool("Changed"));
  CHECK(run("AdminGetUser", for_user("alice@example.com")).get_string("Username") == "alice");
  CHECK(sign_in("alice@example.com").contains("AccessToken"));
  CHECK(change("{}").get_bool("Changed"));
  CHECK_FALSE(call("AdminGetUser", for_user("alice@example.com")).ok());
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(NamesFixture, "two users with one address are a conflict, and nothing changes") {
  add_verified("alice", "shared@example.com");
  add_verified("bob", "shared@example.com");
  const Json answer = change(R"({"AliasAttributes":["email"]})");
  CHECK_FALSE(answer.get_bool("Changed"));
  REQUIRE(answer.find("Conflicts")->size() == 1);
  const Json& conflict = answer.find("Conflicts")->as_array()[0];
  CHECK(conflict.get_string("AttributeName") == "email");
  CHECK(conflict.get_string("Value") == "shared@example.com");
  CHECK(conflict.find("Usernames")->size() == 2);
  CHECK_FALSE(call("AdminGetUser", for_user("shared@example.com")).ok());
  run("AdminUpdateUserAttributes",
      for_user("bob").set("UserAttributes",
                          attributes("email", "bob@example.com", "email_verified", "true")));
  CHECK(change(R"({"AliasAttributes":["email"]})").get_bool("Changed"));
}

TEST_CASE_METHOD(NamesFixture, "a username that is another's address is a conflict") {
  add_verified("alice", "bob@example.com");
  add_verified("bob@example.com", "other@example.com");
  CHECK(change(R"({"AliasAttributes":["email"]})").find("Conflicts")->size() == 1);
}

TEST_CASE_METHOD(NamesFixture, "usernames may become addresses when every user has one") {
  add_verified("alice", "alice@example.com");
  run("AdminCreateUser", for_user("bob", "MessageAction", "SUPPRESS"));
  const Json refused = change(R"({"UsernameAttributes":["email"]})");
  CHECK_FALSE(refused.get_bool("Changed"));
  run("AdminUpdateUserAttributes",
      for_user("bob").set("UserAttributes", attributes("email", "bob@example.com")));
  CHECK(change(R"({"UsernameAttributes":["email"]})").get_bool("Changed"));
  CHECK(sign_in("alice@example.com").contains("AccessToken"));
  // The old name still leads in.
  CHECK(sign_in("alice").contains("AccessToken"));
  run("AdminCreateUser", for_user("carol@example.com", "MessageAction", "SUPPRESS"));
  CHECK(refusal("AdminCreateUser", for_user("alice@example.com", "MessageAction", "SUPPRESS"))
            .starts_with("UsernameExistsException"));
}

TEST_CASE("who signs in by an address keeps a name to sign in with") {
  NamesFixture fixture(R"({"AutoVerifiedAttributes":["email"],"UsernameAttributes":["email"]})");
  fixture.add_verified("alice@example.com", "alice@example.com");
  fixture.run("AdminCreateUser", fixture.for_user("bob@example.com", "MessageAction", "SUPPRESS"));
  const auto conflicts = [&](std::string_view members) {
    return fixture.change(members).find("Conflicts")->size();
  };
  // As an alias the address counts only once it is verified.
  CHECK(conflicts(R"({"DryRun":true})") == 2);
  CHECK(conflicts(R"({"AliasAttributes":["email"]})") == 1);
  fixture.run("AdminUpdateUserAttributes",
              fixture.for_user("bob@example.com")
                  .set("UserAttributes", attributes("email_verified", "true")));
  CHECK(conflicts(R"({"AliasAttributes":["email"]})") == 0);
  CHECK(fixture.sign_in("alice@example.com").contains("AccessToken"));
}

TEST_CASE_METHOD(NamesFixture, "options that Cognito knows no meaning of are refused") {
  const auto refused = [&](std::string_view members) {
    return refusal("postern:ChangeSignInOptions", for_pool(pool, members));
  };
  CHECK(refused(R"({"AliasAttributes":["name"]})").starts_with("InvalidParameterException"));
  CHECK(refused(R"({"AliasAttributes":"email"})").starts_with("InvalidParameterException"));
  CHECK(refused(R"({"UsernameAttributes":["preferred_username"]})")
            .starts_with("InvalidParameterException"));
  CHECK(refused(R"({"AliasAttributes":["email"],"UsernameAttributes":["email"]})")
            .starts_with("InvalidParameterException"));
}

namespace {

constexpr int kMany = 700;  // Of which a slice takes 256.

struct ManyFixture : NamesFixture {
  FaultyStorage faulty{memory};

  ManyFixture() {
    for (int i = 0; i < kMany; ++i) {
      run("AdminCreateUser",
          for_user(name(i), "MessageAction", "SUPPRESS")
              .set("UserAttributes", attributes("email", address(i), "email_verified", "true")));
    }
    engine.reset();
    engine = open(faulty);
  }
  static std::string name(int i) { return "user" + std::to_string(i); }
  static std::string address(int i) { return name(i) + "@example.com"; }

  bool is_found(std::string_view login) { return call("AdminGetUser", for_user(login)).ok(); }
  // All or none of them; in between, everybody is found by their username.
  void check_whole() {
    const bool by_address = is_found(address(0));
    for (const int i : {1, 255, 256, 511, 512, kMany - 1}) {
      CHECK(is_found(address(i)) == by_address);
      CHECK(is_found(name(i)));
    }
  }
  void check_store() {
    Json request = Json::object();
    for (bool more = true; more;) {
      const Json answer = run("postern:CheckStore", request);
      CHECK(answer.find("Findings")->empty());
      more = answer.contains("NextToken");
      if (more) request = object("NextToken", answer.get_string("NextToken"));
    }
  }
};

constexpr std::string_view kByAddress = R"({"AliasAttributes":["email"]})";

}  // namespace

TEST_CASE_METHOD(ManyFixture, "D03: a change that is cut off anywhere is all there or not at all") {
  for (const int k : {1, 2, 5, 20, 300, 800, 1'000, 1'500, 2'200, 2'300, 2'400, 2'500}) {
    faulty.fail_call(k);
    const bool changed = call("postern:ChangeSignInOptions", for_pool(pool, kByAddress)).ok();
    CHECK(changed != faulty.has_failed());
    faulty.fail_call(0);
    check_whole();
  }
  CHECK(change(kByAddress).get_bool("Changed"));
  check_whole();
  CHECK(is_found(address(7)));
  check_store();
  // And back again.
  faulty.fail_call(40);
  CHECK_FALSE(call("postern:ChangeSignInOptions", for_pool(pool)).ok());
  faulty.fail_call(0);
  CHECK(change("{}").get_bool("Changed"));
  CHECK_FALSE(is_found(address(7)));
  check_store();
}

TEST_CASE_METHOD(ManyFixture, "while names are replaced nobody gets a new one") {
  faulty.fail_call(1'000);
  CHECK_FALSE(call("postern:ChangeSignInOptions", for_pool(pool, kByAddress)).ok());
  faulty.fail_call(0);
  constexpr std::string_view kBusy =
      "TooManyRequestsException: The sign-in names of the user pool are being changed. Please try "
      "again.";
  const Json addition = for_user("late", "MessageAction", "SUPPRESS");
  const Json address_change = for_user(name(1)).set(
      "UserAttributes", attributes("email", "late@example.com", "email_verified", "true"));
  CHECK(refusal("AdminCreateUser", addition) == kBusy);
  CHECK(refusal("AdminUpdateUserAttributes", address_change) == kBusy);
  CHECK(refusal("AdminDeleteUser", for_user(name(1))) == kBusy);
  run("AdminUpdateUserAttributes",
      for_user(name(1)).set("UserAttributes", attributes("name", "Late")));
  SECTION("until the change is finished") {
    CHECK(change(kByAddress).get_bool("Changed"));
  }
  SECTION("or given up, for the options there were") {
    CHECK(change("{}").get_bool("Changed"));
  }
  SECTION("or another one is made") {
    CHECK(change(R"({"AliasAttributes":["preferred_username"]})").get_bool("Changed"));
  }
  run("AdminCreateUser", addition);
  run("AdminUpdateUserAttributes", address_change);
  run("AdminDeleteUser", for_user(name(2)));
  check_store();
}

TEST_CASE_METHOD(ManyFixture, "a conflict among many users is found, and leaves nothing behind") {
  run("AdminUpdateUserAttributes",
      for_user(name(650)).set("UserAttributes",
                              attributes("email", address(3), "email_verified", "true")));
  CHECK(change(R"({"AliasAttributes":["email"],"DryRun":true})").find("Conflicts")->size() == 1);
  const Json answer = change(kByAddress);
  CHECK_FALSE(answer.get_bool("Changed"));
  CHECK(answer.find("Conflicts")->size() == 1);
  CHECK_FALSE(is_found(address(0)));
  check_store();
  run("AdminUpdateUserAttributes",
      for_user(name(650)).set("UserAttributes",
                              attributes("email", address(650), "email_verified", "true")));
  CHECK(change(kByAddress).get_bool("Changed"));
  CHECK(is_found(address(650)));
}
