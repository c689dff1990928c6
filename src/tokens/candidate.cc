// A text that claims to be a token, taken apart before anything in it is believed.
#include "tokens/candidate.h"

#include "base/limits.h"
#include "codec/base64.h"

namespace postern::tokens {
namespace {

bool take_text(Json& claims, std::string_view name, std::string& out) {
  Json* claim = claims.find(name);
  if (claim == nullptr || !claim->is_string() || claim->as_string().empty()) return false;
  out = std::move(claim->as_string());
  return true;
}

// RFC 7519, 2 allows any NumericDate; what we write is a whole number of seconds, and so is what we
// read: not a text, not 1.5, not 1e9, not negative.
bool take_time(const Json& claims, std::string_view name, std::int64_t& out) {
  const Json* claim = claims.find(name);
  if (claim == nullptr || !claim->is_int() || claim->as_int() < 0) return false;
  out = claim->as_int();
  return true;
}

// What names a user is in every token of a user, where no trigger can take it away: a token without
// any of it, whose subject is its client, is the client's own.
bool take_client_claims(Json& claims, VerifiedToken& out) {
  for (const std::string_view of_user : {"username", "origin_jti", "event_id"}) {
    if (claims.contains(of_user)) return false;
  }
  if (claims.get_string("sub") != claims.get_string("client_id")) return false;
  take_text(claims, "scope", out.scope);
  return take_text(claims, "sub", out.sub) && take_text(claims, "client_id", out.client_id);
}

}  // namespace

std::optional<Candidate> read_candidate(std::string_view token) {
  auto parts = codec::split_jwt(token);
  if (!parts.ok()) return std::nullopt;
  auto payload = codec::base64url_decode(parts->payload);
  if (!payload.ok()) return std::nullopt;
  auto claims = Json::parse(*payload, {.bytes_max = limits::kTokenBytesMax,
                                       .members_max = limits::kTokenJsonMembersMax});
  if (!claims.ok() || !claims->is_object()) return std::nullopt;
  return Candidate{std::move(parts).value(), std::move(payload).value(), std::move(claims).value()};
}

bool is_own_header_form(std::string_view header_part) {
  constexpr std::size_t kMembers = 2;
  const auto header = codec::decode_jwt_object(header_part, kMembers);
  if (!header.ok() || header->size() != kMembers) return false;
  const Json* kid = header->find("kid");
  return kid != nullptr && kid->is_string() && header->get_string("alg") == "RS256";
}

bool take_claims(Json& claims, VerifiedToken& out) {
  if (claims.get_string("token_use") != to_text(out.use)) return false;
  if (!take_time(claims, "exp", out.exp_s) || !take_time(claims, "iat", out.iat_s)) return false;
  if (out.use == TokenUse::access && take_client_claims(claims, out)) return true;
  // Without revocation a token names its session by the event only; see claims.cc.
  if (!take_text(claims, "origin_jti", out.session_id) &&
      !take_text(claims, "event_id", out.session_id)) {
    return false;
  }
  if (!take_text(claims, "sub", out.sub)) return false;
  if (out.use == TokenUse::id) {
    return take_text(claims, "aud", out.client_id) &&
           take_text(claims, "cognito:username", out.username);
  }
  take_text(claims, "scope", out.scope);
  return take_text(claims, "client_id", out.client_id) &&
         take_text(claims, "username", out.username);
}

}  // namespace postern::tokens
