// Codes that prove an address: which channel, the code, the message.
#include "auth/verification.h"

#include "auth/sealed_tokens.h"
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

std::vector<domain::RecoveryOption> recovery_options(const domain::Pool& pool) {
  if (!pool.recovery.empty()) return pool.recovery;
  return {{Kind::verified_phone_number, 1}, {Kind::verified_email, 2}};
}

char simulated_letter(std::string_view digest, std::size_t at) {
  return static_cast<char>('a' + static_cast<unsigned char>(digest[at]) % 26);
}

}  // namespace

std::optional<Channel> sign_up_channel(const domain::Pool& pool, const domain::User& user) {
  if (pool.auto_verified.phone_number) {
    if (auto phone = channel(user, "phone_number")) return phone;
  }
  if (pool.auto_verified.email) return channel(user, "email");
  return std::nullopt;
}

std::optional<Channel> recovery_channel(const domain::Pool& pool, const domain::User& user) {
  for (const domain::RecoveryOption& option : recovery_options(pool)) {
    if (option.kind == Kind::admin_only) continue;
    const std::string_view attribute =
        option.kind == Kind::verified_email ? "email" : "phone_number";
    if (auto found = verified_channel(user, attribute)) return found;
  }
  return std::nullopt;
}

bool recovery_is_by_admin_only(const domain::Pool& pool) {
  return !pool.recovery.empty() && pool.recovery.front().kind == Kind::admin_only;
}

domain::CodePurpose purpose_for(std::string_view attribute) {
  return attribute == "email" ? domain::CodePurpose::verify_email
                              : domain::CodePurpose::verify_phone_number;
}

Result<Json> send_code(Services& services, const CodeMessage& message, const PendingCode& pending) {
  POSTERN_CHECK(services.messenger.send({.source = message.source,
                                         .pool = message.pool,
                                         .user = message.user,
                                         .client_id = message.client_id,
                                         .attribute = pending.channel.attribute,
                                         .destination = pending.channel.value,
                                         .secret = pending.code,
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

Json simulated_delivery(Services& services, const domain::Pool& pool, std::string_view login) {
  if (domain::looks_like_phone_number(login)) {
    return triggers::code_delivery_details("phone_number", login);
  }
  if (domain::looks_like_email(login)) return triggers::code_delivery_details("email", login);
  const auto name = domain::canonical_username(pool, login);
  const std::string digest =
      services.sealed.stable_digest("delivery:" + pool.id + ":" + (name.ok() ? *name : ""));
  const std::string address{simulated_letter(digest, 0), '@', simulated_letter(digest, 1), '.',
                            'x'};
  return triggers::code_delivery_details("email", address);
}

}  // namespace postern::auth
