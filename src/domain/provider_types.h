// The types of identity provider as a table: which details each takes, and which follow from them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace postern::domain {

enum class DetailKind : std::uint8_t {
  text,
  scopes,         // Separated by spaces; Facebook's by commas.
  openid_scopes,  // "openid" among them: without it there is no ID token.
  web_url,
  flag,         // "true" or "false".
  method,       // "GET" or "POST".
  version,      // "v17.0".
  private_key,  // PKCS#8 as PEM or its base64 body. Not shown again.
  metadata,     // A SAML metadata document.
  algorithm,    // "rsa-sha256".
};

struct Detail {
  std::string_view key;
  DetailKind kind;
  bool required = false;
};

// A detail with a value of its own. An asterisk stands for the provider's api_version.
struct FixedDetail {
  std::string_view key;
  std::string_view value;
};

struct ProviderTypeSpec {
  std::string_view name;
  std::span<const Detail> details;
  std::span<const FixedDetail> fixed;
  std::string_view subject_claim;  // What `username` is mapped to; empty for SAML's NameID.
  bool is_social;                  // Exists once in a pool, under the type's own name.
};

// nullptr for an unknown type.
const ProviderTypeSpec* find_provider_type(std::string_view name);

// Whether the value is one of its kind: a text without its control characters, a URL, ...
Status check_detail(const Detail& detail, std::string_view value);

}  // namespace postern::domain
