// Domains of managed login: who may have which name.
#include "ops/auth_fixture.h"

using namespace postern;
using test::for_pool;
using test::json;

namespace {

constexpr std::string_view kCertificate =
    "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
constexpr std::string_view kOtherCertificate =
    "arn:aws:acm:us-east-1:123456789012:certificate/66666666-7777-8888-9999-000000000000";

struct DomainFixture : test::EngineFixture {
  std::string pool = new_pool();

  Json named(std::string_view domain, std::string_view of_pool = {}) {
    return for_pool(of_pool.empty() ? pool : of_pool).set("Domain", domain);
  }
  Json custom(std::string_view domain, std::string_view certificate = kCertificate) {
    return named(domain).set("CustomDomainConfig", test::object("CertificateArn", certificate));
  }
  Json describe(std::string_view domain) {
    return *run("DescribeUserPoolDomain", Json::object().set("Domain", domain))
                .find("DomainDescription");
  }
  std::string create_refusal(const Json& request) {
    return refusal("CreateUserPoolDomain", request);
  }
};

}  // namespace

TEST_CASE_METHOD(DomainFixture, "a prefix domain is described as it was created, at once active") {
  CHECK(run("CreateUserPoolDomain", named("login-1")).get_int("ManagedLoginVersion") == 1);
  const Json shown = describe("login-1");
  CHECK(shown.get_string("Domain") == "login-1");
  CHECK(shown.get_string("UserPoolId") == pool);
  CHECK(shown.get_string("Status") == "ACTIVE");
  CHECK(shown.get_int("ManagedLoginVersion") == 1);
  CHECK_FALSE(shown.contains("CustomDomainConfig"));
}

TEST_CASE_METHOD(DomainFixture, "a domain that nobody has is described by an empty object") {
  CHECK(describe("nobodys") == Json::object());
}

TEST_CASE_METHOD(DomainFixture, "a pool has one prefix and one custom domain, and shows both") {
  run("CreateUserPoolDomain", named("login"));
  run("CreateUserPoolDomain", custom("auth.example.com"));
  const Json shown = *run("DescribeUserPool", for_pool(pool)).find("UserPool");
  CHECK(shown.get_string("Domain") == "login");
  CHECK(shown.get_string("CustomDomain") == "auth.example.com");
  CHECK(create_refusal(named("second")) ==
        "InvalidParameterException: User pool already has a domain configured.");
  CHECK(create_refusal(custom("id.example.com")) ==
        "InvalidParameterException: User pool already has a domain configured.");
  run("DeleteUserPoolDomain", named("login"));
  run("CreateUserPoolDomain", named("second"));
}

TEST_CASE_METHOD(DomainFixture, "a name belongs to one pool until that gives it up") {
  const std::string other = new_pool("other");
  run("CreateUserPoolDomain", named("login"));
  CHECK(create_refusal(named("login", other)) ==
        "InvalidParameterException: Domain already associated with another user pool.");
  run("DeleteUserPoolDomain", named("login"));
  run("CreateUserPoolDomain", named("login", other));
  CHECK(describe("login").get_string("UserPoolId") == other);
}

TEST_CASE_METHOD(DomainFixture, "reserved words and malformed names are no prefixes") {
  const std::string reserved = "InvalidParameterException: Domain cannot contain reserved word: ";
  CHECK(create_refusal(named("my-cognito-login")) == reserved + "cognito");
  CHECK(create_refusal(named("lawsuits")) == reserved + "aws");
  CHECK(create_refusal(named("amazonas")) == reserved + "amazon");
  for (const auto name : {"-login", "login-", "Login", "log.in", "log_in", "l\xc3\xb6gin"}) {
    CHECK(create_refusal(named(name)) ==
          "InvalidParameterException: 1 validation error detected: Value '" + std::string(name) +
              "' at 'domain' failed to satisfy constraint: Member must satisfy regular expression "
              "pattern: ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$");
  }
  CHECK(create_refusal(named(std::string(64, 'a')))
            .find("Member must have length less than or equal to 63") != std::string::npos);
  run("CreateUserPoolDomain", named(std::string(63, 'a')));
}

TEST_CASE_METHOD(DomainFixture,
                 "a custom domain is a host name of somebody else than the service") {
  const std::string refused = "InvalidParameterException: Custom domain is not a valid subdomain: ";
  for (const std::string name :
       {"login", "auth..example.com", ".example.com", "example.com.", "-a.example.com",
        "a_b.example.com", "192.0.2.1", "AUTH.example.com", "x.auth.us-east-1.amazoncognito.com",
        "a/b.example.com"}) {
    CHECK(create_refusal(custom(name)) == refused + name);
  }
  run("CreateUserPoolDomain", custom("auth.example.com"));
  CHECK(describe("auth.example.com").find("CustomDomainConfig")->get_string("CertificateArn") ==
        kCertificate);
}

TEST_CASE_METHOD(DomainFixture, "an update changes version and certificate and keeps the rest") {
  run("CreateUserPoolDomain", custom("auth.example.com"));
  run("UpdateUserPoolDomain", named("auth.example.com").set("ManagedLoginVersion", 2));
  CHECK(describe("auth.example.com").get_int("ManagedLoginVersion") == 2);
  run("UpdateUserPoolDomain", custom("auth.example.com", kOtherCertificate));
  const Json shown = describe("auth.example.com");
  CHECK(shown.get_int("ManagedLoginVersion") == 2);
  CHECK(shown.find("CustomDomainConfig")->get_string("CertificateArn") == kOtherCertificate);
  run("CreateUserPoolDomain", named("login"));
  CHECK(refusal("UpdateUserPoolDomain", custom("login")) ==
        "InvalidParameterException: A prefix domain cannot have a CustomDomainConfig.");
}

TEST_CASE_METHOD(DomainFixture, "A09: a pool changes and deletes its own domains alone") {
  const std::string other = new_pool("other");
  run("CreateUserPoolDomain", named("login"));
  const std::string none = "InvalidParameterException: No such domain or user pool exists.";
  CHECK(refusal("DeleteUserPoolDomain", named("login", other)) == none);
  CHECK(refusal("UpdateUserPoolDomain", named("login", other)) == none);
  CHECK(refusal("DeleteUserPoolDomain", named("unknown")) == none);
  CHECK(describe("login").get_string("UserPoolId") == pool);
  run("DeleteUserPoolDomain", named("login"));
  CHECK(describe("login").empty());
}

TEST_CASE_METHOD(DomainFixture, "managed login has two versions, the second not in the LITE tier") {
  CHECK(create_refusal(named("login").set("ManagedLoginVersion", 3)) ==
        "InvalidParameterException: ManagedLoginVersion must be 1 or 2.");
  const Json made = run("CreateUserPool", json(R"({"PoolName":"p","UserPoolTier":"LITE"})"));
  const std::string lite(made.find("UserPool")->get_string("Id"));
  CHECK(create_refusal(named("login", lite).set("ManagedLoginVersion", 2))
            .starts_with("FeatureUnavailableInTierException"));
  run("CreateUserPoolDomain", named("login", lite).set("ManagedLoginVersion", 1));
  run("CreateUserPoolDomain", named("login2").set("ManagedLoginVersion", 2));
}

TEST_CASE_METHOD(DomainFixture, "failover is refused rather than promised") {
  Json request = custom("auth.example.com");
  request.set("Routing", json(R"({"Failover":{"SecondaryRegion":"us-west-2",
      "PrimaryRoute53HealthCheckId":"h"}})"));
  CHECK(create_refusal(request).starts_with("OperationNotEnabledException: "));
  request.set("Routing", Json::object());
  run("CreateUserPoolDomain", request);
}

TEST_CASE_METHOD(DomainFixture, "a pool with a domain is not deleted") {
  run("CreateUserPoolDomain", named("login"));
  CHECK(refusal("DeleteUserPool", for_pool(pool)) ==
        "InvalidParameterException: User pool cannot be deleted. It has a domain configured that "
        "should be deleted first.");
  run("DeleteUserPoolDomain", named("login"));
  run("DeleteUserPool", for_pool(pool));
}
