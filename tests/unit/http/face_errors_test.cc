// Refusals and failures as the HTTP face shows them.
#include <catch2/catch.hpp>

#include "face_fixture.h"
#include "http/response.h"

using namespace postern;
using namespace postern::test;

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

TEST_CASE_METHOD(Fixture, "H14: a message longer than a header may be is in the body only") {
  backend.failure = reject("InvalidParameterException", std::string(4097, 'a'));
  const auto response = send(sign_up());
  CHECK(header(response, "x-amzn-errormessage").empty());
  CHECK(response.body.find(std::string(4097, 'a')) != std::string::npos);
  backend.failure = reject("InvalidParameterException", std::string(4096, 'a'));
  CHECK(header(send(sign_up()), "x-amzn-errormessage").size() == 4096);
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
