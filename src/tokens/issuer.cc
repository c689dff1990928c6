// What the issuer of a pool's tokens begins with.
#include "tokens/issuer.h"

namespace postern::tokens {

std::string updated_issuer_base(std::string_view original_base) {
  constexpr std::string_view kScheme = "https://";
  if (!original_base.starts_with("https://cognito-idp.")) return std::string(original_base);
  return std::string(kScheme) + "issuer-" + std::string(original_base.substr(kScheme.size()));
}

}  // namespace postern::tokens
