// What reaches the backend through the HTTP face, and as whom.
#include <catch2/catch.hpp>

#include "face_fixture.h"

using namespace postern;
using namespace postern::test;

TEST_CASE_METHOD(Fixture, "an API call reaches the backend and its answer goes back") {
  backend.answer = R"({"UserSub":"1"})";
  const auto response = send(sign_up());
  CHECK(response.status == 200);
  CHECK(response.body == R"({"UserSub":"1"})");
  CHECK(header(response, "content-type") == "application/x-amz-json-1.1");
  CHECK(header(response, "cache-control") == "no-store");
  CHECK(header(response, "date") == "Sun, 30 Aug 2015 12:36:00 GMT");
  CHECK(header(response, "x-amzn-requestid") == "f0f1f2f3-f4f5-46f7-b8f9-fafbfcfdfeff");
  CHECK(backend.called == R"(cognito-idp:SignUp {"Username":"a"})");
  CHECK(backend.called_as->kind == Caller::Kind::anonymous);
  CHECK(backend.called_as->remote_address == "192.0.2.1");
}

TEST_CASE_METHOD(Fixture, "an operation without output answers with an empty body") {
  backend.answer = "";
  const auto response = send(sign_up());
  CHECK(response.status == 200);
  CHECK(response.body.empty());
}

TEST_CASE_METHOD(Fixture, "the identity service has its own target prefix") {
  SignedRequest request = sign_up();
  request.headers[2].second = "AWSCognitoIdentityService.GetId";
  CHECK(send(request).status == 200);
  CHECK(backend.called.starts_with("cognito-identity:GetId "));
}

TEST_CASE_METHOD(Fixture, "a target that is unknown, malformed or given twice is refused") {
  SignedRequest request = sign_up();
  SECTION("missing") {
    request.headers.pop_back();
  }
  SECTION("other service") {
    request.headers[2].second = "DynamoDB_20120810.GetItem";
  }
  SECTION("our own operations are not on the network") {
    request.headers[2].second = "postern.CreateAccessKey";
  }
  SECTION("no operation") {
    request.headers[2].second = "AWSCognitoIdentityProviderService.";
  }
  SECTION("odd characters") {
    request.headers[2].second = "AWSCognitoIdentityProviderService.Sign:Up";
  }
  SECTION("too long") {
    request.headers[2].second = "AWSCognitoIdentityProviderService." + std::string(65, 'a');
  }
  SECTION("twice") {
    request.headers.push_back(request.headers[2]);
  }
  const auto response = send(request);
  CHECK(response.status == 400);
  CHECK(type_of(response) == "UnknownOperationException");
  CHECK(backend.called.empty());
}

TEST_CASE_METHOD(Fixture, "H17: only the protocol's media type is accepted") {
  SignedRequest request = sign_up();
  SECTION("positive twins") {
    const std::string good =
        GENERATE("Application/X-Amz-Json-1.1", "application/x-amz-json-1.1; charset=UTF-8",
                 "application/x-amz-json-1.1;charset=\"utf-8\"");
    request.headers[1].second = good;
    CHECK(send(request).status == 200);
  }
  SECTION("others") {
    const std::string bad = GENERATE(
        "text/plain", "application/json", "application/x-amz-json-1.0", "", "multipart/form-data",
        "text/plain; application/x-amz-json-1.1", "application/x-amz-json-1.1, text/plain",
        "application/x-amz-json-1.1; charset=utf-16", "application/x-amz-json-1.1;",
        "application/x-amz-json-1.1x");
    CAPTURE(bad);
    request.headers[1].second = bad;
    const auto response = send(request);
    CHECK(response.status == 415);
    CHECK(type_of(response) == "UnsupportedMediaTypeException");
  }
  SECTION("missing") {
    request.headers.erase(request.headers.begin() + 1);
    CHECK(send(request).status == 415);
  }
  SECTION("twice") {
    request.headers.push_back(request.headers[1]);
    CHECK(send(request).status == 415);
  }
}

TEST_CASE_METHOD(Fixture, "H18: a compressed body is not accepted") {
  SignedRequest request = sign_up();
  request.headers.emplace_back("Content-Encoding", GENERATE("gzip", "br", "gzip, identity", ""));
  CHECK(send(request).status == 415);
  request.headers.back().second = "identity";
  CHECK(send(request).status == 200);
}

TEST_CASE_METHOD(Fixture, "H11: a body over 2 MiB is refused") {
  SignedRequest request = sign_up();
  request.body = std::string(2 << 20, ' ');
  CHECK(send(request).status == 200);
  request.body += ' ';
  CHECK(send(request).status == 413);
}

TEST_CASE_METHOD(Fixture, "who signs with an access key calls as that key") {
  CHECK(send(list_user_pools().sign()).status == 200);
  CHECK(backend.called_as->kind == Caller::Kind::iam);
  CHECK(backend.called_as->access_key_id == test::kKeyId);
}

TEST_CASE_METHOD(Fixture, "a bad signature is refused before the operation") {
  SignedRequest request = list_user_pools();
  request.secret = "guess";
  const auto response = send(request.sign());
  CHECK(response.status == 403);
  CHECK(type_of(response) == "InvalidSignatureException");
  CHECK(backend.called.empty());
}

TEST_CASE_METHOD(Fixture, "without a signature the caller is anonymous") {
  send(list_user_pools());
  CHECK(backend.called_as->kind == Caller::Kind::anonymous);
}

TEST_CASE_METHOD(Fixture, "an operation that needs no credentials ignores any signature") {
  SignedRequest request = sign_up();
  request.headers.emplace_back("Authorization",
                               GENERATE("AWS4-HMAC-SHA256 nonsense", "Basic eDp5"));
  CHECK(send(request).status == 200);
  CHECK(backend.called_as->kind == Caller::Kind::anonymous);
}

TEST_CASE_METHOD(Fixture, "a caller the host vouches for is the host, whatever it signed with") {
  SignedRequest request = list_user_pools();
  request.secret = "bogus";
  CHECK(send(request.sign(), true).status == 200);
  CHECK(backend.called_as->kind == Caller::Kind::host);
}
