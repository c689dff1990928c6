// A pool, a client, a signed-in user and a token service: what tests of this room start from.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codec/base64.h"
#include "codec/json.h"
#include "domain/client.h"
#include "domain/keyspace.h"
#include "domain/pool.h"
#include "domain/sessions.h"
#include "domain/user.h"
#include "support/store_fixture.h"
#include "tokens/key_ring.h"
#include "tokens/token_service.h"

namespace postern::test {

inline constexpr std::string_view kIssuerBase = "https://id.example.com";
inline constexpr std::string_view kPoolId = "us-east-1_TestPool1";
inline constexpr std::string_view kSub = "7f0d9c1e-0000-4000-8000-000000000001";
inline constexpr std::string_view kSessionId = "0e8a3a52-0000-4000-8000-0000000000a1";
inline constexpr std::string_view kEventId = "5bb5cd0e-0000-4000-8000-0000000000e1";

// Making keys takes a quarter of a second, so all tests share pairs: number 0, 1, ...
inline const tokens::PoolSigningKeys& shared_keys(std::size_t number) {
  static std::vector<std::unique_ptr<tokens::PoolSigningKeys>> pairs;
  const auto make = [] {
    auto key = crypto::RsaPrivateKey::generate().value();
    const std::string kid = tokens::kid_of(key.public_key());
    return tokens::SigningKey(kid, std::move(key));
  };
  while (pairs.size() <= number) {
    pairs.push_back(std::make_unique<tokens::PoolSigningKeys>(
        tokens::PoolSigningKeys{.id_key = make(), .access_key = make()}));
  }
  return *pairs[number];
}

inline domain::PoolKeys to_record(const tokens::PoolSigningKeys& keys) {
  const auto convert = [](const tokens::SigningKey& key) {
    auto record = std::make_unique<records::SigningKeyT>();
    record->kid = key.kid;
    record->der = std::string(key.key.to_der().view());
    return record;
  };
  domain::PoolKeys record;
  record.id_key = convert(keys.id_key);
  record.access_key = convert(keys.access_key);
  return record;
}

inline void add_attribute(domain::User& user, std::string_view name, std::string_view value) {
  domain::set_attribute(user.attributes, name, value);
}

struct TokenFixture : StoreFixture {
  domain::Pool pool = make_pool(kPoolId);
  domain::Client client = make_client("1example23456789");
  domain::User user;
  tokens::GroupClaims groups;
  domain::Session session;
  std::unique_ptr<tokens::TokenService> tokens = new_service();

  TokenFixture() {
    save_pool_with_keys(pool, 0);
    user.sub = kSub;
    user.username = "alice";
    user.status = domain::UserStatus::confirmed;
    add_attribute(user, "email", "alice@example.com");
    add_attribute(user, "email_verified", "true");
    session.id = kSessionId;
    session.sub = kSub;
    session.client_id = client.id;
    session.scope = "aws.cognito.signin.user.admin";
    session.auth_time_s = clock.now_s();
    session.expires_us = clock.now_us() + client.refresh_token_ttl_s * kMicrosPerSecond;
    session.event_id = kEventId;
    write([&](domain::Txn& txn) -> Status {
      POSTERN_CHECK(domain::save_client(txn, client));
      POSTERN_CHECK(domain::insert_user(txn, pool, user, "User already exists"));
      return domain::insert_session(txn, pool.id, session);
    });
  }

  static domain::Pool make_pool(std::string_view id) {
    domain::PoolRecord record;
    record.id = id;
    record.settings = domain::with_pool_defaults(Json::object().set("PoolName", "test")).dump();
    return domain::make_pool(record).value();
  }

  static domain::Client make_client(std::string_view id) {
    domain::ClientRecord record;
    record.id = id;
    record.pool_id = kPoolId;
    record.settings =
        domain::with_client_defaults(Json::object().set("ClientName", "app")).dump();
    return domain::make_client(record).value();
  }

  template <class Body>
  void write(Body&& body) {
    const auto done = store.transact(body);
    INFO((done.ok() ? std::string() : done.error().message));
    REQUIRE(done.ok());
  }

  void save_pool_with_keys(const domain::Pool& to_save, std::size_t pair) {
    write([&](domain::Txn& txn) -> Status {
      POSTERN_CHECK(domain::save_pool(txn, to_save));
      return txn.put(domain::keys::keys(to_save.id), to_record(shared_keys(pair)));
    });
  }

  // As after a restart: another service on the same store remembers nothing.
  std::unique_ptr<tokens::TokenService> new_service() {
    return std::make_unique<tokens::TokenService>(store, std::string(kIssuerBase),
                                                  Secret(std::string_view(root_key)));
  }

  tokens::Grant grant() {
    return {.pool = pool, .client = client, .user = user, .groups = groups, .session = session,
            .issued_us = tokens->issue_time_us()};
  }

  tokens::IssuedTokens mint() {
    auto minted = tokens->mint(grant());
    REQUIRE(minted.ok());
    return std::move(minted).value();
  }

  void revoke_all() {
    write([&](domain::Txn& txn) { return domain::revoke_all_sessions(txn, pool.id, user.sub); });
  }

  // "" when accepted, otherwise the message.
  std::string access_refusal(std::string_view token) {
    const auto verified = tokens->verify_access(token);
    return verified.ok() ? "" : verified.error().message;
  }
};

// A token's payload as JSON, unchecked.
inline Json payload_of(std::string_view token) {
  const std::size_t begin = token.find('.') + 1;
  const std::size_t end = token.find('.', begin);
  return Json::parse(codec::base64url_decode(token.substr(begin, end - begin)).value()).value();
}

// Any header and payload, signed by `key` whatever they say.
inline std::string forge(const tokens::SigningKey& key, std::string_view header,
                         std::string_view payload) {
  std::string token =
      codec::base64url_encode(header) + "." + codec::base64url_encode(payload);
  token += "." + codec::base64url_encode(key.key.sign_rs256(token).value());
  return token;
}

}  // namespace postern::test
