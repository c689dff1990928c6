// The HTTP face over a backend that records what reaches it.
#include "http/face.h"

#include <catch2/catch.hpp>

#include <optional>

#include "codec/json.h"
#include "http/field.h"
#include "http/response.h"
#include "signer.h"

using namespace postern;
using ops::Caller;
using test::list_user_pools;
using test::SignedRequest;

namespace {

class RecordingBackend : public http::Backend {
 public:
  Result<std::string> call_api(const Caller& caller, std::string_view service,
                               std::string_view operation, std::string_view body) override {
    called_as = caller;
    called = std::string(service) + ":" + std::string(operation) + " " + std::string(body);
    if (failure) return *failure;
    return answer;
  }
  bool needs_iam(std::string_view, std::string_view operation) override {
    return operation == "ListUserPools";
  }
  Result<std::string> jwks(std::string_view pool_id) override { return document(pool_id, "keys"); }
  Result<std::string> openid_configuration(std::string_view pool_id) override {
    return document(pool_id, "issuer");
  }
  Result<Secret> access_key_secret(std::string_view id) override {
    if (id == test::kKeyId) return Secret(std::string_view(test::kSecret));
    return not_authorized("no such key");
  }
  std::string_view region() const override { return "us-east-1"; }
  std::int64_t now_s() const override { return test::kSignedAtS; }

  std::string answer = "{}";
  std::optional<Error> failure;
  std::optional<Caller> called_as;
  std::string called;

 private:
  Result<std::string> document(std::string_view pool_id, const char* member) {
    if (failure) return *failure;
    if (pool_id == "us-east-1_Known") return Json::object().set(member, "x").dump();
    return reject("ResourceNotFoundException", "User pool does not exist.");
  }
};

class CountingRandom : public Random {
 public:
  void fill(void* out, std::size_t size) override {
    for (std::size_t i = 0; i < size; ++i) static_cast<unsigned char*>(out)[i] = next_++;
  }

 private:
  unsigned char next_ = 0xf0;
};

struct Fixture {
  RecordingBackend backend;
  CountingRandom random;
  http::Face face{backend, random};

  http::Response send(const SignedRequest& request, bool trusted = false) {
    http::Request view = request.view();
    view.trusted = trusted;
    return face.handle(view);
  }
};

std::string header(const http::Response& response, std::string_view name) {
  std::string found;
  for (const auto& [key, value] : response.headers) {
    if (http::equal_ignoring_case(key, name)) found += (found.empty() ? "" : "|") + value;
  }
  return found;
}

std::string type_of(const http::Response& response) {
  const auto body = Json::parse(response.body);
  REQUIRE(body.ok());
  return std::string(body->get_string("__type"));
}

// SignUp as a browser sends it: unsigned.
SignedRequest sign_up() {
  SignedRequest request;
  request.body = R"({"Username":"a"})";
  request.headers = {{"Host", "localhost:9229"},
                     {"Content-Type", "application/x-amz-json-1.1"},
                     {"X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp"}};
  return request;
}

SignedRequest get(const std::string& target) {
  SignedRequest request;
  request.method = "GET";
  request.target = target;
  request.headers = {{"Host", "localhost:9229"}};
  return request;
}

}  // namespace

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

TEST_CASE_METHOD(Fixture, "H11: a body over 1 MiB is refused") {
  SignedRequest request = sign_up();
  request.body = std::string(1 << 20, ' ');
  CHECK(send(request).status == 200);
  request.body += ' ';
  CHECK(send(request).status == 413);
}

TEST_CASE_METHOD(Fixture, "H19: other methods are refused and none overrides another") {
  SignedRequest request = sign_up();
  request.method = GENERATE("GET", "HEAD", "PUT", "DELETE", "TRACE", "post", "BREW");
  request.headers.emplace_back("X-HTTP-Method-Override", "POST");
  const auto response = send(request);
  CHECK(response.status == 405);
  CHECK(header(response, "allow") == "POST, OPTIONS");
  CHECK(backend.called.empty());
}

TEST_CASE_METHOD(Fixture, "H15: a preflight allows any origin but no credentials") {
  SignedRequest request;
  request.method = "OPTIONS";
  request.headers = {{"Host", "localhost"},
                     {"Origin", "https://app.example"},
                     {"Access-Control-Request-Method", "POST"}};
  const auto response = send(request);
  CHECK(response.status == 200);
  CHECK(header(response, "access-control-allow-origin") == "*");
  CHECK(header(response, "access-control-allow-credentials").empty());
  CHECK(header(response, "access-control-allow-methods") == "POST");
  const std::string allowed = header(response, "access-control-allow-headers");
  for (const char* name : {"x-amz-target", "content-type", "x-amz-user-agent", "cache-control",
                           "amz-sdk-invocation-id", "amz-sdk-request"}) {
    CHECK(allowed.find(name) != std::string::npos);
  }
  CHECK(header(send(sign_up()), "access-control-expose-headers") ==
        "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date");
}

TEST_CASE_METHOD(Fixture, "a refusal has its type and message in body and headers") {
  backend.failure = reject("UsernameExistsException", "User already exists");
  const auto response = send(sign_up());
  CHECK(response.status == 400);
  CHECK(response.body == R"({"__type":"UsernameExistsException","message":"User already exists"})");
  CHECK(header(response, "content-type") == "application/x-amz-json-1.1");
  CHECK(header(response, "x-amzn-errortype") == "UsernameExistsException:");
  CHECK(header(response, "x-amzn-errormessage") == "User already exists");
}

TEST_CASE_METHOD(Fixture, "H14: a message with control characters stays out of the headers") {
  backend.failure = reject("InvalidParameterException", "Value 'a\r\nSet-Cookie: b' is wrong");
  const auto response = send(sign_up());
  CHECK(response.status == 400);
  CHECK(header(response, "x-amzn-errormessage").empty());
  CHECK(header(response, "set-cookie").empty());
  CHECK(type_of(response) == "InvalidParameterException");
}

TEST_CASE("H14 X1: a header that could split the response turns it into an empty 500") {
  const auto added = [](std::string_view name, std::string_view value) {
    http::Response response{.status = 200, .headers = {}, .body = "secret"};
    http::add_header(response, name, value);
    return response;
  };
  CHECK(added("Location", "https://example.com/").status == 200);
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"Location", "a\r\nSet-Cookie: a=b"},
                                                        {"Location", "a\nb"},
                                                        {"Location", std::string(1, '\0')},
                                                        {"Location", "a\tb"},
                                                        {"Loc ation", "a"},
                                                        {"Location:", "a"},
                                                        {"", "a"},
                                                        {"A\r\nB", "a"}}) {
    const auto response = added(name, value);
    CHECK(response.status == 500);
    CHECK(response.headers.empty());
    CHECK(response.body.empty());
  }
}

TEST_CASE_METHOD(Fixture, "K03: the reason of an internal failure does not leave the host") {
  const Errc errc = GENERATE(Errc::internal, Errc::storage, Errc::corrupt, Errc::unknown_commit);
  backend.failure = Error{errc, "StorageError", "/var/lib/postern.db: disk I/O error"};
  const auto response = send(sign_up());
  CHECK(response.status == 500);
  CHECK(type_of(response) == "InternalErrorException");
  CHECK(response.body.find("postern.db") == std::string::npos);
  CHECK(header(response, "x-amzn-errormessage").find("postern.db") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "failures that are safe to repeat say so by 503") {
  backend.failure = Error{GENERATE(Errc::busy, Errc::conflict), "Busy", "x"};
  CHECK(send(sign_up()).status == 503);
}

TEST_CASE_METHOD(Fixture, "a body that is not JSON is a serialization failure") {
  backend.failure = Error{Errc::invalid_argument, "InvalidArgument", "not an object"};
  const auto response = send(sign_up());
  CHECK(response.status == 400);
  CHECK(type_of(response) == "SerializationException");
}

TEST_CASE_METHOD(Fixture, "each refusal has its status") {
  const auto [code, status] =
      GENERATE(table<std::string, int>({{"NotAuthorizedException", 400},
                                        {"UserNotFoundException", 400},
                                        {"TooManyRequestsException", 400},
                                        {"NotImplementedException", 501},
                                        {"MissingAuthenticationTokenException", 403}}));
  backend.failure = reject(code, "x");
  CHECK(send(sign_up()).status == status);
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

TEST_CASE_METHOD(Fixture, "the key set and the discovery document of a pool are served") {
  const auto jwks = send(get("/us-east-1_Known/.well-known/jwks.json"));
  CHECK(jwks.status == 200);
  CHECK(jwks.body == R"({"keys":"x"})");
  CHECK(header(jwks, "content-type") == "application/json");
  CHECK(header(jwks, "cache-control") == "public, max-age=3600");
  CHECK(header(jwks, "access-control-allow-origin") == "*");
  CHECK(send(get("/us-east-1_Known/.well-known/openid-configuration")).body == R"({"issuer":"x"})");
  CHECK(send(get("/us-east-1_Known/.well-known/jwks.json?cache=no")).status == 200);
}

TEST_CASE_METHOD(Fixture, "HEAD gives the headers of GET and no body") {
  SignedRequest request = get("/us-east-1_Known/.well-known/jwks.json");
  request.method = "HEAD";
  const auto response = send(request);
  CHECK(response.status == 200);
  CHECK(header(response, "content-type") == "application/json");
  CHECK(response.body.empty());
}

TEST_CASE_METHOD(Fixture, "documents of an unknown pool are not found") {
  CHECK(send(get("/us-east-1_Other/.well-known/jwks.json")).status == 404);
  CHECK(send(get("/us-east-1_Other/.well-known/openid-configuration")).status == 404);
}

TEST_CASE_METHOD(Fixture, "documents answer 500 when the store fails, and 405 to POST") {
  CHECK(header(send([] {
                 SignedRequest request = get("/us-east-1_Known/.well-known/jwks.json");
                 request.method = "POST";
                 return request;
               }()),
               "allow") == "GET, HEAD");
  backend.failure = Error{Errc::storage, "StorageError", "x"};
  CHECK(send(get("/us-east-1_Known/.well-known/jwks.json")).status == 500);
}

TEST_CASE_METHOD(Fixture, "H08: any other path, and any other spelling of a path, is not found") {
  const std::string target = GENERATE(
      "/x", "//", "/?", "/%2f", "/index.html", "/.well-known/jwks.json",
      "//us-east-1_Known/.well-known/jwks.json", "/us-east-1_Known//.well-known/jwks.json",
      "/us-east-1_Known/.well-known/jwks.json/", "/us-east-1_Known/%2ewell-known/jwks.json",
      "/a/../us-east-1_Known/.well-known/jwks.json", "/us-east-1_Known/..;/.well-known/jwks.json",
      "/us-east-1_Known%00/.well-known/jwks.json", "/US-EAST-1_KNOWN/.WELL-KNOWN/JWKS.JSON",
      "http://localhost/us-east-1_Known/.well-known/jwks.json", "us-east-1_Known", "*", "");
  CAPTURE(target);
  CHECK(send(get(target)).status == 404);
}
