// Registering an authenticator app.
#include "auth/software_token.h"

#include "auth/answer.h"
#include "auth/lookup.h"
#include "codec/base32.h"
#include "crypto/totp.h"

namespace postern::auth {
namespace {

// It rides in a Session, which is at most 2,048 characters long.
constexpr std::size_t kDeviceNameBytesMax = 256;

// Members of the Session's memory.
constexpr std::string_view kSeed = "seed";
constexpr std::string_view kProven = "proven";

Error invalid_session() {
  return not_authorized("Invalid session for the user.");
}

Status check_takes_totp(const domain::Pool& pool) {
  if (pool.mfa.takes_totp()) return ok();
  return reject("SoftwareTokenMFANotFoundException",
                "Software Token MFA has not been enabled by the userPool");
}

std::string new_seed(Services& services) {
  return services.store.random().bytes(crypto::totp::kSeedBytes);
}

// What a code shows of a seed that is not in force. Guessing at it is no use: whoever may try was
// handed the seed.
Result<domain::ProvenTotp> prove(Services& services, std::string_view seed, std::string_view code,
                                 std::string_view device_name) {
  if (device_name.size() > kDeviceNameBytesMax) {
    return invalid_parameter("FriendlyDeviceName is longer than 256 bytes.");
  }
  const auto step = crypto::totp::matching_step(seed, code, services.store.clock().now_s());
  if (!step) {
    return reject("EnableSoftwareTokenMFAException",
                  "Code mismatch and fail enable Software Token MFA");
  }
  return domain::ProvenTotp{std::string(seed), *step, std::string(device_name)};
}

// A sign-in that MFA_SETUP holds up.
struct HeldUp {
  AuthRequest request;
  ChallengeSession session;
};

Result<HeldUp> open_held_up(Services& services, std::string_view text) {
  static const Json kNone = Json::object();
  POSTERN_TRY(auto target, client_of_session(services, text));
  POSTERN_CHECK(check_takes_totp(*target.pool));
  AuthRequest request{.pool = std::move(target.pool),
                      .client = std::move(target.client),
                      // It goes on where it was begun.
                      .managed_login = is_session_of_pages(services, text),
                      .parameters = kNone,
                      .session = text,
                      .client_metadata = Json::object()};
  POSTERN_TRY(ChallengeSession session, open_session(services, request, kMfaSetup));
  POSTERN_TRY(const auto user, lookup_sub(services, *request.pool, session.progress.sub));
  if (!user || !has_proven_password(session.progress, *user)) return invalid_session();
  POSTERN_CHECK(check_may_sign_in(*user));
  return HeldUp{std::move(request), std::move(session)};
}

// Whoever has a factor by now shows that one.
Status register_first_totp(domain::Txn& txn, const HeldUp& held_up,
                           const domain::ProvenTotp& proven) {
  const std::string& pool_id = held_up.request.pool->id;
  const std::string& sub = held_up.session.progress.sub;
  POSTERN_TRY(const auto stored, domain::find_user_by_sub(txn, *held_up.request.pool, sub));
  if (!stored || !has_proven_password(held_up.session.progress, *stored)) return invalid_session();
  POSTERN_TRY(auto mfa, domain::load_mfa(txn, pool_id, sub));
  if (!mfa.totp_seed.empty()) return invalid_session();
  domain::register_totp(mfa, proven);
  return domain::save_mfa(txn, pool_id, sub, mfa);
}

// Goes on with a new Session in place of the old one.
Result<std::string> replace_session(Services& services, const HeldUp& held_up, Json extra) {
  POSTERN_CHECK(services.store.transact(
      [&](domain::Txn& txn) { return spend_session(txn, held_up.session); }));
  return seal_session(services, held_up.request, kMfaSetup, held_up.session.progress,
                      std::move(extra));
}

}  // namespace

Result<std::string> associate_software_token(Services& services, const domain::Pool& pool,
                                             const domain::User& user) {
  POSTERN_CHECK(check_takes_totp(pool));
  const std::string seed = new_seed(services);
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) {
    return domain::put_pending_totp(txn, pool.id, user.sub, seed, services.store.now_us());
  }));
  return codec::base32_encode(seed);
}

Status verify_software_token(Services& services, const domain::Pool& pool, const domain::User& user,
                             std::string_view code, std::string_view device_name) {
  POSTERN_CHECK(check_takes_totp(pool));
  const std::int64_t now_us = services.store.now_us();
  POSTERN_TRY(const auto pending, services.store.read([&](domain::Txn& txn) {
    return domain::find_pending_totp(txn, pool.id, user.sub, now_us);
  }));
  if (!pending) return invalid_parameter("User has not set up software token mfa");
  POSTERN_TRY(const auto proven, prove(services, pending->seed, code, device_name));
  return services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto stored, domain::find_user_by_sub(txn, pool, user.sub));
    if (!stored) return reject("UserNotFoundException", "User does not exist.");
    return domain::confirm_pending_totp(txn, pool.id, user.sub, proven, now_us);
  });
}

Result<AssociatedToken> associate_in_sign_in(Services& services, std::string_view text) {
  POSTERN_TRY(const HeldUp held_up, open_held_up(services, text));
  if (proven_seed(held_up.session)) return invalid_session();
  AssociatedToken made{.secret_code = codec::base32_encode(new_seed(services)), .session = {}};
  Json extra = held_up.session.extra;
  extra.set(kSeed, made.secret_code);
  POSTERN_TRY(made.session, replace_session(services, held_up, std::move(extra)));
  return made;
}

Result<std::string> verify_in_sign_in(Services& services, std::string_view text,
                                      std::string_view code, std::string_view device_name) {
  POSTERN_TRY(const HeldUp held_up, open_held_up(services, text));
  Json extra = held_up.session.extra;
  if (!extra.contains(kSeed) || extra.contains(kProven)) return invalid_session();
  POSTERN_TRY(const std::string seed, codec::base32_decode(extra.get_string(kSeed)));
  POSTERN_TRY(const auto proven, prove(services, seed, code, device_name));
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(spend_session(txn, held_up.session));
    return register_first_totp(txn, held_up, proven);
  }));
  extra.set(kProven, true);
  return seal_session(services, held_up.request, kMfaSetup, held_up.session.progress,
                      std::move(extra));
}

std::optional<std::string> proven_seed(const ChallengeSession& session) {
  if (!session.extra.contains(kProven)) return std::nullopt;
  auto seed = codec::base32_decode(session.extra.get_string(kSeed));
  return seed.ok() ? std::optional(std::move(*seed)) : std::nullopt;
}

}  // namespace postern::auth
