// ID tokens of other issuers.
#include "federation/id_token.h"

#include <algorithm>

#include "codec/base64.h"
#include "codec/jwt_text.h"
#include "crypto/digest.h"

namespace postern::federation {
namespace {

constexpr std::size_t kHeaderMembersMax = 16;
// OpenID Connect Core 1.0, section 2: a sub has at most 255 ASCII characters.
constexpr std::size_t kSubjectBytesMax = 255;
// How far the clocks of two servers may be apart.
constexpr std::int64_t kLeewayS = 60;
// Ten minutes for the user, and the leeway: nothing that was issued before the question answers it.
constexpr std::int64_t kAgeMaxS = 3600;

Error bad_token(std::string_view why) {
  return reject("invalid_request", "Bad id_token: " + std::string(why));
}

// Google, whose documents name it with the scheme, has long issued tokens without.
bool is_issuer(std::string_view issuer, std::string_view expected) {
  return issuer == expected ||
         (expected == "https://accounts.google.com" && issuer == "accounts.google.com");
}

// Alone, or with `azp` saying that of several audiences it is the one the token was issued to.
bool is_for(const Json& claims, std::string_view client_id) {
  const Json* azp = claims.find("azp");
  if (azp != nullptr && *azp != Json(client_id)) return false;
  const Json* aud = claims.find("aud");
  if (aud == nullptr) return false;
  if (!aud->is_array()) return *aud == Json(client_id);
  const auto& all = aud->as_array();
  const bool is_named =
      std::any_of(all.begin(), all.end(), [&](const Json& one) { return one == Json(client_id); });
  return is_named && (all.size() == 1 || azp != nullptr);
}

Status check_times(const Json& claims, std::int64_t now_s) {
  const auto is_time = [&](std::string_view name) {
    const Json* claim = claims.find(name);
    return claim != nullptr && claim->is_int() && claim->as_int() >= 0;
  };
  if (!is_time("exp") || !is_time("iat")) return bad_token("exp or iat is missing");
  if (now_s - kLeewayS >= claims.get_int("exp")) return bad_token("it has expired");
  const std::int64_t iat_s = claims.get_int("iat");
  if (iat_s > now_s + kLeewayS) return bad_token("it is from the future");
  if (iat_s < now_s - kAgeMaxS) return bad_token("it is too old");
  if (!claims.contains("nbf")) return ok();
  if (!is_time("nbf") || claims.get_int("nbf") > now_s + kLeewayS) {
    return bad_token("it is not valid yet");
  }
  return ok();
}

// Section 3.1.3.6: the left half of the access token's hash, where the issuer gives it.
bool fits_access_token(const Json& claims, std::string_view access_token) {
  const Json* at_hash = claims.find("at_hash");
  if (at_hash == nullptr) return true;
  const std::string hash = crypto::sha256(access_token);
  return *at_hash == Json(codec::base64url_encode(std::string_view(hash).substr(0, 16)));
}

Status check_subject(const Json& claims) {
  const std::string_view subject = claims.get_string("sub");
  const bool is_ascii =
      std::all_of(subject.begin(), subject.end(), [](char c) { return c >= ' ' && c < 127; });
  if (!subject.empty() && subject.size() <= kSubjectBytesMax && is_ascii) return ok();
  return bad_token("sub is missing or malformed");
}

Status check_claims(const Json& claims, const Expected& expected) {
  if (!is_issuer(claims.get_string("iss"), expected.issuer)) {
    return bad_token("it is of another issuer");
  }
  if (!is_for(claims, expected.audience)) return bad_token("it is for another client");
  POSTERN_CHECK(check_times(claims, expected.now_s));
  if (expected.nonce.empty() || !crypto::equal(claims.get_string("nonce"), expected.nonce)) {
    return bad_token("nonce mismatch");
  }
  if (!fits_access_token(claims, expected.access_token)) return bad_token("at_hash mismatch");
  return check_subject(claims);
}

}  // namespace

Result<IdTokenHeader> read_id_token_header(std::string_view token) {
  const auto parts = codec::split_jwt(token);
  if (!parts.ok()) return bad_token("it is malformed");
  const auto header = codec::decode_jwt_object(parts->header, kHeaderMembersMax);
  if (!header.ok()) return bad_token("its header is malformed");
  const std::string_view alg = header->get_string("alg");
  if (alg != "RS256" && alg != "ES256") return bad_token("its algorithm is not RS256 or ES256");
  // RFC 7515, section 4.1.11: what must be understood is not.
  if (header->contains("crit")) return bad_token("its header has crit");
  const Json* kid = header->find("kid");
  if (kid != nullptr && !kid->is_string()) return bad_token("its header is malformed");
  return IdTokenHeader{std::string(alg), std::string(header->get_string("kid"))};
}

Result<Json> verify_id_token(std::string_view token, const JwkSet& keys, const Expected& expected) {
  POSTERN_TRY(const IdTokenHeader header, read_id_token_header(token));
  const auto parts = codec::split_jwt(token);
  if (!parts.ok()) return bad_token("it is malformed");
  if (!keys.has(header.alg, header.kid)) return bad_token("its key is unknown");
  if (!keys.verifies(header.alg, header.kid, parts->signing_input, parts->signature)) {
    return bad_token("its signature is wrong");
  }
  auto claims = codec::decode_jwt_object(parts->payload);
  if (!claims.ok()) return bad_token("its claims are malformed");
  POSTERN_CHECK(check_claims(*claims, expected));
  return claims;
}

}  // namespace postern::federation
