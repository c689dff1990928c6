// The HTTP face over a backend that records what reaches it, and requests to send.
#pragma once

#include <catch2/catch.hpp>

#include <optional>
#include <string>

#include "codec/json.h"
#include "http/face.h"
#include "http/field.h"
#include "signer.h"

namespace postern::test {

using ops::Caller;

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
  Result<std::string> upload_import_piece(std::string_view token,
                                          const UploadPiece& piece) override {
    called = std::string(token) + " " + std::to_string(piece.offset) + "+" +
             std::string(piece.bytes) + "/" + std::to_string(piece.total) + " " +
             std::string(piece.upload_id);
    if (failure) return *failure;
    return std::string("upload-1");
  }
  Result<LogPart> import_log(std::string_view token, std::uint64_t from) override {
    called = std::string(token) + " from " + std::to_string(from);
    if (failure) return *failure;
    return LogPart{"a line\n", from == 0 ? std::optional<std::uint64_t>(16) : std::nullopt};
  }
  std::optional<http::Response> answer_login(const http::Request&,
                                             const http::LoginRoute&) override {
    return std::nullopt;
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

inline std::string header(const http::Response& response, std::string_view name) {
  std::string found;
  for (const auto& [key, value] : response.headers) {
    if (http::equal_ignoring_case(key, name)) found += (found.empty() ? "" : "|") + value;
  }
  return found;
}

inline std::string type_of(const http::Response& response) {
  const auto body = Json::parse(response.body);
  REQUIRE(body.ok());
  return std::string(body->get_string("__type"));
}

// SignUp as a browser sends it: unsigned.
inline SignedRequest sign_up() {
  SignedRequest request;
  request.body = R"({"Username":"a"})";
  request.headers = {{"Host", "localhost:9229"},
                     {"Content-Type", "application/x-amz-json-1.1"},
                     {"X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp"}};
  return request;
}

inline SignedRequest get(const std::string& target) {
  SignedRequest request;
  request.method = "GET";
  request.target = target;
  request.headers = {{"Host", "localhost:9229"}};
  return request;
}

}  // namespace postern::test
