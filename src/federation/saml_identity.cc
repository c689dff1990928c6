// Who a SAML identity provider says somebody is.
#include "federation/saml_identity.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "codec/base64.h"
#include "crypto/digest.h"
#include "federation/saml_begin.h"
#include "federation/saml_partner.h"
#include "saml/tree.h"
#include "tokens/pool_certificates.h"

namespace postern::federation {
namespace {

// What a provider begins by itself is taken for six minutes, as at Cognito.
constexpr std::int64_t kUnsolicitedAgeS = 360;

Result<domain::IdentityProvider> provider_of(const oauth::LoginRequest& login,
                                             const FlowState& flow) {
  POSTERN_TRY(auto provider, login.services.store.read([&](domain::Txn& txn) {
    return domain::require_provider(txn, login.pool->id, flow.provider);
  }));
  if (provider.type == "SAML") return provider;
  return reject("invalid_request", provider.name + " is no SAML identity provider.");
}

// A response as it was posted, and to whom.
struct Posted {
  const oauth::LoginRequest& login;
  const domain::IdentityProvider& provider;
  std::string xml;
  std::string in_response;
  const crypto::RsaPrivateKey* decryption_key;
};

struct Believed {
  saml::Assertion assertion;
  std::string issuer;
};

Result<Believed> read_with(const SamlPartner& partner, const Posted& posted) {
  const bool is_unsolicited = posted.in_response.empty();
  POSTERN_TRY(auto assertion,
              saml::read_response(posted.xml, partner.keys,
                                  {.issuer = partner.metadata.entity_id,
                                   .audience = entity_id_of(*posted.login.pool),
                                   .acs = acs_address(posted.login),
                                   .in_response = posted.in_response,
                                   .now_us = posted.login.services.store.now_us(),
                                   .age_s_max = is_unsolicited ? kUnsolicitedAgeS : 0,
                                   .decryption_key = posted.decryption_key}));
  return Believed{std::move(assertion), partner.metadata.entity_id};
}

Result<Believed> read(const Posted& posted) {
  const std::int64_t now_us = posted.login.services.store.now_us();
  const Upstream& upstream = posted.login.upstream;
  POSTERN_TRY(const SamlPartner partner, find_partner(upstream, posted.provider, now_us));
  auto believed = read_with(partner, posted);
  if (believed.ok() || posted.provider.details.get_string("MetadataURL").empty()) {
    return believed;
  }
  const auto anew = find_partner_anew(upstream, posted.provider, now_us);
  const bool is_as_before =
      !anew.ok() || (anew->metadata.signing_certificates == partner.metadata.signing_certificates &&
                     anew->metadata.entity_id == partner.metadata.entity_id);
  return is_as_before ? std::move(believed) : read_with(*anew, posted);
}

// One value is a text, several are a list; an attribute without any is absent.
Json claims_of(const saml::Assertion& assertion) {
  Json claims = Json::object();
  for (const saml::Attribute& attribute : assertion.attributes) {
    if (attribute.values.empty()) continue;
    if (attribute.values.size() == 1) {
      claims.set(attribute.name, attribute.values.front());
      continue;
    }
    Json list = Json::array();
    for (const std::string& value : attribute.values) list.push_back(value);
    claims.set(attribute.name, std::move(list));
  }
  return claims;
}

// Short, however long its parts are: no two providers' assertions are one.
std::string mark_of(const oauth::LoginRequest& login, const FlowState& flow, std::string_view id) {
  std::string text = login.pool->id;
  text.append(1, '\0').append(flow.provider).append(1, '\0').append(id);
  return codec::base64url_encode(crypto::sha256(text));
}

}  // namespace

Result<std::string> message_of(std::string_view field) {
  std::string base64;
  std::ranges::remove_copy_if(field, std::back_inserter(base64), [](char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  });
  auto bytes = codec::base64_decode(base64);
  if (!bytes.ok()) return saml::refused("it is no base64");
  return bytes;
}

Result<SamlIdentity> identify_by_saml(const oauth::LoginRequest& login,
                                      const domain::Client& client, const FlowState& flow,
                                      std::string_view saml_response) {
  SamlIdentity said;
  POSTERN_TRY(said.identity.provider, provider_of(login, flow));
  const domain::IdentityProvider& provider = said.identity.provider;
  Posted posted{login, provider, {}, {}, nullptr};
  POSTERN_TRY(posted.xml, message_of(saml_response));
  if (!flow.id.empty()) posted.in_response = request_id_of(flow.id);
  std::optional<tokens::PoolCertificate> certificate;
  if (has_flag(provider, "EncryptedResponses")) {
    POSTERN_TRY(certificate, tokens::find_or_make_certificate(login.services.store, login.pool->id,
                                                              tokens::kSamlEncryption));
    posted.decryption_key = &certificate->key;
  }
  POSTERN_TRY(auto believed, read(posted));
  saml::Assertion& assertion = believed.assertion;
  said.identity.issuer = std::move(believed.issuer);
  said.identity.subject = assertion.subject.value;
  said.subject = std::move(assertion.subject);
  said.session_index = std::move(assertion.session_index);
  said.assertion = mark_of(login, flow, assertion.id);
  said.assertion_expires_us = assertion.expires_us;
  Claimed claimed{.claims = claims_of(assertion), .are_texts = true};
  claimed.event.set("samlResponse", claimed.claims);
  POSTERN_CHECK(map_identity(login, client, claimed, said.identity));
  return said;
}

}  // namespace postern::federation
