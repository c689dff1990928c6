// Verifies AWS Signature Version 4.
#include "http/sigv4.h"

#include <algorithm>
#include <array>

#include "codec/hex.h"
#include "crypto/digest.h"
#include "http/authorization.h"
#include "http/field.h"
#include "http/timestamp.h"

namespace postern::http {
namespace {

Error incomplete(std::string_view message) {
  return reject("IncompleteSignatureException", message);
}
Error invalid(std::string_view message) {
  return reject("InvalidSignatureException", message);
}
Error unrecognized() {
  return reject("UnrecognizedClientException",
                "The security token included in the request is invalid.");
}

// Trimmed, with each run of blanks as one space.
std::string canonical_value(std::string_view value) {
  std::string text;
  for (const char c : trim(value)) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) text += c;
    if (blank && text.back() != ' ') text += ' ';
  }
  return text;
}

// What steers a request must be signed if it is there (P09); what is signed must be there once.
Status check_signed_headers(const Request& request, const Authorization& authorization) {
  constexpr std::array<std::string_view, 4> kMustBeSigned{"host", "x-amz-content-sha256",
                                                          "x-amz-date", "x-amz-target"};
  const auto& names = authorization.signed_names;
  for (const std::string_view name : kMustBeSigned) {
    const bool needed = name == "host" || find_field(request, name).present();
    if (needed && !std::ranges::binary_search(names, name)) {
      return incomplete(std::string(name).append(" must be a signed header."));
    }
  }
  for (const std::string_view name : names) {
    if (find_field(request, name).unique()) continue;
    return incomplete("A signed header is missing or given more than once.");
  }
  return ok();
}

Status check_scope(const Authorization& authorization, const SignatureContext& context,
                   std::string_view stamp) {
  if (authorization.date != stamp.substr(0, 8)) {
    return invalid(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
        "from HTTP.");
  }
  if (authorization.region != context.region) {
    return invalid("Credential should be scoped to a valid region.");
  }
  if (authorization.service != context.service) {
    return invalid("Credential should be scoped to correct service: '" +
                   std::string(context.service) + "'.");
  }
  return ok();
}

Status check_time(std::string_view stamp, std::int64_t now_s) {
  const auto signed_s = parse_amz_date(stamp);
  if (!signed_s) return incomplete("X-Amz-Date must be a time such as 20150830T123600Z.");
  const std::string now = amz_date(now_s);
  const std::string at = amz_date(*signed_s);
  if (*signed_s < now_s - kSignatureSkewMaxS) {
    return invalid("Signature expired: " + at + " is now earlier than " +
                   amz_date(now_s - kSignatureSkewMaxS) + " (" + now + " - 5 min.)");
  }
  if (*signed_s > now_s + kSignatureSkewMaxS) {
    return invalid("Signature not yet current: " + at + " is still later than " +
                   amz_date(now_s + kSignatureSkewMaxS) + " (" + now + " + 5 min.)");
  }
  return ok();
}

// The hash that is signed is of the body as received, whatever the request claims about it (P11).
Result<std::string> payload_hash(const Request& request) {
  std::string hash = codec::hex_encode(crypto::sha256(request.body));
  const Field claimed = find_field(request, "x-amz-content-sha256");
  if (claimed.present() && claimed.value != hash) {
    return invalid("X-Amz-Content-Sha256 is not the hash of the body.");
  }
  return hash;
}

std::string canonical_request(const Request& request, const Authorization& authorization,
                              std::string_view hash) {
  std::string text = std::string(request.method) + "\n/\n\n";
  for (const std::string_view name : authorization.signed_names) {
    text.append(name).append(":").append(canonical_value(find_field(request, name).value));
    text += '\n';
  }
  return text.append("\n").append(authorization.signed_headers).append("\n").append(hash);
}

Secret signing_key(const Secret& secret, const Authorization& authorization) {
  std::string key = std::string("AWS4").append(secret.view());
  for (const std::string_view step : {authorization.date, authorization.region,
                                      authorization.service, std::string_view("aws4_request")}) {
    std::string next = crypto::hmac_sha256(key, step);
    wipe(key);
    key.swap(next);
  }
  Secret result(key);
  wipe(key);
  return result;
}

std::string expected_signature(const Request& request, const Authorization& authorization,
                               const Secret& secret, std::string_view stamp,
                               std::string_view hash) {
  const std::string canonical = canonical_request(request, authorization, hash);
  const std::string to_sign = std::string("AWS4-HMAC-SHA256\n")
                                  .append(stamp)
                                  .append("\n")
                                  .append(authorization.scope)
                                  .append("\n")
                                  .append(codec::hex_encode(crypto::sha256(canonical)));
  return codec::hex_encode(crypto::hmac_sha256(signing_key(secret, authorization).view(), to_sign));
}

Result<Secret> find_secret(std::string_view access_key_id, const SecretLookup& secret_of) {
  auto secret = secret_of(access_key_id);
  if (!secret.ok() && secret.error().errc == Errc::rejected) return unrecognized();
  return secret;
}

}  // namespace

Result<std::string> verify_signature(const Request& request, const SignatureContext& context,
                                     const SecretLookup& secret_of) {
  const Field field = find_field(request, "authorization");
  if (!field.unique()) return incomplete("There must be one Authorization header.");
  POSTERN_TRY(const Authorization authorization, parse_authorization(field.value));
  if (request.target != "/") return invalid("Only requests for / are signed here.");
  // The engine's access keys are long-lived; a session token belongs to somebody else's
  // credentials.
  if (find_field(request, "x-amz-security-token").present()) return unrecognized();

  const Field stamp = find_field(request, "x-amz-date");
  if (!stamp.present()) return incomplete("Authorization header requires an X-Amz-Date header.");
  POSTERN_CHECK(check_signed_headers(request, authorization));
  POSTERN_TRY(const Secret secret, find_secret(authorization.access_key_id, secret_of));
  POSTERN_CHECK(check_time(stamp.value, context.now_s));
  POSTERN_CHECK(check_scope(authorization, context, stamp.value));
  POSTERN_TRY(const std::string hash, payload_hash(request));
  const std::string expected =
      expected_signature(request, authorization, secret, stamp.value, hash);
  if (!crypto::equal(expected, authorization.signature)) {
    return invalid(
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details.");
  }
  return std::string(authorization.access_key_id);
}

}  // namespace postern::http
