// One-time codes: made, checked, counted, spent.
#include "domain/codes.h"

#include <set>

#include "domain/keyspace.h"
#include "support/store_fixture.h"

using namespace postern;
using namespace postern::domain;

namespace {

constexpr std::string_view kPool = "us-east-1_AbCdEfGhI";
constexpr std::string_view kSub = "7f0d9c1e-0000-4000-8000-000000000001";
using Outcome = CodeCheck::Outcome;

struct CodesFixture : test::StoreFixture {
  std::string make(CodePurpose purpose = CodePurpose::sign_up, std::string_view sub = kSub) {
    auto code = store.transact([&](Txn& txn) {
      return make_code(txn, kPool, sub, purpose, {"email", "a@example.com"}, store.now_us(),
                       random);
    });
    REQUIRE(code.ok());
    return *code;
  }
  CodeCheck check(std::string_view code, CodePurpose purpose = CodePurpose::sign_up,
                  std::string_view sub = kSub) {
    auto result = store.transact(
        [&](Txn& txn) { return check_code(txn, kPool, sub, purpose, code, store.now_us()); });
    REQUIRE(result.ok());
    return *result;
  }
};

}  // namespace

TEST_CASE_METHOD(CodesFixture, "a code is six digits, right once, and says what it proves") {
  const std::string code = make();
  CHECK(code.size() == 6);
  CHECK(code.find_first_not_of("0123456789") == std::string::npos);
  const CodeCheck first = check(code);
  CHECK(first.outcome == Outcome::right);
  CHECK(first.target.attribute == "email");
  CHECK(first.target.value == "a@example.com");
  CHECK(check(code).outcome == Outcome::expired);
}

TEST_CASE_METHOD(CodesFixture, "R01: the fifth wrong guess spoils a code") {
  const std::string code = make();
  for (int i = 0; i < 4; ++i) CHECK(check("x").outcome == Outcome::wrong);
  SECTION("after four it is still right") {
    CHECK(check(code).outcome == Outcome::right);
  }
  SECTION("after five it is not") {
    CHECK(check("x").outcome == Outcome::wrong);
    CHECK(check(code).outcome == Outcome::expired);
    CHECK(check(make()).outcome == Outcome::right);
  }
}

TEST_CASE_METHOD(CodesFixture, "R06, O33: a code is bound to its purpose and user") {
  const CodePurpose purposes[] = {CodePurpose::sign_up, CodePurpose::forgot_password,
                                  CodePurpose::verify_email, CodePurpose::verify_phone_number};
  for (const CodePurpose made : purposes) {
    const std::string code = make(made);
    for (const CodePurpose asked : purposes) {
      if (asked != made) CHECK(check(code, asked).outcome == Outcome::expired);
    }
    CHECK(check(code, made, "another-user").outcome == Outcome::expired);
    CHECK(check(code, made).outcome == Outcome::right);
  }
}

TEST_CASE_METHOD(CodesFixture, "codes live an hour for a reset and a day for everything else") {
  CHECK(code_ttl_us(CodePurpose::forgot_password) == 3600 * kMicrosPerSecond);
  CHECK(code_ttl_us(CodePurpose::sign_up) == 86'400 * kMicrosPerSecond);
  const std::string code = make(CodePurpose::forgot_password);
  clock.advance_us(code_ttl_us(CodePurpose::forgot_password) - 1);
  CHECK(check("x", CodePurpose::forgot_password).outcome == Outcome::wrong);
  clock.advance_us(1);
  CHECK(check(code, CodePurpose::forgot_password).outcome == Outcome::expired);
}

TEST_CASE_METHOD(CodesFixture, "looking at a code neither uses it up nor counts") {
  const std::string code = make();
  const auto is_right = [&](std::string_view guess) {
    return *store.read([&](Txn& txn) {
      return is_right_code(txn, kPool, kSub, CodePurpose::sign_up, guess, store.now_us());
    });
  };
  for (int i = 0; i < 10; ++i) CHECK_FALSE(is_right("x"));
  CHECK(is_right(code));
  CHECK(check(code).outcome == Outcome::right);
  CHECK_FALSE(is_right(code));
}

TEST_CASE_METHOD(CodesFixture, "M11: codes are spread over all digits") {
  std::set<std::string> codes;
  int digits[10] = {};
  for (int i = 0; i < 2000; ++i) {
    const std::string code = make();
    codes.insert(code);
    for (const char c : code) ++digits[c - '0'];
  }
  CHECK(codes.size() > 1990);
  for (const int count : digits) CHECK((count > 1000 && count < 1400));
}

TEST_CASE_METHOD(CodesFixture, "only a hash of a code is stored") {
  const std::string code = make();
  auto txn = storage.begin(storage::Mode::read);
  const auto rows = (*txn)->scan("", "", SIZE_MAX);
  for (const auto& row : *rows) CHECK(row.value.find(code) == std::string::npos);
  const auto record =
      store.read([&](Txn& t) { return t.get<Code>(keys::code(kPool, kSub, "sign_up")); });
  REQUIRE((*record).has_value());
  CHECK((*record)->hash.size() == 32);
  CHECK((*record)->salt.size() == 16);
}
