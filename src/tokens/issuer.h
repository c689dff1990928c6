// What the issuer of a pool's tokens begins with.
#pragma once

#include <string>
#include <string_view>

namespace postern::tokens {

// IssuerConfiguration UPDATED: https://cognito-idp.R.amazonaws.com becomes
// https://issuer-cognito-idp.R.amazonaws.com, where Cognito publishes the documents of such pools.
// A base of the host's own serves both types: nowhere else would they be found.
std::string updated_issuer_base(std::string_view original_base);

}  // namespace postern::tokens
