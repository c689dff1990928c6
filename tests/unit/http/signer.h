// Signs requests as an AWS SDK does, written from the specification and apart from the verifier.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "crypto/digest.h"
#include "http/http.h"

namespace postern::test {

// The example key of AWS's documentation and of its published signature test suite.
inline constexpr const char* kKeyId = "AKIDEXAMPLE";
inline constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
inline constexpr std::int64_t kSignedAtS = 1'440'938'160;  // 2015-08-30T12:36:00Z

// A request that owns its text, and what it is signed with.
struct SignedRequest {
  std::string method = "POST";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string key_id = kKeyId;
  std::string secret = kSecret;
  std::string date = "20150830";
  std::string region = "us-east-1";
  std::string service = "cognito-idp";
  std::string stamp = "20150830T123600Z";
  // Canonical name -> canonical value, as the signer believes them to be.
  std::map<std::string, std::string> signs;
  std::string payload_hash;  // Empty: of the body.

  // Adds a header and signs it.
  void add(const std::string& name, const std::string& value, const std::string& canonical_name) {
    headers.emplace_back(name, value);
    signs[canonical_name] = value;
  }

  [[nodiscard]] std::string scope() const {
    return date + "/" + region + "/" + service + "/aws4_request";
  }

  [[nodiscard]] std::string signed_headers() const {
    std::string names;
    for (const auto& [name, value] : signs) names += (names.empty() ? "" : ";") + name;
    return names;
  }

  static std::string hex(const std::string& bytes) {
    static const char* digits = "0123456789abcdef";
    std::string text;
    for (unsigned char c : bytes) (text += digits[c >> 4]) += digits[c & 15];
    return text;
  }

  [[nodiscard]] std::string signature() const {
    std::string canonical = method + "\n/\n\n";
    for (const auto& [name, value] : signs) canonical += name + ":" + value + "\n";
    canonical += "\n" + signed_headers() + "\n" +
                 (payload_hash.empty() ? hex(crypto::sha256(body)) : payload_hash);
    const std::string to_sign =
        "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope() + "\n" + hex(crypto::sha256(canonical));
    std::string key = "AWS4" + secret;
    for (const std::string& step : {date, region, service, std::string("aws4_request")}) {
      key = crypto::hmac_sha256(key, step);
    }
    return hex(crypto::hmac_sha256(key, to_sign));
  }

  [[nodiscard]] std::string authorization() const {
    return "AWS4-HMAC-SHA256 Credential=" + key_id + "/" + scope() +
           ", SignedHeaders=" + signed_headers() + ", Signature=" + signature();
  }

  SignedRequest& sign() {
    headers.emplace_back("Authorization", authorization());
    return *this;
  }

  // Borrows from this object.
  [[nodiscard]] http::Request view() const {
    http::Request request;
    request.method = method;
    request.target = target;
    for (const auto& [name, value] : headers) request.headers.emplace_back(name, value);
    request.body = body;
    request.remote_address = "192.0.2.1";
    return request;
  }
};

// ListUserPools as botocore sends it; not yet signed.
inline SignedRequest list_user_pools() {
  SignedRequest request;
  request.body = R"({"MaxResults":10})";
  request.add("Host", "localhost:9229", "host");
  request.add("Content-Type", "application/x-amz-json-1.1", "content-type");
  request.add("X-Amz-Date", request.stamp, "x-amz-date");
  request.add("X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools", "x-amz-target");
  return request;
}

}  // namespace postern::test
