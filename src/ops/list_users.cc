// ListUsers: users page by page, all of them or by a filter that an index answers.
#include <algorithm>

#include "auth/sealed_tokens.h"
#include "codec/filter.h"
#include "domain/keyspace.h"
#include "domain/user_index.h"
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/user_render.h"

namespace postern::ops {
namespace {

constexpr std::int64_t kPageMax = 60;

// The range of keys that holds what is asked for, in listing order.
struct Listing {
  std::string prefix;
  bool is_index = false;  // Rows are index rows that name a user, not users.
  std::optional<codec::Filter> filter;
};

// Values of cognito:user_status compare without case: the index holds upper case.
std::string filter_value(const codec::Filter& filter) {
  std::string value = filter.value;
  if (filter.attribute == "cognito:user_status") {
    std::transform(value.begin(), value.end(), value.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  }
  return value;
}

Result<Listing> listing_of(const domain::Pool& pool, std::string_view filter_text) {
  POSTERN_TRY(auto filter, codec::parse_filter(filter_text));
  if (!filter) return Listing{domain::keys::pool_data(pool.id, domain::keys::kUser).take()};
  if (!domain::is_searchable(filter->attribute)) {
    return invalid_parameter("Invalid search attribute: " + filter->attribute);
  }
  const std::string value = filter_value(*filter);
  const bool exact = filter->op == codec::Filter::Op::equals;
  if (filter->attribute == "sub") {
    // The rows of users are ordered by sub themselves.
    auto key = domain::keys::pool_data(pool.id, domain::keys::kUser);
    return Listing{exact ? key.text(value).take() : key.text_prefix(value).take()};
  }
  return Listing{exact ? domain::index_value_exact(pool.id, filter->attribute, value)
                       : domain::index_value_prefix(pool.id, filter->attribute, value),
                 true, std::move(filter)};
}

Result<std::optional<domain::User>> user_of_row(domain::Txn& txn, const domain::Pool& pool,
                                                const Listing& listing, const storage::Row& row) {
  if (!listing.is_index) {
    POSTERN_TRY(auto user, txn.open<domain::User>(row.key, row.value));
    return std::optional<domain::User>(std::move(user));
  }
  POSTERN_TRY(const std::string sub, domain::sub_of_index_key(row.key));
  return domain::find_user_by_sub(txn, pool, sub);
}

Json shown(const domain::Pool& pool, const domain::User& user, const Json* attributes_to_get) {
  Json shown = user_type(pool, user);
  if (attributes_to_get == nullptr || attributes_to_get->empty()) return shown;
  Json kept = Json::array();
  for (const Json& attribute : shown.find("Attributes")->as_array()) {
    for (const Json& wanted : attributes_to_get->as_array()) {
      if (wanted.as_string() == attribute.get_string("Name")) kept.push_back(attribute);
    }
  }
  return shown.set("Attributes", std::move(kept));
}

struct Page {
  Json users = Json::array();
  std::string last_key;  // Empty: nothing follows.
};

Result<Page> read_page(domain::Txn& txn, const domain::Pool& pool, const Listing& listing,
                       std::string_view after, std::size_t limit, const Json* attributes_to_get) {
  Page page;
  // One row more than asked for tells whether anything follows.
  POSTERN_TRY(auto rows, listing.is_index
                             ? txn.scan_prefix_keys(listing.prefix, after, limit + 1)
                             : txn.scan_prefix(listing.prefix, after, limit + 1));
  const bool more = rows.size() > limit;
  if (more) rows.pop_back();
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const auto user, user_of_row(txn, pool, listing, row));
    if (user) page.users.push_back(shown(pool, *user, attributes_to_get));
  }
  if (more) page.last_key = rows.back().key;
  return page;
}

Status check_attribute_names(const domain::Pool& pool, const Json* names) {
  if (names == nullptr) return ok();
  for (const Json& name : names->as_array()) {
    if (pool.schema.find(name.as_string()) == nullptr) {
      return invalid_parameter("Invalid attribute: " + name.as_string());
    }
  }
  return ok();
}

Result<Json> handle(Context& context, const Json& request) {
  const auto& sealed = context.services.sealed;
  const std::int64_t now_us = context.store().now_us();
  POSTERN_TRY(const auto pool, pool_of(context, request));
  const std::string_view filter = request.get_string("Filter");
  POSTERN_TRY(const Listing listing, listing_of(*pool, filter));
  const Json* attributes_to_get = request.find("AttributesToGet");
  POSTERN_CHECK(check_attribute_names(*pool, attributes_to_get));
  const std::string scope = pool->id + '\0' + std::string(filter);
  std::string after;
  if (const auto token = request.get_string("PaginationToken"); !token.empty()) {
    POSTERN_TRY(after, sealed.open_page("ListUsers", scope, token, now_us));
  }
  const std::int64_t asked = request.get_int("Limit", kPageMax);
  const auto limit = static_cast<std::size_t>(asked == 0 ? kPageMax : asked);
  POSTERN_TRY(Page page, context.store().read([&](domain::Txn& txn) {
    return read_page(txn, *pool, listing, after, limit, attributes_to_get);
  }));
  Json response = Json::object();
  response.set("Users", std::move(page.users));
  if (!page.last_key.empty()) {
    response.set("PaginationToken", sealed.seal_page("ListUsers", scope, page.last_key, now_us));
  }
  return response;
}

}  // namespace

const Operation kListUsers{"ListUsers", handle};

}  // namespace postern::ops
