// What a client says of itself when it registers.
#include "oauth/client_metadata.h"

#include <algorithm>

#include "domain/redirect_uri.h"
#include "domain/scopes.h"
#include "oauth/client_rights.h"

namespace postern::oauth {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view kCode = "authorization_code";
constexpr std::string_view kImplicit = "implicit";
constexpr std::string_view kMachine = "client_credentials";
constexpr std::string_view kDefaultName = "Registered client";
constexpr std::size_t kAddressesMax = 100;

Error invalid(std::string_view why) {
  return reject("invalid_client_metadata", why);
}

bool has(const Texts& texts, std::string_view wanted) {
  return std::ranges::find(texts, wanted) != texts.end();
}

Result<std::string> text_member(const Json& given, std::string_view member,
                                std::string_view fallback) {
  const Json* value = given.find(member);
  if (value == nullptr || value->is_null()) return std::string(fallback);
  if (!value->is_string()) return invalid(std::string(member) + " is not a text.");
  return value->as_string();
}

Result<Texts> list_member(const Json& given, std::string_view member, Texts fallback) {
  const Json* value = given.find(member);
  if (value == nullptr || value->is_null()) return fallback;
  if (!value->is_array()) return invalid(std::string(member) + " is not a list.");
  Texts texts;
  for (const Json& item : value->as_array()) {
    if (!item.is_string()) return invalid(std::string(member) + " is not a list of texts.");
    if (!has(texts, item.as_string())) texts.push_back(item.as_string());
  }
  return texts;
}

Result<Texts> addresses(const Json& given, std::string_view member) {
  POSTERN_TRY(auto uris, list_member(given, member, {}));
  if (uris.size() > kAddressesMax) return invalid(std::string(member) + " has too many addresses.");
  for (const std::string& uri : uris) {
    const Status sound = domain::check_redirect_uri(uri);
    if (!sound.ok()) return reject("invalid_redirect_uri", sound.error().message);
  }
  return uris;
}

// Refresh tokens come with codes, here as at Cognito.
Status check_grants(const ClientMetadata& metadata, const Texts& allowed) {
  for (const std::string& grant : metadata.grants) {
    const bool comes_along = grant == "refresh_token" && metadata.has_grant(kCode);
    if (!comes_along && !has(allowed, grant)) {
      return invalid("grant_types has one that cannot be registered here.");
    }
  }
  if (metadata.grants.empty()) return invalid("grant_types is empty.");
  const bool for_users = metadata.has_grant(kCode) || metadata.has_grant(kImplicit);
  if (metadata.has_grant(kMachine) && for_users) {
    return invalid("client_credentials goes with no other grant.");
  }
  if (metadata.has_grant(kMachine) && metadata.auth_method == "none") {
    return invalid("client_credentials needs a client that authenticates.");
  }
  return ok();
}

// RFC 7591, section 2.1: the two lists say the same.
Status check_response_types(const ClientMetadata& metadata) {
  for (const std::string& type : metadata.response_types) {
    if (type != "code" && type != "token") return invalid("response_types has an unknown one.");
  }
  if (has(metadata.response_types, "code") != metadata.has_grant(kCode) ||
      has(metadata.response_types, "token") != metadata.has_grant(kImplicit)) {
    return invalid("response_types and grant_types do not go together.");
  }
  return ok();
}

Texts response_types_of(const ClientMetadata& metadata) {
  Texts types;
  if (metadata.has_grant(kCode)) types.emplace_back("code");
  if (metadata.has_grant(kImplicit)) types.emplace_back("token");
  return types;
}

// Those asked for, or all that clients of this kind may have.
Result<Texts> scopes_of(const Json& given, const ClientMetadata& metadata, const Texts& allowed) {
  POSTERN_TRY(const std::string asked, text_member(given, "scope", {}));
  Texts scopes = split_list(asked);
  for (const std::string& scope : scopes) {
    if (!has(allowed, scope)) return invalid("scope has one that cannot be registered here.");
  }
  if (scopes.empty()) {
    std::ranges::copy_if(allowed, std::back_inserter(scopes), [&](const std::string& scope) {
      return !metadata.has_grant(kMachine) || !domain::is_builtin_scope(scope);
    });
  }
  if (scopes.empty()) return invalid("There is no scope for a client of this kind.");
  return scopes;
}

Json list_of(const Texts& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

}  // namespace

bool ClientMetadata::has_grant(std::string_view grant) const {
  return has(grants, grant);
}

Result<ClientMetadata> read_client_metadata(const Json& given,
                                            const domain::RegistrationRules& rules,
                                            const Texts& allowed_grants) {
  if (given.contains("software_statement")) {
    return reject("invalid_software_statement", "Software statements are not supported.");
  }
  ClientMetadata metadata;
  POSTERN_TRY(metadata.name, text_member(given, "client_name", kDefaultName));
  POSTERN_TRY(metadata.auth_method,
              text_member(given, "token_endpoint_auth_method", "client_secret_basic"));
  if (metadata.auth_method != "none" && metadata.auth_method != "client_secret_basic" &&
      metadata.auth_method != "client_secret_post") {
    return invalid("token_endpoint_auth_method is not supported.");
  }
  POSTERN_TRY(metadata.grants, list_member(given, "grant_types", {std::string(kCode)}));
  POSTERN_CHECK(check_grants(metadata, allowed_grants));
  POSTERN_TRY(metadata.response_types,
              list_member(given, "response_types", response_types_of(metadata)));
  POSTERN_CHECK(check_response_types(metadata));
  POSTERN_TRY(metadata.redirect_uris, addresses(given, "redirect_uris"));
  POSTERN_TRY(metadata.logout_uris, addresses(given, "post_logout_redirect_uris"));
  if (metadata.redirect_uris.empty() && !metadata.response_types.empty()) {
    return reject("invalid_redirect_uri", "redirect_uris is missing.");
  }
  POSTERN_TRY(metadata.scopes, scopes_of(given, metadata, rules.scopes));
  return metadata;
}

Json creation_request(std::string_view pool_id, const ClientMetadata& metadata) {
  Json flows = Json::array();
  for (const std::string& grant : metadata.grants) {
    if (grant != "refresh_token") flows.push_back(grant == kCode ? "code" : grant);
  }
  Json request = Json::object();
  request.set("UserPoolId", pool_id)
      .set("ClientName", metadata.name)
      .set("GenerateSecret", metadata.auth_method != "none")
      .set("AllowedOAuthFlowsUserPoolClient", true)
      .set("AllowedOAuthFlows", std::move(flows))
      .set("AllowedOAuthScopes", list_of(metadata.scopes))
      .set("SupportedIdentityProviders", list_of({"COGNITO"}))
      // Its users sign in on the pages: it never sees a password.
      .set("ExplicitAuthFlows", list_of({"ALLOW_REFRESH_TOKEN_AUTH"}));
  if (!metadata.redirect_uris.empty()) request.set("CallbackURLs", list_of(metadata.redirect_uris));
  if (!metadata.logout_uris.empty()) request.set("LogoutURLs", list_of(metadata.logout_uris));
  return request;
}

Json to_json(const ClientMetadata& metadata) {
  Json json = Json::object();
  json.set("client_name", metadata.name)
      .set("grant_types", list_of(metadata.grants))
      .set("response_types", list_of(metadata.response_types))
      .set("redirect_uris", list_of(metadata.redirect_uris))
      .set("scope", join_list(metadata.scopes))
      .set("token_endpoint_auth_method", metadata.auth_method);
  if (!metadata.logout_uris.empty()) {
    json.set("post_logout_redirect_uris", list_of(metadata.logout_uris));
  }
  return json;
}

}  // namespace postern::oauth
