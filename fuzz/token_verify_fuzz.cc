// Targets: TokenService::verify, Verifier::verify.
// Properties: a text that was not minted is refused; one changed character refuses a minted one,
// remembered or not; whatever our key signed is taken word for word or not at all.
#include <optional>
#include <string>

#include "codec/base64.h"
#include "domain/client.h"
#include "domain/keyspace.h"
#include "domain/sessions.h"
#include "fuzz/property.h"
#include "tests/support/store_fixture.h"
#include "tokens/token_service.h"

using namespace postern;
using postern::fuzz::require;

namespace {

// A pool with one signed-in user and a token of theirs.
class Target {
 public:
  Target() {
    user_.sub = "sub";
    user_.username = "alice";
    session_.id = "session";
    session_.sub = user_.sub;
    session_.client_id = client_.id;
    session_.scope = "aws.cognito.signin.user.admin";
    require(save().ok(), "the fixture is saved");
    const tokens::GroupClaims groups;
    token_ = tokens_.mint({.pool = pool_, .client = client_, .user = user_, .groups = groups,
                           .session = session_, .issued_us = tokens_.issue_time_us()})
                 .value()
                 .access_token;
    tokens::KeyRing ring(fixture_.store);
    keys_ = ring.find(pool_.id).value();
    require(accepts(token_), "a minted token is accepted");
  }

  [[nodiscard]] const std::string& token() const { return token_; }

  bool accepts(std::string_view text) { return tokens_.verify(text).ok(); }

  // Signed by the pool's own key, whatever it says.
  std::optional<std::string> claims_of_signed(std::string_view payload) {
    const tokens::SigningKey& key = keys_->access_key;
    std::string text = key.header;
    text.append(".").append(codec::base64url_encode(payload));
    text.append(".").append(codec::base64url_encode(key.key.sign_rs256(text).value()));
    const auto verified = tokens_.verify(text);
    if (!verified.ok()) return std::nullopt;
    return (*verified)->claims_json;
  }

 private:
  Status save() {
    return fixture_.store.transact([&](domain::Txn& txn) -> Status {
      POSTERN_CHECK(domain::save_pool(txn, pool_));
      POSTERN_CHECK(domain::save_client(txn, client_));
      POSTERN_CHECK(txn.put(domain::keys::user(pool_.id, user_.sub), user_));
      return domain::put_session(txn, pool_.id, session_);
    });
  }

  static domain::Pool make_pool() {
    domain::PoolRecord record;
    record.id = "us-east-1_Fuzz";
    record.settings = domain::with_pool_defaults(Json::object().set("PoolName", "p")).dump();
    return domain::make_pool(record).value();
  }
  static domain::Client make_client(const domain::Pool& pool) {
    domain::ClientRecord record;
    record.id = "client";
    record.pool_id = pool.id;
    record.settings = domain::with_client_defaults(Json::object().set("ClientName", "c")).dump();
    return domain::make_client(record).value();
  }

  test::StoreFixture fixture_;
  domain::Pool pool_ = make_pool();
  domain::Client client_ = make_client(pool_);
  domain::User user_;
  domain::Session session_;
  tokens::TokenService tokens_{fixture_.store, "https://id.example.com", Secret(std::size_t{32})};
  tokens::PoolSigningKeysPtr keys_;
  std::string token_;
};

// The minted token with the characters changed that the input's byte triples name.
std::string edited(std::string token, std::string_view edits) {
  for (; edits.size() >= 3; edits.remove_prefix(3)) {
    const auto high = static_cast<unsigned char>(edits[0]);
    const auto low = static_cast<unsigned char>(edits[1]);
    token[(high << 8U | low) % token.size()] = edits[2];
  }
  return token;
}

}  // namespace

// The first byte chooses: 'e' edits a token, 'p' is a payload to sign; everything else is a token.
POSTERN_FUZZ_TARGET(input) {
  static Target target;
  const char mode = input.empty() ? '\0' : input[0];
  if (mode == 'e') {
    const std::string text = edited(target.token(), input.substr(1));
    require(target.accepts(text) == (text == target.token()), "only the minted text is accepted");
  } else if (mode == 'p') {
    const auto claims = target.claims_of_signed(input.substr(1));
    require(!claims || *claims == input.substr(1), "claims are what was signed");
  } else {
    require(!target.accepts(input), "a text nobody minted is refused");
  }
}
