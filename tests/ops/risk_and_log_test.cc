// Risk configurations and log delivery through the API: kept as given, or refused.
#include "ops/auth_fixture.h"

using namespace postern;
using test::for_pool;
using test::json;

namespace {

struct RiskFixture : test::EngineFixture {
  std::string pool = new_pool();
  std::string client = new_client(pool);

  Json set(const Json& request) {
    return *run("SetRiskConfiguration", request).find("RiskConfiguration");
  }
  Json describe(const Json& request) {
    return *run("DescribeRiskConfiguration", request).find("RiskConfiguration");
  }
  Json for_client(std::string_view members = "{}") {
    return for_pool(pool, members).set("ClientId", client);
  }
};

struct LogFixture : test::EngineFixture {
  std::string pool = new_pool();

  Json request(std::string_view configurations, std::string_view of_pool = {}) {
    return for_pool(of_pool.empty() ? pool : of_pool)
        .set("LogConfigurations", json(configurations));
  }
  Json get() {
    return *run("GetLogDeliveryConfiguration", for_pool(pool)).find("LogDeliveryConfiguration");
  }
  std::string plus_pool() {
    const Json made = run("CreateUserPool", json(R"({"PoolName":"p","UserPoolTier":"PLUS"})"));
    return std::string(made.find("UserPool")->get_string("Id"));
  }
};

constexpr std::string_view kRisk = R"({
    "CompromisedCredentialsRiskConfiguration":{"EventFilter":["SIGN_IN"],
      "Actions":{"EventAction":"BLOCK"}},
    "AccountTakeoverRiskConfiguration":{"Actions":{
      "MediumAction":{"Notify":false,"EventAction":"MFA_REQUIRED"},
      "HighAction":{"Notify":false,"EventAction":"BLOCK"}}},
    "RiskExceptionConfiguration":{"BlockedIPRangeList":["10.10.10.10/32","2001:db8::/32"]}})";

constexpr std::string_view kNotifications = R"([{"LogLevel":"ERROR",
    "EventSource":"userNotification","CloudWatchLogsConfiguration":
      {"LogGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:cognito"}}])";
constexpr std::string_view kActivity = R"([{"LogLevel":"INFO","EventSource":"userAuthEvents",
    "S3Configuration":{"BucketArn":"arn:aws:s3:::logs"}}])";

}  // namespace

TEST_CASE_METHOD(RiskFixture, "a risk configuration is described as it was set") {
  CHECK(describe(for_pool(pool)).size() == 1);
  const Json made = set(for_pool(pool, kRisk));
  const Json given = json(kRisk);
  for (const JsonMember& member : given.as_object()) {
    INFO(member.key);
    REQUIRE(made.contains(member.key));
    CHECK(*made.find(member.key) == member.value);
  }
  CHECK(made.get_string("UserPoolId") == pool);
  CHECK_FALSE(made.contains("ClientId"));
  CHECK(describe(for_pool(pool)) == made);
}

TEST_CASE_METHOD(RiskFixture, "a client has a risk configuration of its own, or none") {
  set(for_pool(pool, kRisk));
  CHECK_FALSE(describe(for_client()).contains("RiskExceptionConfiguration"));
  const Json own =
      set(for_client(R"({"RiskExceptionConfiguration":{"SkippedIPRangeList":["192.0.2.0/24"]}})"));
  CHECK(own.get_string("ClientId") == client);
  CHECK(describe(for_client()) == own);
  CHECK(describe(for_pool(pool)).contains("AccountTakeoverRiskConfiguration"));
  CHECK(refusal("SetRiskConfiguration", for_pool(pool).set("ClientId", "nobody")) ==
        "ResourceNotFoundException: User pool client nobody does not exist.");
}

TEST_CASE_METHOD(RiskFixture, "a risk configuration is replaced as a whole, and gone when empty") {
  set(for_pool(pool, kRisk));
  set(for_pool(pool, R"({"RiskExceptionConfiguration":{"SkippedIPRangeList":["192.0.2.1/32"]}})"));
  CHECK_FALSE(describe(for_pool(pool)).contains("AccountTakeoverRiskConfiguration"));
  set(for_pool(pool));
  CHECK(describe(for_pool(pool)).size() == 1);
}

TEST_CASE_METHOD(RiskFixture, "ranges are in CIDR notation, and notices have somewhere to go") {
  for (const auto range : {"10.0.0.1", "10.0.0.0/33", "10.0.0/8", "::/129", "x/8", "10.0.0.0/08"}) {
    Json exceptions = Json::object().set("BlockedIPRangeList", Json(Json::Array{Json(range)}));
    INFO(range);
    CHECK(refusal("SetRiskConfiguration",
                  for_pool(pool).set("RiskExceptionConfiguration", std::move(exceptions)))
              .starts_with("InvalidParameterException: BlockedIPRangeList holds "));
  }
  Json notice = json(R"({"Actions":{"LowAction":{"Notify":true,"EventAction":"NO_ACTION"}}})");
  CHECK(refusal("SetRiskConfiguration",
                for_pool(pool).set("AccountTakeoverRiskConfiguration", notice)) ==
        "InvalidParameterException: NotifyConfiguration is required when an action has Notify.");
  notice.set("NotifyConfiguration",
             test::object("SourceArn", "arn:aws:ses:us-east-1:123456789012:identity/a"));
  set(for_pool(pool).set("AccountTakeoverRiskConfiguration", notice));
}

TEST_CASE_METHOD(RiskFixture, "a client's risk configuration goes with it") {
  set(for_client(kRisk));
  run("DeleteUserPoolClient", for_client());
  CHECK(refusal("DescribeRiskConfiguration", for_client()).starts_with("ResourceNotFound"));
  CHECK(describe(for_pool(pool)).size() == 1);
}

TEST_CASE_METHOD(LogFixture,
                 "log delivery is shown as it was set, and an empty list takes it back") {
  CHECK(get().find("LogConfigurations")->empty());
  const Json made =
      *run("SetLogDeliveryConfiguration", request(kNotifications)).find("LogDeliveryConfiguration");
  CHECK(made.get_string("UserPoolId") == pool);
  CHECK(*made.find("LogConfigurations") == json(kNotifications));
  CHECK(get() == made);
  run("SetLogDeliveryConfiguration", request("[]"));
  CHECK(get().find("LogConfigurations")->empty());
}

TEST_CASE_METHOD(LogFixture, "logs of what users do are for the PLUS tier") {
  CHECK(refusal("SetLogDeliveryConfiguration", request(kActivity))
            .starts_with("FeatureUnavailableInTierException: "));
  run("SetLogDeliveryConfiguration", request(kActivity, plus_pool()));
}

TEST_CASE_METHOD(LogFixture, "each source has its level and its destinations, once") {
  const auto refused = [&](std::string_view configurations) {
    return refusal("SetLogDeliveryConfiguration", request(configurations));
  };
  CHECK(refused(R"([{"LogLevel":"INFO","EventSource":"userNotification"}])") ==
        "InvalidParameterException: The LogLevel of userNotification must be ERROR.");
  CHECK(refused(R"([{"LogLevel":"ERROR","EventSource":"userNotification"}])") ==
        "InvalidParameterException: A log configuration has exactly one destination.");
  CHECK(refused(R"([{"LogLevel":"ERROR","EventSource":"userNotification",
                     "S3Configuration":{"BucketArn":"arn:aws:s3:::logs"}}])") ==
        "InvalidParameterException: The destination of userNotification must be CloudWatch Logs.");
  Json twice = json(kNotifications);
  twice.push_back(twice.as_array().front());
  CHECK(refused(twice.dump()) ==
        "InvalidParameterException: An EventSource can be configured only once.");
  run("SetLogDeliveryConfiguration", request(kNotifications));
}
