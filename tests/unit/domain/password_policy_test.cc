// Password policy: which passwords conform, the words for those that do not, and the random ones.
#include "domain/password_policy.h"

#include <set>

#include "support/store_fixture.h"
#include "unit/domain/settings.h"

using namespace postern;
using domain::PasswordPolicy;
using test::fault;

TEST_CASE("a password is refused in Cognito's words, length first") {
  const struct {
    std::string_view password;
    std::string_view text;
  } cases[] = {
      {"Aa1!", "Password not long enough"},
      {"aaaaaa1!", "Password must have uppercase characters"},
      {"AAAAAA1!", "Password must have lowercase characters"},
      {"AAAAaaa!", "Password must have numeric characters"},
      {"AAAAaaa1", "Password must have symbol characters"},
      {"        ", "Password must have uppercase characters"},
  };
  for (const auto& c : cases) {
    const auto refusal = domain::check_password({}, c.password);
    CHECK(fault(refusal) ==
          "InvalidPasswordException: Password did not conform with policy: " + std::string(c.text));
  }
  CHECK(domain::check_password({}, "AAAaaa1!").ok());
}

TEST_CASE("an administrator's password is refused with the other wording") {
  const auto refusal = domain::check_password({}, "x", "password policy");
  CHECK(refusal.error().message ==
        "Password did not conform with password policy: Password not long enough");
}

TEST_CASE("a class the policy does not ask for is not asked for") {
  const PasswordPolicy lax{
      .length_min = 6, .uppercase = false, .lowercase = false, .numbers = false, .symbols = false};
  CHECK(domain::check_password(lax, "aaaaaa").ok());
  CHECK_FALSE(domain::check_password(lax, "aaaaa").ok());
}

TEST_CASE("length counts characters, and every symbol of the list counts") {
  CHECK(domain::check_password({}, "Aa1!\u00e4\u00e4\u00e4\u00e4").ok());
  CHECK_FALSE(domain::check_password({}, "Aa1!\u00e4\u00e4").ok());
  for (const char symbol : std::string("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-")) {
    INFO(symbol);
    CHECK(domain::check_password({}, std::string("Aaaaaaa1") + symbol).ok());
  }
}

TEST_CASE("a space is a symbol inside a password and not at its ends") {
  CHECK(domain::check_password({}, "Aaaa aaa1").ok());
  CHECK_FALSE(domain::check_password({}, " Aaaaaaa1").ok());
  CHECK_FALSE(domain::check_password({}, "Aaaaaaa1 ").ok());
}

TEST_CASE("L08: a password longer than 256 bytes is refused before anything hashes it") {
  const std::string longest = "Aa1!" + std::string(252, 'x');
  CHECK(domain::check_password({}, longest).ok());
  CHECK_FALSE(domain::check_password({}, longest + "x").ok());
}

TEST_CASE("a generated password conforms and never repeats") {
  test::SeededRandom random;
  const PasswordPolicy strict{.length_min = 30};
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const Secret password =
        domain::generate_password(i % 2 == 0 ? PasswordPolicy() : strict, random);
    CHECK(domain::check_password(i % 2 == 0 ? PasswordPolicy() : strict, password.view()).ok());
    CHECK(seen.insert(std::string(password.view())).second);
  }
}
