// DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER: a remembered device proves the secret it was
// confirmed with, without sending it. The same SRP as a password's, with the device's group key in
// the place of the pool and its key in the place of the user.
#include "auth/device.h"
#include "auth/answer.h"
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/srp_exchange.h"
#include "codec/hex.h"
#include "crypto/srp.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "domain/resource.h"

namespace postern::auth {
namespace {

constexpr std::string_view kKind = "device-srp";
constexpr std::string_view kChallenge = "DEVICE_SRP_AUTH";
constexpr std::string_view kVerifierChallenge = "DEVICE_PASSWORD_VERIFIER";

Error invalid_session() {
  return not_authorized("Invalid session for the user.");
}

// The device that the sign-in is about, which the answer has to name as well (S13).
Result<domain::Device> device_of_answer(Services& services, const AuthRequest& request,
                                        const Progress& progress) {
  POSTERN_TRY(const std::string_view key, request.require("DEVICE_KEY"));
  if (key != progress.device_key) return domain::no_such_device();
  return services.store.read([&](domain::Txn& txn) {
    return domain::require_device(txn, request.pool->id, progress.sub, key);
  });
}

std::string pending_key(const AuthRequest& request, const Progress& progress) {
  return domain::keys::challenge(request.pool->id, "device " + request.client->id + " " +
                                                       progress.sub + " " + progress.device_key);
}

// Some clients answer DEVICE_SRP_AUTH without its Session (pycognito) or with that of the challenge
// before it (amazon-cognito-identity-js after a second factor). The latest one is kept for them: it
// was made for a password that has just been proven, and the device's secret is still to come.
Status keep_session(Services& services, const AuthRequest& request, const Progress& progress,
                    std::string_view session) {
  const std::string key = pending_key(request, progress);
  const std::int64_t now_us = services.store.now_us();
  const std::int64_t ttl_us = request.client->auth_session_ttl_s * kMicrosPerSecond;
  return services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(domain::put_lone_mark(txn, domain::keys::expiry(now_us + ttl_us, key)));
    return domain::put_resource(
        txn, key, domain::new_resource(Json::object().set("session", session), now_us));
  });
}

Result<Answer> open_kept_session(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const auto user, lookup_user(services, *request.pool, request.get("USERNAME")));
  if (!user) return invalid_session();
  const std::string key = pending_key(request, begin_progress(request, *user));
  POSTERN_TRY(const auto kept, services.store.read([&](domain::Txn& txn) {
    return domain::find_resource(txn, key);
  }));
  if (!kept) return invalid_session();
  AuthRequest resumed(request);
  resumed.session = kept->settings.get_string("session");
  return open_answer(services, resumed, kChallenge);
}

// A Session of this challenge counts as it is: spent or too old, it is refused.
Result<Answer> open_device_answer(Services& services, const AuthRequest& request) {
  if (request.session.empty()) return open_kept_session(services, request);
  const auto session = open_session(services, request, kChallenge);
  if (!session.ok() && session.error().message == invalid_session().message) {
    return open_kept_session(services, request);
  }
  return open_answer(services, request, kChallenge);
}

// The device may have been forgotten or changed while it was proving itself (T08).
Status record_proof(domain::Txn& txn, const domain::Pool& pool, std::string_view sub,
                    const domain::Device& proven, std::int64_t now_us) {
  POSTERN_TRY(auto stored, domain::require_device(txn, pool.id, sub, proven.key));
  if (!stored.remembered || stored.srp_verifier != proven.srp_verifier) {
    return domain::no_such_device();
  }
  stored.authenticated_us = now_us;
  return domain::put_device(txn, pool.id, sub, stored);
}

Status prove(Services& services, const AuthRequest& request, const SrpExchange& exchange,
             const domain::User& user, const domain::Device& device) {
  const SrpSubject claimed{device.group_key, device.key, device.srp_verifier};
  Status proven = services.credentials.attempt({*request.pool, user, request.place.source}, [&] {
    return srp_signature_is_right(request, exchange, claimed);
  });
  if (proven.ok() || proven.error().errc != Errc::rejected) return proven;
  return refuse_srp(services, kKind, exchange, std::move(proven).error());
}

}  // namespace

Result<Json> ask_device(Services& services, const AuthRequest& request, const Step& step) {
  const std::string session =
      seal_session(services, request, kChallenge, step.progress, Json::object());
  POSTERN_CHECK(keep_session(services, request, step.progress, session));
  return Json::object()
      .set("ChallengeName", kChallenge)
      .set("Session", session)
      .set("ChallengeParameters", Json::object());
}

Result<Json> answer_device_srp(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view A_hex, request.require("SRP_A"));
  POSTERN_CHECK(crypto::srp::check_client_public(A_hex));
  POSTERN_TRY(const Answer answer, open_device_answer(services, request));
  const Progress& progress = answer.session.progress;
  POSTERN_TRY(const auto device, device_of_answer(services, request, progress));
  const SrpOffer offer = offer_srp(services, request, kKind, A_hex, device.srp_verifier,
                                   Json::object().set("s", progress.to_json()));
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(spend_session(txn, answer.session));
    return txn.erase(pending_key(request, progress));
  }));
  return Json::object()
      .set("ChallengeName", kVerifierChallenge)
      .set("ChallengeParameters", Json::object()
                                      .set("SALT", codec::hex_encode(device.srp_salt))
                                      .set("SRP_B", offer.B_hex)
                                      .set("SECRET_BLOCK", offer.block)
                                      .set("DEVICE_KEY", device.key)
                                      .set("USERNAME", request.get("USERNAME")));
}

Result<Json> answer_device_verifier(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const SrpExchange exchange, open_srp_answer(services, request, kKind));
  Progress progress = Progress::from_json(*exchange.context.find("s"));
  POSTERN_TRY(Subject subject, subject_of_answer(services, request, progress.sub, progress.sub));
  if (!subject.is_real || !has_proven_password(progress, subject.user)) return invalid_session();
  POSTERN_TRY(const auto device, device_of_answer(services, request, progress));
  POSTERN_CHECK(prove(services, request, exchange, subject.user, device));
  const bool replaces = domain::device_rules(*request.pool).replaces_second_factor;
  progress.trigger_source = "TokenGeneration_AuthenticateDevice";
  const std::string sub = progress.sub;
  const std::int64_t now_us = services.store.now_us();
  return advance_attempt(
      services, request,
      {.subject = std::move(subject),
       .progress = std::move(progress),
       .client_metadata = request.client_metadata,
       .spend = [&](domain::Txn& txn) { return spend_srp(txn, kKind, exchange); }},
      replaces ? Factor::device : Factor::device_alone, [&](domain::Txn& txn, domain::User&) {
        return record_proof(txn, *request.pool, sub, device, now_us);
      });
}

}  // namespace postern::auth
