// AWS Signature Version 4, as a caller makes it: "Create a signed AWS API request", IAM user guide.
#include "aws_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <map>
#include <new>

#include "text.h"

namespace postern::server {
namespace {

constexpr std::size_t kSha256Bytes = 32;

const unsigned char* to_uchar(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string format_time(const char* format, std::time_t now) {
  std::tm utc = {};
  gmtime_r(&now, &utc);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, format, &utc));
}

// Lower-case names in order, each with its value.
std::map<std::string, std::string> signed_fields(const Request& request, const Url& url) {
  std::map<std::string, std::string> fields{{"host", url.authority()}};
  for (const Field& field : request.fields) {
    std::string name;
    std::ranges::transform(field.name, std::back_inserter(name), to_lower);
    fields[name] = trim(field.value);
  }
  return fields;
}

// The path once more encoded, slashes left alone, as every service but S3 wants it.
std::string canonical_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    out += percent_encode(path.substr(0, slash));
    if (slash < path.size()) out += '/';
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return out;
}

}  // namespace

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::string digest(kSha256Bytes, '\0');
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                 EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();
  }
  return hex(digest);
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  std::string mac(kSha256Bytes, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), to_uchar(message),
           message.size(), reinterpret_cast<unsigned char*>(mac.data()), &size) == nullptr) {
    throw std::bad_alloc();
  }
  return mac;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

void sign_request(Request& request, const Url& url, std::string_view region,
                  std::string_view service, const AwsCredentials& credentials, std::time_t now) {
  const std::string stamp = format_time("%Y%m%dT%H%M%SZ", now);
  request.fields.push_back({"X-Amz-Date", stamp});
  if (!credentials.session_token.empty()) {
    request.fields.push_back({"X-Amz-Security-Token", credentials.session_token});
  }
  std::string names, canonical = request.method + "\n" + canonical_path(request.target) + "\n\n";
  for (const auto& [name, value] : signed_fields(request, url)) {
    canonical.append(name).append(":").append(value).append("\n");
    names.append(names.empty() ? "" : ";").append(name);
  }
  canonical.append("\n").append(names).append("\n").append(sha256_hex(request.body));
  const std::string day = stamp.substr(0, 8);
  const std::string scope =
      day + "/" + std::string(region) + "/" + std::string(service) + "/aws4_request";
  std::string key = hmac_sha256("AWS4" + credentials.secret_access_key, day);
  for (const std::string_view part : {region, service, std::string_view("aws4_request")}) {
    key = hmac_sha256(key, part);
  }
  const std::string signature = hex(
      hmac_sha256(key, "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + sha256_hex(canonical)));
  request.fields.push_back(
      {"Authorization", "AWS4-HMAC-SHA256 Credential=" + credentials.access_key_id + "/" + scope +
                            ", SignedHeaders=" + names + ", Signature=" + signature});
}

}  // namespace postern::server
