// SMS_MFA, and EMAIL_OTP as a second factor: a code sent to the user.
#include "auth/answer.h"
#include "auth/flows/flows.h"
#include "auth/mfa.h"
#include "auth/one_time_code.h"
#include "domain/mfa.h"

namespace postern::auth {
namespace {

constexpr int kDigits = 6;
constexpr std::string_view kSetsUp = "sets_up";

struct Medium {
  domain::MfaKind kind;
  std::string_view sealed_for;  // Keeps the Session apart from the same challenge's of USER_AUTH.
  std::string_view delivery;
  std::string_view answer;
  Factor factor;
};

constexpr Medium kSms{domain::MfaKind::sms, "SMS_MFA", "SMS", "SMS_MFA_CODE", Factor::sms_mfa};
constexpr Medium kEmail{domain::MfaKind::email, kEmailMfa, "EMAIL", "EMAIL_OTP_CODE",
                        Factor::email_mfa};

// What a right code shows about the user.
struct Proof {
  Channel channel;
  bool sets_up;
  bool verifies;  // Unless somebody else signs in by that address.
};

Status check_code(Services& services, const AuthRequest& request, const Answer& answer,
                  std::string_view code) {
  const Json& extra = answer.session.extra;
  const auto is_right = [&]() -> Result<bool> {
    POSTERN_TRY(const bool is_last, services.store.read([&](domain::Txn& txn) {
      return domain::is_last_sent_code(txn, request.pool->id, answer.user.sub,
                                       extra.get_string("salt"));
    }));
    return is_last && is_code(extra, code);
  };
  return check_guess(services, request, answer, is_right, wrong_one_time_code());
}

Result<Proof> proof_of(Services& services, const AuthRequest& request, const Answer& answer) {
  Proof proof{sent_to(answer.session.extra), answer.session.extra.get_bool(kSetsUp), true};
  if (request.pool->alias_attributes.contains(proof.channel.attribute)) {
    POSTERN_TRY(const auto holder, services.store.read([&](domain::Txn& txn) {
      return domain::find_user(txn, *request.pool, proof.channel.value);
    }));
    proof.verifies = !holder || holder->sub == answer.user.sub;
  }
  return proof;
}

// The address may have changed since the code went there.
Status apply(const Proof& proof, domain::User& user) {
  const auto& [attribute, value] = proof.channel;
  const std::string_view present = domain::attribute_or(user.attributes, attribute);
  if (present != (proof.sets_up ? std::string_view() : std::string_view(value))) {
    return not_authorized("Invalid session for the user.");
  }
  if (proof.sets_up) domain::set_attribute(user.attributes, attribute, value);
  if (proof.verifies) verify_by_use(user, proof.channel);
  return ok();
}

Status enable(domain::Txn& txn, const domain::Pool& pool, std::string_view sub,
              domain::MfaKind kind) {
  POSTERN_TRY(auto mfa, domain::load_mfa(txn, pool.id, sub));
  domain::set_enabled(mfa, kind, true);
  return domain::save_mfa(txn, pool.id, sub, mfa);
}

Result<Json> answer_message(Services& services, const AuthRequest& request, const Medium& medium) {
  POSTERN_TRY(const std::string_view code, request.require(medium.answer));
  POSTERN_TRY(Answer answer, open_answer(services, request, medium.sealed_for));
  POSTERN_CHECK(check_code(services, request, answer, code));
  POSTERN_TRY(const Proof proof, proof_of(services, request, answer));
  const bool changes_user =
      proof.sets_up ||
      (proof.verifies && !domain::is_verified(answer.user.attributes, proof.channel.attribute));
  POSTERN_CHECK(apply(proof, answer.user));
  return advance_with(
      services, request, std::move(answer), medium.factor,
      [&](domain::Txn& txn, domain::User& stored) -> Status {
        POSTERN_CHECK(apply(proof, stored));
        if (!proof.sets_up) return ok();
        return enable(txn, *request.pool, stored.sub, medium.kind);
      },
      changes_user);
}

}  // namespace

Result<Json> ask_message_mfa(Services& services, const AuthRequest& request, const Step& step,
                             const Channel& channel, bool sets_up) {
  const Medium& medium = channel.attribute == "email" ? kEmail : kSms;
  Random& random = services.store.random();
  const PendingCode pending{channel, new_one_time_code(random, kDigits)};
  Json extra = sealed_code(random, pending.code, channel);
  const std::string id(extra.get_string("salt"));
  if (sets_up) extra.set(kSetsUp, true);
  const std::string session =
      seal_session(services, request, medium.sealed_for, step.progress, std::move(extra));
  const std::int64_t ttl_us = request.client->auth_session_ttl_s * kMicrosPerSecond;
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) {
    return domain::set_last_sent_code(txn, request.pool->id, step.user.sub, id,
                                      services.store.now_us() + ttl_us);
  }));
  POSTERN_TRY(const Json details, send_code(services,
                                            {.pool = *request.pool,
                                             .client_id = request.client->id,
                                             .user = step.user,
                                             .source = "Authentication",
                                             .client_metadata = step.client_metadata,
                                             .text = triggers::Template::authentication},
                                            pending));
  return Json::object()
      .set("ChallengeName", domain::mfa_name(medium.kind))
      .set("Session", session)
      .set("ChallengeParameters",
           Json::object()
               .set("CODE_DELIVERY_DELIVERY_MEDIUM", medium.delivery)
               .set("CODE_DELIVERY_DESTINATION", details.get_string("Destination")));
}

Result<Json> answer_sms_mfa(Services& services, const AuthRequest& request) {
  return answer_message(services, request, kSms);
}

Result<Json> answer_email_mfa(Services& services, const AuthRequest& request) {
  return answer_message(services, request, kEmail);
}

}  // namespace postern::auth
