// One SRP exchange, of a user or of a device.
#include "auth/srp_exchange.h"

#include "auth/credentials.h"
#include "auth/sealed_tokens.h"
#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/srp_timestamp.h"
#include "crypto/digest.h"
#include "crypto/srp.h"
#include "domain/single_use.h"

namespace postern::auth {
namespace {

// How far a client's clock may be off (S08).
constexpr std::int64_t kTimestampWindowS = 300;

Error invalid_session() {
  return not_authorized("Invalid session for the user.");
}

// The client's TIMESTAMP in the one format and near enough to the time outside.
Status check_timestamp(const Services& services, std::string_view text) {
  const auto at_s = codec::parse_srp_timestamp(text);
  if (!at_s.ok()) {
    return invalid_parameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
  }
  const std::int64_t off_s = *at_s - services.store.clock().outside_us() / kMicrosPerSecond;
  if (off_s > kTimestampWindowS || off_s < -kTimestampWindowS) return wrong_password();
  return ok();
}

Result<SrpExchange> open_block(Services& services, const AuthRequest& request,
                               std::string_view kind, std::string_view block) {
  const auto content = services.sealed.open_block(kind, block);
  if (!content.ok() && content.error().errc != Errc::corrupt) return content.error();
  const bool ours = content.ok() && content->get_string("p") == request.pool->id &&
                    content->get_string("c") == request.client->id;
  if (!ours) return invalid_session();
  POSTERN_TRY(const std::string b, codec::hex_decode(content->get_string("b")));
  SrpExchange exchange{std::string(content->get_string("i")),
                       std::string(content->get_string("A")),
                       std::string(content->get_string("B")),
                       Secret(b),
                       content->get_int("e"),
                       *content->find("x")};
  if (services.store.now_us() >= exchange.expires_us) {
    return not_authorized("Invalid session for the user, session is expired.");
  }
  return exchange;
}

}  // namespace

SrpOffer offer_srp(Services& services, const AuthRequest& request, std::string_view kind,
                   std::string_view A_hex, std::string_view verifier, Json context) {
  const auto step = crypto::srp::begin(verifier, services.store.random());
  const std::int64_t ttl_us = request.client->auth_session_ttl_s * kMicrosPerSecond;
  Json content = Json::object();
  content.set("i", codec::hex_encode(services.store.random().bytes(16)))
      .set("p", request.pool->id)
      .set("c", request.client->id)
      .set("A", A_hex)
      .set("B", step.B_hex)
      .set("b", codec::hex_encode(step.b.view()))
      .set("e", services.store.now_us() + ttl_us)
      .set("x", std::move(context));
  return {step.B_hex, services.sealed.seal_block(kind, content)};
}

Result<SrpExchange> open_srp_answer(Services& services, const AuthRequest& request,
                                    std::string_view kind) {
  POSTERN_TRY(const std::string_view block, request.require("PASSWORD_CLAIM_SECRET_BLOCK"));
  POSTERN_CHECK(request.require("PASSWORD_CLAIM_SIGNATURE"));
  POSTERN_TRY(const std::string_view timestamp, request.require("TIMESTAMP"));
  POSTERN_CHECK(check_timestamp(services, timestamp));
  return open_block(services, request, kind, block);
}

Result<bool> srp_signature_is_right(const AuthRequest& request, const SrpExchange& exchange,
                                    const SrpSubject& subject) {
  auto key = crypto::srp::server_session_key(exchange.A_hex, exchange.B_hex, exchange.b.view(),
                                             subject.verifier);
  if (!key.ok()) return false;
  auto block = codec::base64_decode(request.get("PASSWORD_CLAIM_SECRET_BLOCK"));
  auto signature = codec::base64_decode(request.get("PASSWORD_CLAIM_SIGNATURE"));
  if (!block.ok() || !signature.ok()) return false;
  const std::string expected = crypto::srp::claim_signature(
      key->view(), subject.pool_name, subject.user_id, *block, request.get("TIMESTAMP"));
  return crypto::equal(expected, *signature);
}

Status spend_srp(domain::Txn& txn, std::string_view kind, const SrpExchange& exchange) {
  POSTERN_TRY(const bool fresh, domain::spend(txn, kind, exchange.id, exchange.expires_us));
  return fresh ? ok() : Status(invalid_session());
}

Error refuse_srp(Services& services, std::string_view kind, const SrpExchange& exchange,
                 Error error) {
  auto spent =
      services.store.transact([&](domain::Txn& txn) { return spend_srp(txn, kind, exchange); });
  return spent.ok() ? std::move(error) : std::move(spent).error();
}

}  // namespace postern::auth
