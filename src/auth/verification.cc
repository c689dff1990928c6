// Codes that prove an address: which channel, the code, the message.
#include "auth/verification.h"

#include <algorithm>

#include "auth/mfa.h"
#include "auth/sealed_tokens.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "domain/mfa.h"
#include "domain/quota.h"
#include "domain/username.h"
#include "triggers/messenger.h"

namespace postern::auth {
namespace {

using Kind = domain::RecoveryOption::Kind;

std::optional<Channel> channel(const domain::User& user, std::string_view attribute) {
  const std::string_view value = domain::attribute_or(user.attributes, attribute);
  if (value.empty()) return std::nullopt;
  return Channel{std::string(attribute), std::string(value)};
}

std::optional<Channel> verified_channel(const domain::User& user, std::string_view attribute) {
  if (!domain::is_verified(user.attributes, attribute)) return std::nullopt;
  return channel(user, attribute);
}

// Whether a sign-in could send a code there.
bool is_asked_for(const MfaDecision& mfa, std::string_view attribute) {
  using Decided = MfaDecision::Kind;
  if (mfa.kind != Decided::ask && mfa.kind != Decided::choose) return false;
  return std::any_of(mfa.factors.begin(), mfa.factors.end(), [&](domain::MfaKind kind) {
    return domain::mfa_attribute(kind) == attribute;
  });
}

std::vector<domain::RecoveryOption> recovery_options(const domain::Pool& pool) {
  if (!pool.recovery.empty()) return pool.recovery;
  return {{Kind::verified_phone_number, 1}, {Kind::verified_email, 2}};
}

char simulated_character(std::string_view digest, std::size_t at, char first, unsigned count) {
  return static_cast<char>(first + static_cast<unsigned char>(digest[at]) % count);
}

std::string simulated_email(std::string_view digest) {
  return {simulated_character(digest, 0, 'a', 26), '@', simulated_character(digest, 1, 'a', 26),
          '.', 'x'};
}

std::string simulated_phone_number(std::string_view digest) {
  std::string number = "+1555555";
  for (std::size_t at = 0; at < 4; ++at) number += simulated_character(digest, at, '0', 10);
  return number;
}

// However many users have one address, and whatever for, its owner is spared a flood, and the host
// the bill (L11).
Status count_delivery(Services& services, const CodeMessage& message, const Channel& channel) {
  const std::string address = "to " + codec::base64_encode(crypto::sha256(channel.value));
  Status counted = services.store.transact([&](domain::Txn& txn) {
    return domain::use_quota(txn, message.pool.id, {}, {address, domain::kCodesToAddressPerHour},
                             services.store.now_us());
  });
  const bool signs_in = message.source == "Authentication";
  if (counted.ok() || !signs_in || counted.error().code != "LimitExceededException") return counted;
  return reject("TooManyRequestsException", "Rate exceeded");
}

}  // namespace

std::optional<Channel> sign_up_channel(const domain::Pool& pool, const domain::User& user) {
  if (pool.auto_verified.phone_number) {
    if (auto phone = channel(user, "phone_number")) return phone;
  }
  if (pool.auto_verified.email) return channel(user, "email");
  return std::nullopt;
}

Result<std::optional<Channel>> recovery_channel(Services& services, const domain::Pool& pool,
                                                const domain::User& user) {
  POSTERN_TRY(const MfaDecision mfa, services.store.read([&](domain::Txn& txn) {
    return decide_mfa_of(txn, pool, user);
  }));
  for (const domain::RecoveryOption& option : recovery_options(pool)) {
    if (option.kind == Kind::admin_only) continue;
    const std::string_view attribute =
        option.kind == Kind::verified_email ? "email" : "phone_number";
    if (is_asked_for(mfa, attribute)) continue;
    if (auto found = verified_channel(user, attribute)) return found;
  }
  return std::optional<Channel>();
}

bool recovery_is_by_admin_only(const domain::Pool& pool) {
  return !pool.recovery.empty() && pool.recovery.front().kind == Kind::admin_only;
}

domain::CodePurpose purpose_for(std::string_view attribute) {
  return attribute == "email" ? domain::CodePurpose::verify_email
                              : domain::CodePurpose::verify_phone_number;
}

Result<Json> send_code(Services& services, const CodeMessage& message, const PendingCode& pending) {
  POSTERN_CHECK(count_delivery(services, message, pending.channel));
  POSTERN_CHECK(services.messenger.send({.source = message.source,
                                         .pool = message.pool,
                                         .user = message.user,
                                         .client_id = message.client_id,
                                         .attribute = pending.channel.attribute,
                                         .destination = pending.channel.value,
                                         .secret = pending.code,
                                         .text = message.text,
                                         .client_metadata = message.client_metadata}));
  return triggers::code_delivery_details(pending.channel.attribute, pending.channel.value);
}

Result<Json> make_and_send_code(Services& services, const CodeMessage& message,
                                domain::CodePurpose purpose, const Channel& channel) {
  PendingCode pending{channel, {}};
  POSTERN_TRY(pending.code, services.store.transact([&](domain::Txn& txn) {
    return domain::make_code(txn, message.pool.id, message.user.sub, purpose, channel,
                             services.store.now_us(), services.store.random());
  }));
  return send_code(services, message, pending);
}

Json simulated_delivery(Services& services, const domain::Pool& pool, std::string_view login,
                        std::string_view attribute) {
  const bool is_phone_number = attribute == "phone_number";
  const bool names_itself =
      is_phone_number ? domain::looks_like_phone_number(login) : domain::looks_like_email(login);
  if (names_itself) return triggers::code_delivery_details(attribute, login);
  const auto name = domain::canonical_username(pool, login);
  const std::string digest =
      services.sealed.stable_digest("delivery:" + pool.id + ":" + (name.ok() ? *name : ""));
  return triggers::code_delivery_details(
      attribute, is_phone_number ? simulated_phone_number(digest) : simulated_email(digest));
}

std::string_view simulated_sign_up_attribute(const domain::Pool& pool, std::string_view login) {
  if (domain::looks_like_phone_number(login)) return "phone_number";
  const bool phone_only = pool.auto_verified.phone_number && !pool.auto_verified.email;
  return phone_only && !domain::looks_like_email(login) ? "phone_number" : "email";
}

std::string_view simulated_recovery_attribute(const domain::Pool& pool, std::string_view login) {
  if (domain::looks_like_phone_number(login)) return "phone_number";
  if (domain::looks_like_email(login)) return "email";
  std::string_view attribute = "email";
  for (const domain::RecoveryOption& option : recovery_options(pool)) {
    if (option.kind == Kind::verified_email) return "email";
    if (option.kind == Kind::verified_phone_number) attribute = "phone_number";
  }
  return attribute;
}

}  // namespace postern::auth
