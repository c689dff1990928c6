// Terms of use and privacy policies through the API.
#include <set>

#include "ops/auth_fixture.h"

using namespace postern;
using test::for_pool;
using test::json;

namespace {

struct TermsFixture : test::EngineFixture {
  std::string pool = new_pool();
  std::string client = new_client(pool);

  Json request(std::string_view name, std::string_view of_client = {}) {
    return for_pool(pool, R"({"TermsSource":"LINK","Enforcement":"NONE",
                              "Links":{"cognito:default":"https://example.com/terms"}})")
        .set("ClientId", of_client.empty() ? std::string_view(client) : of_client)
        .set("TermsName", name);
  }
  Json create(std::string_view name, std::string_view of_client = {}) {
    return *run("CreateTerms", request(name, of_client)).find("Terms");
  }
  Json by_id(const Json& terms) {
    return for_pool(pool).set("TermsId", terms.get_string("TermsId"));
  }
  Json by_client(std::string_view name) {
    return for_pool(pool).set("ClientId", client).set("TermsName", name);
  }
};

}  // namespace

TEST_CASE_METHOD(TermsFixture, "terms are described by id and by client as they were created") {
  const Json made = create("terms-of-use");
  CHECK(made.get_string("UserPoolId") == pool);
  CHECK(made.get_string("ClientId") == client);
  CHECK(made.get_string("TermsSource") == "LINK");
  CHECK(made.find("Links")->get_string("cognito:default") == "https://example.com/terms");
  CHECK(*run("DescribeTerms", by_id(made)).find("Terms") == made);
  CHECK(*run("DescribeTermsByClient", by_client("terms-of-use")).find("Terms") == made);
  CHECK(refusal("DescribeTermsByClient", by_client("privacy-policy")) ==
        "ResourceNotFoundException: The app client has no privacy-policy.");
}

TEST_CASE_METHOD(TermsFixture, "a client has one document of each name") {
  create("terms-of-use");
  CHECK(refusal("CreateTerms", request("terms-of-use")).starts_with("TermsExistsException: "));
  const Json policy = create("privacy-policy");
  create("terms-of-use", new_client(pool, "other"));
  CHECK(refusal("UpdateTerms", by_id(policy).set("TermsName", "terms-of-use"))
            .starts_with("TermsExistsException: "));
  run("UpdateTerms", by_id(policy).set("TermsName", "privacy-policy"));
}

TEST_CASE_METHOD(TermsFixture, "an update changes what it names, and a new name frees the old") {
  const Json made = create("terms-of-use");
  Json change = by_id(made).set("TermsName", "privacy-policy");
  change.set("Links", json(R"({"cognito:spanish":"https://example.com/es"})"));
  const Json updated = *run("UpdateTerms", change).find("Terms");
  CHECK(updated.get_string("TermsName") == "privacy-policy");
  CHECK(updated.find("Links")->size() == 1);
  CHECK(updated.get_string("TermsSource") == "LINK");
  CHECK(*run("DescribeTermsByClient", by_client("privacy-policy")).find("Terms") == updated);
  create("terms-of-use");
}

TEST_CASE_METHOD(TermsFixture, "a link that is no page's address is refused") {
  for (const auto link :
       {"javascript:alert(1)", "data:text/html,x", "//example.com", "ftp://e.com"}) {
    const Json asked = request("terms-of-use").set("Links", test::object("cognito:default", link));
    CHECK(refusal("CreateTerms", asked) ==
          "InvalidParameterException: The link for cognito:default is not the address of a web "
          "page.");
  }
  const Json unknown_language =
      request("terms-of-use").set("Links", test::object("cognito:klingon", "https://e.com"));
  CHECK(refusal("CreateTerms", unknown_language).starts_with("InvalidParameterException: "));
  create("terms-of-use");
}

TEST_CASE_METHOD(TermsFixture, "terms belong to a client that exists") {
  CHECK(refusal("CreateTerms", request("terms-of-use", "nobody")) ==
        "ResourceNotFoundException: User pool client nobody does not exist.");
  create("terms-of-use", client);
}

TEST_CASE_METHOD(TermsFixture, "a pool has 40 terms, listed page by page without their links") {
  std::set<std::string> made;
  for (int i = 0; i < 20; ++i) {
    const std::string one = new_client(pool);
    for (const auto name : {"terms-of-use", "privacy-policy"}) {
      made.emplace(create(name, one).get_string("TermsId"));
    }
  }
  CHECK(refusal("CreateTerms", request("terms-of-use")) ==
        "LimitExceededException: A user pool has at most 40 terms.");
  std::set<std::string> found;
  std::string token;
  do {
    Json page = for_pool(pool, R"({"MaxResults":15})");
    if (!token.empty()) page.set("NextToken", token);
    const Json listed = run("ListTerms", page);
    for (const Json& terms : listed.find("Terms")->as_array()) {
      CHECK_FALSE(terms.contains("Links"));
      found.emplace(terms.get_string("TermsId"));
    }
    token = listed.get_string("NextToken");
  } while (!token.empty());
  CHECK(found == made);
  run("DeleteTerms", for_pool(pool).set("TermsId", *made.begin()));
  create("terms-of-use");
}

TEST_CASE_METHOD(TermsFixture, "terms are deleted by hand, and with their client") {
  const Json made = create("terms-of-use");
  const Json policy = create("privacy-policy");
  run("DeleteTerms", by_id(made));
  CHECK(refusal("DescribeTerms", by_id(made)).starts_with("ResourceNotFoundException: Terms "));
  CHECK(refusal("DeleteTerms", by_id(made)).starts_with("ResourceNotFoundException: Terms "));
  run("DescribeTerms", by_id(policy));
  run("DeleteUserPoolClient", for_pool(pool).set("ClientId", client));
  CHECK(refusal("DescribeTerms", by_id(policy)).starts_with("ResourceNotFoundException: Terms "));
  CHECK(run("ListTerms", for_pool(pool)).find("Terms")->empty());
}
