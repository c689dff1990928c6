// Pages of a listing: where one starts, how long it is, and the token of the next.
#pragma once

#include <string>
#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// One listing of one operation. The token is bound to both names: it opens nowhere else (A08).
struct Listing {
  std::string_view operation;
  std::string_view scope;  // Pool, or pool and group, or empty.
  std::string_view limit_member = "Limit";
  std::string_view token_member = "NextToken";
};

struct Page {
  std::string after;  // Position of the last item of the page before; empty on the first.
  std::size_t limit;
};
Result<Page> parse_page(Context& context, const Listing& listing, const Json& request);

// Adds the token of the next page to a response whose page ended at `last`.
void set_next_page(Context& context, const Listing& listing, std::string_view last, Json& response);

// Renders a page from up to `limit` + 1 items: the one too many tells that there are more.
template <class Items, class Render, class Position>
Json render_page(Context& context, const Listing& listing, const Page& page,
                 std::string_view member, const Items& items, Render&& render,
                 Position&& position) {
  Json list = Json::array();
  const std::size_t shown = items.size() < page.limit ? items.size() : page.limit;
  for (std::size_t i = 0; i < shown; ++i) list.push_back(render(items[i]));
  Json response = Json::object();
  response.set(member, std::move(list));
  if (items.size() > shown) set_next_page(context, listing, position(items[shown - 1]), response);
  return response;
}

}  // namespace postern::ops
