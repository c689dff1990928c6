// Where the HTTP face lets requests go: methods, paths, documents, preflights.
#include <catch2/catch.hpp>

#include "face_fixture.h"

using namespace postern;
using namespace postern::test;

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

TEST_CASE_METHOD(Fixture, "a link of a notice changes nothing by being looked at") {
  const std::string query =
      "user_pool_id=p&user_name=a%22b&event_id=e&feedback_token=t&feedback_value=Valid";
  const auto page = send(get("/authEventFeedback?" + query));
  CHECK(page.status == 200);
  CHECK(page.body.find(R"(name="user_name" value="a&quot;b")") != std::string::npos);
  CHECK(header(page, "content-security-policy").ends_with("form-action 'self'"));
  CHECK(backend.called.empty());
  SignedRequest answer = get("/authEventFeedback");
  answer.method = "POST";
  answer.body = query;
  CHECK(send(answer).status == 200);
  CHECK(backend.called == R"(cognito-idp:UpdateAuthEventFeedback {"UserPoolId":"p",)"
                          R"("Username":"a\"b","EventId":"e","FeedbackToken":"t",)"
                          R"("FeedbackValue":"Valid"})");
  backend.called.clear();
  answer.body = query.substr(query.find('&') + 1);
  CHECK(send(answer).status == 400);
  CHECK(send(get("/authEventFeedback?user_name=a")).status == 400);
  answer.method = "PUT";
  CHECK(send(answer).status == 405);
  CHECK(backend.called.empty());
}

TEST_CASE_METHOD(Fixture,
                 "a confirmation link reaches the engine's own operation, once it is whole") {
  const auto page = send(get("/confirmUser?client_id=c&user_name=a%2Bb&confirmation_code=123456"));
  CHECK(page.status == 200);
  CHECK(header(page, "access-control-allow-origin").empty());
  CHECK(header(page, "content-type") == "text/html; charset=utf-8");
  CHECK(header(page, "referrer-policy") == "no-referrer");
  CHECK(backend.called == R"(postern:ConfirmUserByLink {"ClientId":"c","Username":"a+b",)"
                          R"("ConfirmationCode":"123456"})");
  backend.called.clear();
  for (const char* broken : {"/confirmUser", "/confirmUser?client_id=c&user_name=a",
                             "/confirmUser?client_id=c&client_id=d"
                             "&user_name=a&confirmation_code=1"}) {
    CHECK(send(get(broken)).status == 400);
  }
  CHECK(backend.called.empty());
  backend.failure = reject("CodeMismatchException", "<b>no</b>");
  const auto refused = send(get("/confirmUser?client_id=c&user_name=a&confirmation_code=1"));
  CHECK(refused.status == 400);
  CHECK(refused.body.find("&lt;b&gt;no&lt;/b&gt;") != std::string::npos);
  backend.failure = Error{Errc::storage, "StorageError", "/var/lib/secret"};
  const auto failed = send(get("/confirmUser?client_id=c&user_name=a&confirmation_code=1"));
  CHECK(failed.status == 500);
  CHECK(failed.body.find("secret") == std::string::npos);
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

// A path is here, and in this room's README, or it is not there.
TEST_CASE_METHOD(Fixture, "W21: exactly these paths are there") {
  struct Row {
    std::string target;
    std::string allow;  // Other methods are told which there are.
  };
  const Row documented[] = {{"/", "POST, OPTIONS"},
                            {"/confirmUser", "GET"},
                            {"/user-import/token", "PUT, GET, HEAD"},
                            {"/us-east-1_Known/.well-known/jwks.json", "GET, HEAD"},
                            {"/us-east-1_Known/.well-known/openid-configuration", "GET, HEAD"}};
  for (const Row& row : documented) {
    INFO(row.target);
    SignedRequest request = get(row.target);
    request.method = "DELETE";
    const auto response = send(request);
    CHECK(response.status == 405);
    CHECK(header(response, "allow") == row.allow);
  }
  // What other servers have been found to leave open, beside doors of this one's that are not on
  // the network or not built.
  for (const char* target : {"/register",
                             "/login",
                             "/signup",
                             "/webauthn/register",
                             "/webauthn/login",
                             "/q/webauthn/register-options-challenge",
                             "/q/webauthn/login-options-challenge",
                             "/q/webauthn/callback",
                             "/webauthn/register/options",
                             "/passkeys/add",
                             "/oauth2/token",
                             "/oauth2/authorize",
                             "/oauth2/userInfo",
                             "/logout",
                             "/forgotPassword",
                             "/admin",
                             "/actuator",
                             "/metrics",
                             "/debug",
                             "/health",
                             "/status",
                             "/console",
                             "/swagger.json",
                             "/openapi.json",
                             "/_postern/keys",
                             "/_postern/inbox",
                             "/_postern/clock",
                             "/_postern/call/RotateRootKey",
                             "/.well-known/openid-configuration",
                             "/.env",
                             "/favicon.ico",
                             "/confirmUser/",
                             "/confirmuser",
                             "/user-import"}) {
    INFO(target);
    for (const char* method : {"GET", "POST", "PUT", "HEAD", "OPTIONS"}) {
      SignedRequest request = get(target);
      request.method = method;
      CHECK(send(request).status == 404);
    }
  }
  CHECK(backend.called.empty());
}
