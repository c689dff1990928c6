// AWS Signature Version 4: published examples, and each way to be refused beside a twin that holds.
#include "http/sigv4.h"

#include <catch2/catch.hpp>

#include "signer.h"

using namespace postern;
using test::kSignedAtS;
using test::list_user_pools;
using test::SignedRequest;

namespace {

http::SignatureContext context_at(std::int64_t now_s) {
  return {.region = "us-east-1", .service = "cognito-idp", .now_s = now_s};
}

Result<Secret> secret_of(std::string_view id) {
  if (id == test::kKeyId) return Secret(std::string_view(test::kSecret));
  return not_authorized("no such key");
}

Result<std::string> verify(const SignedRequest& request, std::int64_t now_s = kSignedAtS) {
  return http::verify_signature(request.view(), context_at(now_s), secret_of);
}

// The refusal's code, or "" for a signature that holds.
std::string refusal(const SignedRequest& request, std::int64_t now_s = kSignedAtS) {
  const auto result = verify(request, now_s);
  return result.ok() ? "" : result.error().code;
}

constexpr const char* kIncomplete = "IncompleteSignatureException";
constexpr const char* kInvalid = "InvalidSignatureException";
constexpr const char* kUnrecognized = "UnrecognizedClientException";

// With another Authorization field than the signer's own.
std::string refusal_of_field(const std::string& field) {
  SignedRequest request = list_user_pools();
  request.headers.emplace_back("Authorization", field);
  return refusal(request);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

// From the test suite AWS publishes with its documentation of Signature Version 4.
TEST_CASE("the examples of AWS's signature test suite verify") {
  struct Example {
    const char* name;
    const char* method;
    std::vector<std::pair<std::string, std::string>> headers;
    const char* signed_headers;
    const char* signature;
  };
  const Example example =
      GENERATE(Example{"get-vanilla",
                       "GET",
                       {},
                       "host;x-amz-date",
                       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
               Example{"post-vanilla",
                       "POST",
                       {},
                       "host;x-amz-date",
                       "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
               Example{"get-header-value-trim",
                       "GET",
                       {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
                       "host;my-header1;my-header2;x-amz-date",
                       "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"});
  CAPTURE(example.name);
  SignedRequest request;
  request.method = example.method;
  request.headers = example.headers;
  request.headers.emplace_back("Host", "example.amazonaws.com");
  request.headers.emplace_back("X-Amz-Date", "20150830T123600Z");
  request.headers.emplace_back(
      "Authorization",
      std::string("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/"
                  "aws4_request, SignedHeaders=") +
          example.signed_headers + ", Signature=" + example.signature);
  const http::SignatureContext context{"us-east-1", "service", kSignedAtS};
  const auto result = http::verify_signature(request.view(), context, secret_of);
  REQUIRE(result.ok());
  CHECK(*result == "AKIDEXAMPLE");
}

TEST_CASE("a request signed by botocore verifies, and the tests' own signer agrees with it") {
  SignedRequest request = list_user_pools();
  CHECK(request.signature() == "a4219152d852779c2ccdb81dcaedfa0bd1fba7a10aaf02bf59b3e70855d59de7");
  CHECK(refusal(request.sign()) == "");
}

TEST_CASE("P09: header names in any case, blanks around and inside values do not matter") {
  SignedRequest request = list_user_pools();
  request.headers[1] = {"content-TYPE", "  application/x-amz-json-1.1 \t"};
  request.headers.emplace_back("X-Note", "a  \t b");
  request.signs["x-note"] = "a b";
  CHECK(refusal(request.sign()) == "");
}

TEST_CASE("P14: a signature that differs in any way is refused") {
  const SignedRequest good = list_user_pools();
  const std::string field = good.authorization();
  const std::string signature = good.signature();
  CHECK(refusal_of_field(field) == "");
  CHECK(refusal_of_field(replaced(field, signature, std::string(64, '0'))) == kInvalid);
  std::string upper = signature;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  CHECK(refusal_of_field(replaced(field, signature, upper)) == kIncomplete);
  CHECK(refusal_of_field(field + "0") == kIncomplete);
  CHECK(refusal_of_field(field.substr(0, field.size() - 1)) == kIncomplete);
}

TEST_CASE("whatever was signed cannot be changed afterwards") {
  SignedRequest request = list_user_pools();
  request.sign();
  CHECK(refusal(request) == "");
  SECTION("body") {
    request.body += " ";
  }
  SECTION("method") {
    request.method = "PUT";
  }
  SECTION("host") {
    request.headers[0].second = "elsewhere:9229";
  }
  SECTION("time") {
    request.headers[2].second = "20150830T123601Z";
  }
  SECTION("target") {
    request.headers[3].second += "s";
  }
  SECTION("path") {
    request.target = "//";
  }
  SECTION("query") {
    request.target = "/?a=b";
  }
  CHECK(refusal(request) == kInvalid);
}

TEST_CASE("another secret does not verify, an unknown key is unrecognized") {
  SignedRequest request = list_user_pools();
  SECTION("secret") {
    request.secret = "guess";
    CHECK(refusal(request.sign()) == kInvalid);
  }
  SECTION("key") {
    request.key_id = "AKIDNOBODY";
    const auto result = verify(request.sign());
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == kUnrecognized);
    CHECK(result.error().message == "The security token included in the request is invalid.");
  }
}

TEST_CASE("a failing key store is a failure, not a refusal") {
  SignedRequest request = list_user_pools();
  request.sign();
  const auto result = http::verify_signature(
      request.view(), context_at(kSignedAtS), [](std::string_view) -> Result<Secret> {
        return Error{Errc::storage, "StorageError", "disk I/O error"};
      });
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().errc == Errc::storage);
}

TEST_CASE("P05: a signature is good for five minutes before and after its time") {
  SignedRequest request = list_user_pools();
  request.sign();
  CHECK(refusal(request, kSignedAtS + 300) == "");
  CHECK(refusal(request, kSignedAtS - 300) == "");
  const auto late = verify(request, kSignedAtS + 301);
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().code == kInvalid);
  CHECK(late.error().message ==
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
        "(20150830T124101Z - 5 min.)");
  const auto early = verify(request, kSignedAtS - 301);
  REQUIRE_FALSE(early.ok());
  CHECK(early.error().message.starts_with("Signature not yet current: "));
}

TEST_CASE("P12 P13: a signature for another day, region, service or terminator is refused") {
  SignedRequest request = list_user_pools();
  SECTION("region") {
    request.region = "eu-west-1";
    CHECK(refusal(request.sign()) == kInvalid);
  }
  SECTION("service") {
    request.service = "cognito-identity";
    CHECK(refusal(request.sign()) == kInvalid);
  }
  SECTION("service sts, as in a replayed GetCallerIdentity") {
    request.service = "sts";
    CHECK(refusal(request.sign()) == kInvalid);
  }
  SECTION("day") {
    request.date = "20150831";
    CHECK(refusal(request.sign()) == kInvalid);
  }
  SECTION("terminator") {
    CHECK(refusal_of_field(replaced(request.authorization(), "aws4_request", "aws5_request")) ==
          kIncomplete);
  }
}

TEST_CASE("P09: what steers a request must be signed if it is there") {
  const std::string name = GENERATE("host", "x-amz-date", "x-amz-target", "x-amz-content-sha256");
  CAPTURE(name);
  SignedRequest request = list_user_pools();
  request.add("X-Amz-Content-Sha256", SignedRequest::hex(crypto::sha256(request.body)),
              "x-amz-content-sha256");
  SECTION("signed") {
    CHECK(refusal(request.sign()) == "");
  }
  SECTION("not signed") {
    request.signs.erase(name);
    CHECK(refusal(request.sign()) == kIncomplete);
  }
}

TEST_CASE("P10: a signed header that is missing or occurs twice is refused") {
  SignedRequest request = list_user_pools();
  SECTION("missing") {
    request.signs["x-missing"] = "";
  }
  SECTION("same value twice") {
    request.headers.push_back(request.headers[3]);
  }
  SECTION("another case and value") {
    request.headers.emplace_back("x-amz-target", "AWSCognitoIdentityProviderService.SignUp");
  }
  SECTION("two hosts") {
    request.headers.emplace_back("HOST", "localhost:9229");
  }
  CHECK(refusal(request.sign()) == kIncomplete);
}

TEST_CASE("P10: two Authorization fields are refused") {
  SignedRequest request = list_user_pools();
  CHECK(refusal(request.sign()) == "");
  CHECK(refusal(request.sign()) == kIncomplete);
}

TEST_CASE("P11: the payload hash must be that of the body") {
  SignedRequest request = list_user_pools();
  const std::string claim =
      GENERATE("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
               "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "");
  request.add("X-Amz-Content-Sha256", claim, "x-amz-content-sha256");
  request.payload_hash = claim;
  CHECK(refusal(request.sign()) == kInvalid);
}

TEST_CASE("P06: a session token is not recognised") {
  SignedRequest request = list_user_pools();
  request.add("X-Amz-Security-Token", "anything", "x-amz-security-token");
  CHECK(refusal(request.sign()) == kUnrecognized);
}

TEST_CASE("a time that is none is refused") {
  const std::string stamp = GENERATE("", "20150830", "2015-08-30T12:36:00Z", "20150830T123600",
                                     "20150830T123600z", "20150230T123600Z", "20151330T123600Z",
                                     "20150830T243600Z", "20150830T126000Z", "20150830T12360 Z");
  SignedRequest request = list_user_pools();
  request.headers[2].second = request.signs["x-amz-date"] = request.stamp = stamp;
  CHECK(refusal(request.sign()) == kIncomplete);
}

TEST_CASE("a signature without a time is refused") {
  SignedRequest request = list_user_pools();
  request.headers.erase(request.headers.begin() + 2);
  request.signs.erase("x-amz-date");
  CHECK(refusal(request.sign()) == kIncomplete);
}

TEST_CASE("an Authorization field of another form is refused") {
  const std::string good = list_user_pools().authorization();
  CHECK(refusal_of_field(good) == "");
  CHECK(refusal_of_field("") == kIncomplete);
  CHECK(refusal_of_field("Bearer abc") == kIncomplete);
  CHECK(refusal_of_field("AWS4-HMAC-SHA256") == kIncomplete);
  CHECK(refusal_of_field("AWS4-HMAC-SHA256 ") == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "AWS4-HMAC-SHA256", "aws4-hmac-sha256")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "Credential=", "Credentials=")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "Credential=", "Credential=/")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "AKIDEXAMPLE", "")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "AKIDEXAMPLE", "AKID EXAMPLE")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "/us-east-1", "")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "content-type;host", "host;content-type")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, "content-type;host", "host;host")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, ";host", ";Host")) == kIncomplete);
  CHECK(refusal_of_field(replaced(good, ";host", ";;host")) == kIncomplete);
  CHECK(refusal_of_field(good + ", Signature=" + std::string(64, '0')) == kIncomplete);
  CHECK(refusal_of_field(good + ", Extra=1") == kIncomplete);
  CHECK(refusal_of_field(good + ",") == kIncomplete);
}

TEST_CASE("the parts of the Authorization field may come in any order, with or without blanks") {
  const SignedRequest request = list_user_pools();
  CHECK(refusal_of_field("AWS4-HMAC-SHA256 Signature=" + request.signature() +
                         ",SignedHeaders=" + request.signed_headers() + ",Credential=AKIDEXAMPLE/" +
                         request.scope()) == "");
}
