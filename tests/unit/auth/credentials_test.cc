// Passwords: derived, checked, remembered.
#include "auth/credentials.h"

#include "domain/lockout.h"
#include "support/store_fixture.h"
#include "unit/domain/settings.h"

using namespace postern;
using namespace postern::auth;
using test::fault;

namespace {

constexpr std::string_view kWrong = "NotAuthorizedException: Incorrect username or password.";

struct CredentialsFixture : test::StoreFixture {
  crypto::PasswordHasher hasher{{.memory_kib = 8, .passes = 1}};
  Credentials credentials{store, hasher};
  domain::Pool pool = test::pool_of(R"({"PoolName":"p"})");
  domain::User user;

  CredentialsFixture() {
    user.sub = "sub";
    user.username = "alice";
  }
  void set(std::string_view password) {
    auto record = credentials.derive(pool, user.username, password);
    REQUIRE(record.ok());
    Credentials::apply(pool, user, std::move(*record));
  }
  std::string check(std::string_view password) {
    return fault(credentials.check({pool, user, {}}, password));
  }
};

}  // namespace

TEST_CASE_METHOD(CredentialsFixture,
                 "a password is checked and a user without one has none that fits") {
  CHECK(check("") == kWrong);
  CHECK(check("anything") == kWrong);
  set("Right-Horse-1");
  CHECK(check("Right-Horse-1").empty());
  CHECK(check("Right-Horse-2") == kWrong);
  CHECK(check("Right-Horse-1 ") == kWrong);
}

TEST_CASE_METHOD(CredentialsFixture,
                 "L02: failures are counted per user and refuse the right password, too") {
  set("Right-Horse-1");
  for (int i = 0; i < 5; ++i) CHECK(check("wrong") == kWrong);
  CHECK(check("Right-Horse-1") == "NotAuthorizedException: Password attempts exceeded");
  domain::User other(user);
  other.sub = "other";
  CHECK(credentials.check({pool, other, {}}, "Right-Horse-1").ok());
  clock.advance_s(1);
  CHECK(check("Right-Horse-1").empty());
}

TEST_CASE_METHOD(CredentialsFixture, "a proof that cannot be looked at counts as none") {
  for (int i = 0; i < 10; ++i) {
    CHECK_FALSE(
        credentials
            .attempt({pool, user, {}},
                     []() -> Result<bool> {
                       return Error{Errc::busy, "TooManyRequestsException", "Rate exceeded"};
                     })
            .ok());
  }
  set("Right-Horse-1");
  CHECK(check("Right-Horse-1").empty());
}

TEST_CASE_METHOD(CredentialsFixture,
                 "a pool with a history refuses its last passwords, and no more than those") {
  pool = test::pool_of(R"({"PoolName":"p","Policies":{"PasswordPolicy":{"MinimumLength":8,
      "RequireUppercase":false,"RequireLowercase":false,"RequireNumbers":false,
      "RequireSymbols":false,
      "PasswordHistorySize":3}}})");
  const auto reusable = [&](std::string_view password) {
    return credentials.check_new(pool, &user, password).ok();
  };
  for (const char* password : {"password-1", "password-2", "password-3"}) set(password);
  for (const char* used : {"password-1", "password-2", "password-3"}) CHECK_FALSE(reusable(used));
  CHECK(reusable("password-4"));
  set("password-4");
  CHECK(reusable("password-1"));
  CHECK_FALSE(reusable("password-2"));
  CHECK(user.password_history.size() == 2);
}

TEST_CASE_METHOD(CredentialsFixture,
                 "no verifier is made where SRP is off, and it is wanted again later") {
  pool.srp_off = true;
  set("Right-Horse-1");
  CHECK(user.srp_verifier.empty());
  CHECK_FALSE(credentials.wants_renewal(pool, user));
  pool.srp_off = false;
  CHECK(credentials.wants_renewal(pool, user));
  set("Right-Horse-1");
  CHECK(user.srp_salt.size() == 16);
  CHECK_FALSE(credentials.wants_renewal(pool, user));
}
