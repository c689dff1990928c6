// USER_SRP_AUTH: the password is proven without being sent. The server's state of an exchange rides
// in SECRET_BLOCK, sealed, and is good for one answer.
#include "crypto/srp.h"
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/sealed_tokens.h"
#include "auth/simulated_user.h"
#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/srp_timestamp.h"
#include "crypto/digest.h"
#include "domain/single_use.h"

namespace postern::auth {
namespace {

constexpr std::string_view kKind = "srp";
constexpr std::string_view kChallenge = "PASSWORD_VERIFIER";
// How far a client's clock may be off (S08).
constexpr std::int64_t kTimestampWindowS = 300;

Error invalid_session() {
  return not_authorized("Invalid session for the user.");
}

// What the server remembers of one exchange.
struct Exchange {
  std::string id;
  std::string login;    // USERNAME as it was given at the start.
  std::string sub;      // A simulated user's when nobody has that name.
  std::string user_id;  // USER_ID_FOR_SRP.
  std::string flow;     // What begin_progress() needs of the start.
  std::string device_key;
  std::string A_hex;
  std::string B_hex;
  Secret b;
  std::int64_t expires_us = 0;
};

std::string seal_exchange(Services& services, const AuthRequest& request,
                          const Exchange& exchange) {
  Json content = Json::object();
  content.set("i", exchange.id)
      .set("p", request.pool->id)
      .set("c", request.client->id)
      .set("l", exchange.login)
      .set("s", exchange.sub)
      .set("u", exchange.user_id)
      .set("f", exchange.flow)
      .set("d", exchange.device_key)
      .set("A", exchange.A_hex)
      .set("B", exchange.B_hex)
      .set("b", codec::hex_encode(exchange.b.view()))
      .set("e", exchange.expires_us);
  return services.sealed.seal_block(kKind, content);
}

Result<Exchange> open_exchange(Services& services, const AuthRequest& request,
                               std::string_view block) {
  const auto content = services.sealed.open_block(kKind, block);
  const bool ours = content.ok() && content->get_string("p") == request.pool->id &&
                    content->get_string("c") == request.client->id;
  if (!ours) return invalid_session();
  const auto text = [&](std::string_view name) { return std::string(content->get_string(name)); };
  POSTERN_TRY(const std::string b, codec::hex_decode(content->get_string("b")));
  Exchange exchange{text("i"), text("l"), text("s"), text("u"), text("f"),
                    text("d"), text("A"), text("B"), Secret(b), content->get_int("e")};
  if (services.store.now_us() >= exchange.expires_us) {
    return not_authorized("Invalid session for the user, session is expired.");
  }
  return exchange;
}

Json challenge_response(const AuthRequest& request, const domain::User& user,
                        std::string_view B_hex, std::string_view block) {
  return Json::object()
      .set("ChallengeName", kChallenge)
      .set("ChallengeParameters", Json::object()
                                      .set("SALT", codec::hex_encode(user.srp_salt))
                                      .set("SRP_B", B_hex)
                                      .set("SECRET_BLOCK", block)
                                      // The name under which the verifier was made.
                                      .set("USER_ID_FOR_SRP", user.username)
                                      .set("USERNAME", request.get("USERNAME")));
}

// Whom an exchange is with: a stored user, or the one simulated for a name nobody has.
struct Subject {
  domain::User user;
  bool is_real;
};

Result<Subject> subject_of(Services& services, const AuthRequest& request,
                           const Exchange& exchange) {
  POSTERN_TRY(auto stored, lookup_sub(services, *request.pool, exchange.sub));
  if (stored) return Subject{std::move(*stored), true};
  return Subject{simulated_user(services, *request.pool, exchange.login), false};
}

// Whether the answer's USERNAME means the user the exchange is with.
Result<bool> names_subject(Services& services, const AuthRequest& request, const Subject& subject) {
  const std::string_view login = request.get("USERNAME");
  if (login == subject.user.username) return true;
  POSTERN_TRY(auto named, lookup_user(services, *request.pool, login));
  if (!named) named = simulated_user(services, *request.pool, login);
  return named->sub == subject.user.sub;
}

// The client's TIMESTAMP in the one format and near enough to the time outside.
Status check_timestamp(const Services& services, std::string_view text) {
  const auto at_s = codec::parse_srp_timestamp(text);
  if (!at_s.ok())
    return invalid_parameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
  const std::int64_t off_s = *at_s - services.store.clock().outside_us() / kMicrosPerSecond;
  if (off_s > kTimestampWindowS || off_s < -kTimestampWindowS) return wrong_password();
  return ok();
}

// Whether the client's signature proves that it knows the password.
Result<bool> signature_is_right(const AuthRequest& request, const Exchange& exchange,
                                const domain::User& user) {
  auto key = crypto::srp::server_session_key(exchange.A_hex, exchange.B_hex, exchange.b.view(),
                                             user.srp_verifier);
  if (!key.ok()) return false;
  auto block = codec::base64_decode(request.get("PASSWORD_CLAIM_SECRET_BLOCK"));
  auto signature = codec::base64_decode(request.get("PASSWORD_CLAIM_SIGNATURE"));
  if (!block.ok() || !signature.ok()) return false;
  const std::string expected = crypto::srp::claim_signature(
      key->view(), request.pool->short_name(), exchange.user_id, *block, request.get("TIMESTAMP"));
  return crypto::equal(expected, *signature);
}

Status spend_exchange(domain::Txn& txn, const Exchange& exchange) {
  POSTERN_TRY(const bool fresh, domain::spend(txn, kKind, exchange.id, exchange.expires_us));
  return fresh ? ok() : Status(invalid_session());
}

// A wrong answer uses the exchange up as well (S06).
Status refuse_after(Services& services, const Exchange& exchange, Error error) {
  POSTERN_CHECK(
      services.store.transact([&](domain::Txn& txn) { return spend_exchange(txn, exchange); }));
  return error;
}

Result<domain::User> prove(Services& services, const AuthRequest& request,
                           const Exchange& exchange) {
  POSTERN_TRY(Subject subject, subject_of(services, request, exchange));
  const domain::User& user = subject.user;
  POSTERN_TRY(const bool same_user, names_subject(services, request, subject));
  if (!same_user || user.sub != exchange.sub) return invalid_session();
  POSTERN_CHECK(check_may_try(*request.client, user));
  const Status proven = services.credentials.attempt(*request.pool, user, [&]() -> Result<bool> {
    POSTERN_TRY(const bool right, signature_is_right(request, exchange, user));
    return right && subject.is_real;
  });
  if (!proven.ok()) {
    // Where the store or the machine failed nothing was answered, and the client may try again.
    if (proven.error().errc != Errc::rejected) return proven.error();
    POSTERN_CHECK(refuse_after(services, exchange, proven.error()));
  }
  POSTERN_CHECK(check_may_sign_in(user));
  return std::move(subject.user);
}

}  // namespace

Result<Json> start_srp(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view login, request.require("USERNAME"));
  POSTERN_TRY(const std::string_view A_hex, request.require("SRP_A"));
  POSTERN_CHECK(crypto::srp::check_client_public(A_hex));
  if (request.pool->srp_off) {
    return invalid_parameter("USER_SRP_AUTH is not enabled for the user pool.");
  }
  POSTERN_TRY(auto user, lookup_user(services, *request.pool, login));
  POSTERN_CHECK(fire_pre_authentication(services, request, user ? &*user : nullptr));
  if (!user && !request.client->hides_user_existence) return unknown_user(*request.client);
  // A user without a verifier answers like one who does not exist.
  if (!user || user->srp_verifier.empty()) user = simulated_user(services, *request.pool, login);
  auto step = crypto::srp::begin(user->srp_verifier, services.store.random());
  const std::int64_t ttl_us = request.client->auth_session_ttl_s * kMicrosPerSecond;
  const Exchange exchange{codec::hex_encode(services.store.random().bytes(16)),
                          std::string(login),
                          user->sub,
                          user->username,
                          std::string(request.flow),
                          std::string(request.get("DEVICE_KEY")),
                          std::string(A_hex),
                          step.B_hex,
                          std::move(step.b),
                          services.store.now_us() + ttl_us};
  return challenge_response(request, *user, step.B_hex, seal_exchange(services, request, exchange));
}

Result<Json> answer_password_verifier(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view block, request.require("PASSWORD_CLAIM_SECRET_BLOCK"));
  POSTERN_CHECK(request.require("PASSWORD_CLAIM_SIGNATURE"));
  POSTERN_TRY(const std::string_view timestamp, request.require("TIMESTAMP"));
  POSTERN_CHECK(check_timestamp(services, timestamp));
  POSTERN_TRY(const Exchange exchange, open_exchange(services, request, block));
  POSTERN_TRY(domain::User user, prove(services, request, exchange));
  Progress progress = begin_progress(request, user, Factor::password);
  progress.flow = exchange.flow;
  if (progress.device_key.empty()) progress.device_key = exchange.device_key;
  return advance(
      services, request,
      {.user = std::move(user),
       .progress = std::move(progress),
       .client_metadata = request.client_metadata,
       .effect = [&](domain::Txn& txn, domain::User&) { return spend_exchange(txn, exchange); }});
}

}  // namespace postern::auth
