// Names: their forms, and when two are one.
#include "domain/username.h"

#include "unit/domain/settings.h"

using namespace postern;
using namespace postern::domain;
using test::fault;
using test::pool_of;

TEST_CASE("an e-mail address is one address and nothing else (R08)") {
  for (const char* good :
       {"a@b.c", "alice+tag@mail.example.com", "o'brien@example.ie", "\xc3\xa4@example.com"}) {
    CHECK(looks_like_email(good));
  }
  for (const char* bad :
       {"", "a", "@b.c", "a@", "a@b", "a@b@c.d", "a@b.c,d@e.f", "a@b.c;d@e.f", "a b@c.d",
        "a@b.c\nBcc: x@y.z", "a@b.c\r", "<a@b.c>", "\"a\"@b.c", "a@.c", "a@b.", "a\\@b.c"}) {
    INFO(bad);
    CHECK_FALSE(looks_like_email(bad));
  }
}

TEST_CASE("U10: the domain of an address has one spelling; what stands before it is as given") {
  CHECK(looks_like_email("ada@xn--exmple-cua.com"));
  CHECK_FALSE(looks_like_email("ada@ex\u00e4mple.com"));
  CHECK_FALSE(looks_like_email("ada@mail\u3002example.com"));  // A full stop of another script.

  const Pool pool = pool_of(R"({"PoolName":"p"})");
  CHECK(*canonical_alias(pool, "email", "ada+tag@example.com") !=
        *canonical_alias(pool, "email", "ada@example.com"));
}

TEST_CASE("U04: what cannot be seen has no place in a username") {
  for (const char* seen : {"ada", "\u00e4da", "\U0001f600", "a!b"}) CHECK(is_username_text(seen));
  for (const char* unseen :
       {"a\u200db", "a\u202eb", "a\ufeff", "a\a", "a b", "\u00a0a", "a\ue000b", "a\u0378b"}) {
    INFO(unseen);
    CHECK_FALSE(is_username_text(unseen));
  }
}

TEST_CASE("a phone number is E.164") {
  for (const char* good : {"+12", "+4915112345678", "+123456789012345"})
    CHECK(looks_like_phone_number(good));
  for (const char* bad : {"", "+", "+1", "12345", "+12 34", "+1234567890123456", "+12a", "++12"}) {
    INFO(bad);
    CHECK_FALSE(looks_like_phone_number(bad));
  }
}

TEST_CASE("U09: a new username has the form its pool asks for, and no alias's") {
  struct Row {
    const char* pool;
    const char* good;
    const char* bad;
    const char* refusal;
  };
  const Row rows[] = {
      {R"({"PoolName":"p","UsernameAttributes":["email"]})", "a@b.c", "alice",
       "InvalidParameterException: Username should be an email."},
      {R"({"PoolName":"p","UsernameAttributes":["phone_number"]})", "+4912345", "a@b.c",
       "InvalidParameterException: Username should be a phone number."},
      {R"({"PoolName":"p","UsernameAttributes":["email","phone_number"]})", "+4912345", "alice",
       "InvalidParameterException: Username should be either an email or a phone number."},
      {R"({"PoolName":"p","AliasAttributes":["email"]})", "+4912345", "a@b.c",
       "InvalidParameterException: Username cannot be of email format, since user pool is "
       "configured for email alias."},
      {R"({"PoolName":"p","AliasAttributes":["phone_number"]})", "a@b.c", "+4912345",
       "InvalidParameterException: Username cannot be of phone number format, since user pool is "
       "configured for phone number alias."}};
  for (const Row& row : rows) {
    const Pool pool = pool_of(row.pool);
    CHECK(fault(check_new_username(pool, row.good)).empty());
    CHECK(fault(check_new_username(pool, row.bad)) == row.refusal);
  }
  CHECK(fault(check_new_username(pool_of(R"({"PoolName":"p"})"), "a@b.c")).empty());
}

TEST_CASE("U02, U03: a pool without case folds names, one with case only normalises them") {
  const Pool folding =
      pool_of(R"({"PoolName":"p","UsernameConfiguration":{"CaseSensitive":false}})");
  const Pool exact = pool_of(R"({"PoolName":"p"})");
  const auto fold = [&](std::string_view name) {
    return canonical_username(folding, name).value();
  };
  CHECK(fold("ALICE") == fold("alice"));
  CHECK(fold("stra\xc3\x9f"
             "e") == fold("STRASSE"));
  CHECK(fold("e\xcc\x81") == fold("\xc3\x89"));  // e + combining acute, capital e acute
  CHECK(fold("\xe2\x84\xaa") == fold("k"));      // Kelvin sign
  CHECK(fold("\xc4\xb1") != fold("i"));          // Dotless i
  CHECK(canonical_username(exact, "ALICE").value() != canonical_username(exact, "alice").value());
  CHECK(canonical_username(exact, "e\xcc\x81").value() ==
        canonical_username(exact, "\xc3\xa9").value());
}

TEST_CASE("a masked destination shows a letter, whole, and four digits") {
  CHECK(mask_destination("email", "alice@example.com") == "a***@e***");
  CHECK(mask_destination("email", "\xc3\xa4lice@\xc3\xb6.example") == "\xc3\xa4***@\xc3\xb6***");
  CHECK(mask_destination("email", "x") == "***");
  CHECK(mask_destination("phone_number", "+4915112349878") == "+*******9878");
  CHECK(mask_destination("phone_number", "+12") == "+*******+12");
}
