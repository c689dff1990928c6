// Pages of a listing: where one starts, how long it is, and the token of the next.
#include "ops/paging.h"

#include "auth/sealed_tokens.h"

namespace postern::ops {
namespace {

constexpr std::int64_t kPageMax = 60;

}  // namespace

Result<Page> parse_page(Context& context, const Listing& listing, const Json& request) {
  const std::int64_t limit = request.get_int(listing.limit_member);
  Page page{{}, static_cast<std::size_t>(limit > 0 && limit < kPageMax ? limit : kPageMax)};
  if (const std::string_view token = request.get_string(listing.token_member); !token.empty()) {
    POSTERN_TRY(page.after, context.services.sealed.open_page(listing.operation, listing.scope,
                                                              token, context.store().now_us()));
  }
  return page;
}

void set_next_page(Context& context, const Listing& listing, std::string_view last,
                   Json& response) {
  response.set(listing.token_member,
               context.services.sealed.seal_page(listing.operation, listing.scope, last,
                                                 context.store().now_us()));
}

}  // namespace postern::ops
