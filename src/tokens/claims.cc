// The claims of ID and access tokens, as Cognito writes them.
#include "tokens/claims.h"

#include "base/clock.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "domain/attributes.h"
#include "domain/scopes.h"

namespace postern::tokens {
namespace {

bool names_session(const domain::Client& client) {
  return client.token_revocation || client.rotates_refresh_tokens;
}

// A client without revocation gets no `origin_jti`. Its tokens still end with their session here,
// by the session's id in the place of the event's.
void add_session(Json& claims, const Grant& grant) {
  if (names_session(grant.client)) claims.set("origin_jti", grant.session.id);
  claims.set("event_id", names_session(grant.client) ? grant.session.event_id : grant.session.id);
}

// How the user signed in, for pools and sign-ins that ask (RFC 8176; OpenID Connect Core 1.0,
// section 2).
void add_authentication(Json& claims, const Grant& grant) {
  if (grant.session.acr.empty()) return;
  claims.set("acr", grant.session.acr).set("amr", to_json(grant.session.amr));
}

void add_times(Json& claims, const Grant& grant, std::int64_t ttl_s) {
  const std::int64_t iat_s = grant.issued_us / kMicrosPerSecond;
  claims.set("auth_time", grant.session.auth_time_s).set("exp", iat_s + ttl_s).set("iat", iat_s);
}

// OpenID Connect Core 1.0, section 3.1.3.6: the left half of the access token's hash.
std::string access_token_hash(std::string_view access_token) {
  const std::string hash = crypto::sha256(access_token);
  return codec::base64url_encode(std::string_view(hash).substr(0, hash.size() / 2));
}

// In a token every value of an identity is text, unlike in the user's attribute.
Json identity_claim(const Json& identity) {
  Json claim = identity;
  claim.set("primary", identity.get_bool("primary") ? "true" : "false");
  claim.set("dateCreated", std::to_string(identity.get_int("dateCreated")));
  return claim;
}

void add_identities(Json& claims, const Grant& grant) {
  const std::string* stored = domain::find_attribute(grant.user.attributes, "identities");
  if (stored == nullptr || !grant.client.may_read(grant.pool, "identities")) return;
  const auto list = Json::parse(*stored);
  if (!list.ok() || !list->is_array() || list->empty()) return;
  Json identities = Json::array();
  for (const Json& identity : list->as_array()) identities.push_back(identity_claim(identity));
  claims.set("identities", std::move(identities));
}

void add_attributes(Json& claims, const Grant& grant) {
  for (const auto& attribute : grant.user.attributes) {
    if (attribute->name == "sub" || attribute->name == "identities") continue;
    if (!grant.client.may_read(grant.pool, attribute->name)) continue;
    if (grant.session.hosted && !domain::scope_shows(grant.session.scope, attribute->name)) {
      continue;
    }
    // Of two claims with one name the one that is not the user's to choose stays.
    if (claims.contains(attribute->name)) continue;
    claims.set(attribute->name, attribute_claim(attribute->name, attribute->value));
  }
}

void add_groups(Json& claims, const GroupClaims& groups) {
  if (!groups.groups.empty()) claims.set("cognito:groups", to_json(groups.groups));
}

void add_roles(Json& claims, const GroupClaims& groups) {
  if (!groups.roles.empty()) claims.set("cognito:roles", to_json(groups.roles));
  if (!groups.preferred_role.empty()) claims.set("cognito:preferred_role", groups.preferred_role);
}

}  // namespace

Json id_claims(const Grant& grant, std::string_view issuer, std::string jti,
               std::string_view access_token) {
  Json claims = Json::object();
  if (grant.session.hosted) claims.set("at_hash", access_token_hash(access_token));
  claims.set("sub", grant.user.sub);
  add_groups(claims, grant.groups);
  add_roles(claims, grant.groups);
  claims.set("iss", issuer).set("cognito:username", grant.user.username);
  claims.set("aud", grant.client.id);
  add_session(claims, grant);
  if (!grant.nonce.empty()) claims.set("nonce", grant.nonce);
  add_identities(claims, grant);
  claims.set("token_use", "id");
  add_times(claims, grant, grant.client.id_token_ttl_s);
  add_authentication(claims, grant);
  claims.set("jti", std::move(jti));
  add_attributes(claims, grant);
  return claims;
}

Json access_claims(const Grant& grant, std::string_view issuer, std::string jti) {
  Json claims = Json::object();
  claims.set("sub", grant.user.sub);
  if (!grant.session.device_key.empty()) claims.set("device_key", grant.session.device_key);
  add_groups(claims, grant.groups);
  claims.set("iss", issuer).set("client_id", grant.client.id);
  add_session(claims, grant);
  claims.set("token_use", "access").set("scope", grant.session.scope);
  add_times(claims, grant, grant.client.access_token_ttl_s);
  add_authentication(claims, grant);
  if (grant.session.hosted) claims.set("version", 2);
  if (!grant.session.resource.empty()) claims.set("aud", grant.session.resource);
  claims.set("jti", std::move(jti)).set("username", grant.user.username);
  return claims;
}

Json client_claims(const ClientGrant& grant, std::string_view issuer, std::string jti) {
  const std::int64_t iat_s = grant.issued_us / kMicrosPerSecond;
  Json claims = Json::object();
  claims.set("sub", grant.client.id)
      .set("token_use", "access")
      .set("scope", grant.scope)
      .set("auth_time", iat_s)
      .set("iss", issuer)
      .set("exp", iat_s + grant.client.access_token_ttl_s)
      .set("iat", iat_s)
      .set("version", 2)
      .set("jti", std::move(jti))
      .set("client_id", grant.client.id);
  return claims;
}

Json attribute_claim(std::string_view name, std::string_view value) {
  if (name == "email_verified" || name == "phone_number_verified") return value == "true";
  if (name == "address") return Json::object().set("formatted", value);
  if (name == "updated_at") {
    auto number = Json::parse(value);
    if (number.ok() && number->is_number()) return std::move(number).value();
  }
  return value;
}

}  // namespace postern::tokens
