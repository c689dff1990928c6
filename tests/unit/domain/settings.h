// Pools and clients made from API JSON, as the operations make them.
#pragma once

#include <string>
#include <string_view>

#include "domain/client.h"
#include "domain/pool.h"

namespace postern::test {

inline Json json(std::string_view text) {
  auto parsed = Json::parse(text);
  INFO(text);
  REQUIRE(parsed.ok());
  return std::move(parsed).value();
}

inline Result<domain::Pool> make_checked_pool(std::string_view request) {
  domain::PoolRecord record;
  record.id = "us-east-1_AbCdEfGhI";
  record.settings = domain::with_pool_defaults(json(request)).dump();
  POSTERN_TRY(domain::Pool pool, domain::make_pool(record));
  POSTERN_CHECK(domain::check_pool(pool));
  return pool;
}

inline domain::Pool pool_of(std::string_view request) {
  auto pool = make_checked_pool(request);
  INFO(request << (pool.ok() ? "" : pool.error().message));
  REQUIRE(pool.ok());
  return std::move(pool).value();
}

// The client as it would be created: `secret` empty for a public one.
inline domain::Client make_client_of(std::string_view request, std::string_view secret = {}) {
  domain::ClientRecord record;
  record.id = "1example23456789example0ab";
  record.pool_id = "us-east-1_AbCdEfGhI";
  record.settings = domain::with_client_defaults(json(request)).dump();
  auto client = domain::make_client(record);
  REQUIRE(client.ok());
  if (!secret.empty()) {
    client->secrets.emplace_back();
    client->secrets.back().value = secret;
  }
  return std::move(client).value();
}

// "<code>: <message>" of a refusal; empty on success.
template <class T>
std::string fault(const Result<T>& result) {
  if (result.ok()) return {};
  return result.error().code + ": " + result.error().message;
}

}  // namespace postern::test
