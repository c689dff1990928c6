// The types of identity provider as a table: which details each takes, and which follow from them.
#include "domain/provider_types.h"

#include <algorithm>
#include <string>

#include "codec/base64.h"
#include "domain/redirect_uri.h"
#include "domain/saml_metadata.h"

namespace postern::domain {
namespace {

using Kind = DetailKind;

constexpr Detail kOidc[] = {
    {"client_id", Kind::text, true},
    {"client_secret", Kind::text},
    {"authorize_scopes", Kind::openid_scopes, true},
    {"oidc_issuer", Kind::web_url, true},
    {"attributes_request_method", Kind::method, true},
    // Of a provider without a discovery document.
    {"attributes_url", Kind::web_url},
    {"authorize_url", Kind::web_url},
    {"jwks_uri", Kind::web_url},
    {"token_url", Kind::web_url},
};
constexpr FixedDetail kOidcFixed[] = {{"attributes_url_add_attributes", "false"}};

constexpr Detail kSaml[] = {
    {"MetadataURL", Kind::web_url},     {"MetadataFile", Kind::metadata},
    {"IDPSignout", Kind::flag},         {"IDPInit", Kind::flag},
    {"EncryptedResponses", Kind::flag}, {"RequestSigningAlgorithm", Kind::algorithm},
};

constexpr Detail kSocial[] = {
    {"client_id", Kind::text, true},
    {"client_secret", Kind::text, true},
    {"authorize_scopes", Kind::scopes, true},
};
constexpr Detail kFacebook[] = {
    {"client_id", Kind::text, true},
    {"client_secret", Kind::text, true},
    {"authorize_scopes", Kind::scopes, true},
    {"api_version", Kind::version},
};
constexpr Detail kApple[] = {
    {"client_id", Kind::text, true},
    {"team_id", Kind::text, true},
    {"key_id", Kind::text, true},
    {"private_key", Kind::private_key, true},
    {"authorize_scopes", Kind::scopes, true},
};

constexpr FixedDetail kGoogleFixed[] = {
    {"attributes_url", "https://people.googleapis.com/v1/people/me?personFields="},
    {"attributes_url_add_attributes", "true"},
    {"authorize_url", "https://accounts.google.com/o/oauth2/v2/auth"},
    {"oidc_issuer", "https://accounts.google.com"},
    {"token_request_method", "POST"},
    {"token_url", "https://www.googleapis.com/oauth2/v4/token"},
};
constexpr FixedDetail kFacebookFixed[] = {
    {"attributes_url", "https://graph.facebook.com/*/me?fields="},
    {"attributes_url_add_attributes", "true"},
    {"authorize_url", "https://www.facebook.com/*/dialog/oauth"},
    {"token_request_method", "GET"},
    {"token_url", "https://graph.facebook.com/*/oauth/access_token"},
};
constexpr FixedDetail kAmazonFixed[] = {
    {"attributes_url", "https://api.amazon.com/user/profile"},
    {"attributes_url_add_attributes", "false"},
    {"authorize_url", "https://www.amazon.com/ap/oa"},
    {"token_request_method", "POST"},
    {"token_url", "https://api.amazon.com/auth/o2/token"},
};
constexpr FixedDetail kAppleFixed[] = {
    {"attributes_url_add_attributes", "false"},
    {"authorize_url", "https://appleid.apple.com/auth/authorize"},
    {"oidc_issuer", "https://appleid.apple.com"},
    {"token_request_method", "POST"},
    {"token_url", "https://appleid.apple.com/auth/token"},
};

constexpr ProviderTypeSpec kTypes[] = {
    {"OIDC", kOidc, kOidcFixed, "sub", false},
    {"SAML", kSaml, {}, "", false},
    {"Google", kSocial, kGoogleFixed, "sub", true},
    {"Facebook", kFacebook, kFacebookFixed, "id", true},
    {"LoginWithAmazon", kSocial, kAmazonFixed, "user_id", true},
    {"SignInWithApple", kApple, kAppleFixed, "sub", true},
};

bool is_text(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
}

// RFC 6749 section 3.3: scope-token, the comma being Facebook's separator.
bool are_scopes(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return c >= ' ' && c < 127 && c != '"' && c != '\\'; });
}

bool has_openid(std::string_view scopes) {
  const std::string spaced = " " + std::string(scopes) + " ";
  return spaced.find(" openid ") != std::string::npos;
}

bool is_version(std::string_view value) {
  const std::size_t dot = value.find('.');
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.size() <= 4 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return value.starts_with('v') && dot != std::string_view::npos &&
         is_number(value.substr(1, dot - 1)) && is_number(value.substr(dot + 1));
}

// The body between the lines of PEM, or all there is.
bool is_private_key(std::string_view value) {
  constexpr std::string_view kBegin = "-----BEGIN PRIVATE KEY-----";
  constexpr std::string_view kEnd = "-----END PRIVATE KEY-----";
  if (const std::size_t begin = value.find(kBegin); begin != std::string_view::npos) {
    value.remove_prefix(begin + kBegin.size());
    value = value.substr(0, value.find(kEnd));
  }
  std::string base64;
  for (const char c : value) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') base64.push_back(c);
  }
  return !base64.empty() && codec::base64_decode(base64).ok();
}

bool is_of_kind(Kind kind, std::string_view value) {
  switch (kind) {
    case Kind::text:
      return is_text(value);
    case Kind::scopes:
      return are_scopes(value);
    case Kind::openid_scopes:
      return are_scopes(value) && has_openid(value);
    case Kind::web_url:
      return is_web_url(value);
    case Kind::flag:
      return value == "true" || value == "false";
    case Kind::method:
      return value == "GET" || value == "POST";
    case Kind::version:
      return is_version(value);
    case Kind::private_key:
      return is_private_key(value);
    case Kind::algorithm:
      return value == "rsa-sha256";
    case Kind::metadata:
      return true;
  }
  return false;
}

}  // namespace

const ProviderTypeSpec* find_provider_type(std::string_view name) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const auto& type) { return type.name == name; });
  return found == std::end(kTypes) ? nullptr : found;
}

Status check_detail(const Detail& detail, std::string_view value) {
  if (detail.kind == Kind::metadata) {
    POSTERN_CHECK(parse_saml_metadata(value));
    return ok();
  }
  if (!value.empty() && is_of_kind(detail.kind, value)) return ok();
  // The value may be a secret.
  return invalid_parameter("Invalid value of the provider detail " + std::string(detail.key) + ".");
}

}  // namespace postern::domain
