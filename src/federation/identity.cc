// Who a provider says somebody is.
#include "federation/identity.h"

#include "domain/provider_links.h"
#include "domain/provider_types.h"
#include "federation/attribute_mapping.h"
#include "federation/endpoints.h"
#include "federation/id_token.h"
#include "federation/provider_kind.h"
#include "federation/token_exchange.h"
#include "federation/user_info.h"
#include "triggers/triggers.h"

namespace postern::federation {
namespace {

constexpr std::size_t kSubjectBytesMax = 255;

// RFC 9207: an answer that says whose it is must be of the issuer that was asked, before the code
// is shown to anybody (O12).
Status check_issuer(const domain::IdentityProvider& provider, const codec::Form& answer) {
  const std::string* issuer = answer.find("iss");
  const std::string_view expected = provider.details.get_string("oidc_issuer");
  if (issuer == nullptr || expected.empty() || *issuer == expected) return ok();
  return reject("invalid_request", "The answer is of another identity provider.");
}

// What a provider said, as InboundFederation is shown it.
struct Said {
  Json tokens;
  Json id_token = Json::object();
  Json user_info = Json::object();
};

std::int64_t now_s(const oauth::LoginRequest& login) {
  return login.services.store.now_us() / kMicrosPerSecond;
}

// With keys asked for anew where the token's is not among those at hand: issuers replace theirs.
Result<Json> id_claims(const oauth::LoginRequest& login, const Endpoints& endpoints,
                       std::string_view token, const Expected& expected) {
  const std::int64_t now_us = login.services.store.now_us();
  POSTERN_TRY(const IdTokenHeader header, read_id_token_header(token));
  POSTERN_TRY(const std::string url, find_jwks(login.upstream, endpoints, now_us));
  POSTERN_TRY(auto document, login.upstream.document(endpoints.issuer, url, now_us));
  POSTERN_TRY(JwkSet keys, JwkSet::read(*document));
  if (!keys.has(header.alg, header.kid)) {
    POSTERN_TRY(document, login.upstream.new_document(endpoints.issuer, url, now_us));
    POSTERN_TRY(keys, JwkSet::read(*document));
  }
  return verify_id_token(token, keys, expected);
}

Result<Said> ask(const oauth::LoginRequest& login, const domain::IdentityProvider& provider,
                 const FlowState& flow, std::string_view code) {
  POSTERN_TRY(const Endpoints endpoints,
              find_endpoints(login.upstream, provider, login.services.store.now_us()));
  Said said;
  POSTERN_TRY(said.tokens, exchange_code(login.upstream, {.provider = provider,
                                                          .endpoints = endpoints,
                                                          .code = code,
                                                          .redirect_uri = callback_address(login),
                                                          .verifier = flow.verifier,
                                                          .now_s = now_s(login)}));
  const std::string_view access_token = said.tokens.get_string("access_token");
  if (find_kind(provider.type)->signs_id_tokens) {
    POSTERN_TRY(said.id_token, id_claims(login, endpoints, said.tokens.get_string("id_token"),
                                         {.issuer = endpoints.issuer,
                                          .audience = provider.details.get_string("client_id"),
                                          .nonce = flow.nonce,
                                          .access_token = access_token,
                                          .now_s = now_s(login)}));
  }
  POSTERN_TRY(said.user_info,
              ask_user_info(login.upstream, provider, endpoints, access_token, said.id_token));
  return said;
}

// What is signed weighs more than what is asked for afterwards.
Json merged(const Said& said) {
  Json claims = said.user_info;
  for (const JsonMember& member : said.id_token.as_object()) claims.set(member.key, member.value);
  return claims;
}

// Apple tells a user's name once, through the browser: a name and nothing else is believed (F09).
void add_name_of_form(const codec::Form& answer, Json& claims) {
  const auto user = Json::parse(answer.get("user", "{}"));
  const Json* name = user.ok() ? user->find("name") : nullptr;
  if (name == nullptr || !name->is_object()) return;
  for (const std::string_view part : {"firstName", "lastName"}) {
    const std::string_view text = name->get_string(part);
    if (!text.empty()) claims.set(part, text);
  }
}

Result<std::string> subject_of(const domain::IdentityProvider& provider, const Said& said) {
  const ProviderKind& kind = *find_kind(provider.type);
  const Json& source = kind.signs_id_tokens ? said.id_token : said.user_info;
  std::string subject(source.get_string(domain::find_provider_type(provider.type)->subject_claim));
  if (!subject.empty() && subject.size() <= kSubjectBytesMax) return subject;
  return reject("invalid_request", provider.name + " Error - no id of the user");
}

// All-or-nothing: what the function returns stands in the place of the provider's claims, and an
// empty object leaves them.
Result<bool> replace_claims(const Json& response, Json& claims) {
  const Json* given = response.find("userAttributesToMap");
  if (given == nullptr || given->is_null()) return false;
  if (!given->is_object()) {
    return reject("InvalidLambdaResponseException", "Unrecognizable lambda output");
  }
  if (given->empty()) return false;
  claims = *given;
  return true;
}

// Whether the claims are the function's.
Result<bool> fire_inbound(const oauth::LoginRequest& login, const domain::Client& client,
                          const Identity& identity, const Json& attributes, Json& claims) {
  constexpr auto kKind = triggers::Kind::inbound_federation;
  triggers::Triggers& all = login.services.triggers;
  if (!all.wanted(kKind, *login.pool)) return false;
  POSTERN_TRY(const std::string username,
              domain::federated_username(*login.pool, identity.provider.name, identity.subject));
  Json event = Json::object();
  event.set("providerName", identity.provider.name)
      .set("providerType", identity.provider.type)
      .set("attributes", attributes);
  POSTERN_TRY(const auto response,
              all.fire({.kind = kKind,
                        .source = "InboundFederation_ExternalProvider",
                        .pool = *login.pool,
                        .username = username,
                        .client_id = client.id,
                        .request = std::move(event),
                        .response = Json::object().set("userAttributesToMap", Json::object())}));
  if (!response) return false;
  return replace_claims(*response, claims);
}

}  // namespace

Status map_identity(const oauth::LoginRequest& login, const domain::Client& client,
                    const Claimed& claimed, Identity& identity) {
  Json claims = claimed.claims;
  POSTERN_TRY(const bool are_functions,
              fire_inbound(login, client, identity, claimed.event, claims));
  identity.attributes =
      map_attributes(identity.provider, claims, claimed.are_texts || are_functions);
  return ok();
}

std::string callback_address(const oauth::LoginRequest& login) {
  return login.base_url + "/oauth2/idpresponse";
}

Result<Identity> identify(const oauth::LoginRequest& login,
                          const oauth::AuthorizationRequest& request, const FlowState& flow,
                          const codec::Form& answer) {
  Identity identity;
  POSTERN_TRY(identity.provider, login.services.store.read([&](domain::Txn& txn) {
    return domain::require_provider(txn, login.pool->id, flow.provider);
  }));
  if (find_kind(identity.provider.type) == nullptr) {
    return reject("server_error", "Nobody signs in through " + identity.provider.name + ".");
  }
  POSTERN_CHECK(check_issuer(identity.provider, answer));
  POSTERN_TRY(const Said said, ask(login, identity.provider, flow, answer.get("code")));
  POSTERN_TRY(identity.subject, subject_of(identity.provider, said));
  identity.acr = said.id_token.get_string("acr");
  Claimed claimed{.event = Json::object()
                               .set("tokenResponse", said.tokens)
                               .set("idToken", said.id_token)
                               .set("userInfo", said.user_info),
                  .claims = merged(said),
                  .are_texts = identity.provider.type == "SignInWithApple"};
  if (claimed.are_texts) add_name_of_form(answer, claimed.claims);
  POSTERN_CHECK(map_identity(login, *request.client, claimed, identity));
  return identity;
}

}  // namespace postern::federation
