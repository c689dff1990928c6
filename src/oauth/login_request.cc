// A request to a login domain.
#include "oauth/login_request.h"

namespace postern::oauth {

std::string_view LoginRequest::cookie_path() const {
  const std::size_t host = base_url.find("://") + 3;
  const std::size_t slash = base_url.find('/', host);
  return slash == std::string::npos ? "/" : std::string_view(base_url).substr(slash);
}

}  // namespace postern::oauth
