// The Session of a challenge.
#include "auth/challenge_session.h"

#include "auth/sealed_tokens.h"
#include "codec/hex.h"
#include "domain/single_use.h"

namespace postern::auth {
namespace {

constexpr std::string_view kKind = "session";

Error used_before() {
  return not_authorized("Invalid session for the user, session can only be used once.");
}

}  // namespace

std::string seal_session(Services& services, const AuthRequest& request, std::string_view challenge,
                         const Progress& progress, Json extra) {
  const std::int64_t ttl_us = request.client->auth_session_ttl_s * kMicrosPerSecond;
  Json content = Json::object();
  content.set("i", codec::hex_encode(services.store.random().bytes(16)))
      .set("p", request.pool->id)
      .set("c", request.client->id)
      .set("s", progress.to_json())
      .set("n", challenge)
      .set("d", request.managed_login)
      .set("e", services.store.now_us() + ttl_us)
      .set("x", std::move(extra));
  return services.sealed.seal(kKind, content);
}

Result<ChallengeSession> open_session(Services& services, const AuthRequest& request,
                                      std::string_view challenge) {
  if (request.session.empty()) return invalid_parameter("Missing required parameter Session");
  const auto content = services.sealed.open(kKind, request.session);
  if (!content.ok() && content.error().errc != Errc::corrupt) return content.error();
  const bool ours = content.ok() && content->get_string("p") == request.pool->id &&
                    content->get_string("c") == request.client->id &&
                    content->get_string("n") == challenge &&
                    content->get_bool("d") == request.managed_login;  // O35
  if (!ours) return not_authorized("Invalid session for the user.");
  ChallengeSession session{std::string(content->get_string("i")),
                           Progress::from_json(*content->find("s")), content->get_int("e"),
                           *content->find("x")};
  if (services.store.now_us() >= session.expires_us) {
    return not_authorized("Invalid session for the user, session is expired.");
  }
  POSTERN_TRY(const bool spent, services.store.read([&](domain::Txn& txn) {
    return domain::is_spent(txn, kKind, session.id);
  }));
  if (spent) return used_before();
  return session;
}

bool is_session_of(Services& services, const AuthRequest& request, std::string_view challenge) {
  const auto content = services.sealed.open(kKind, request.session);
  return content.ok() && content->get_string("n") == challenge;
}

bool is_session_of_pages(Services& services, std::string_view session) {
  const auto content = services.sealed.open(kKind, session);
  return content.ok() && content->get_bool("d");
}

Result<domain::PoolAndClient> client_of_session(Services& services, std::string_view session) {
  const auto content = services.sealed.open(kKind, session);
  if (!content.ok() && content.error().errc != Errc::corrupt) return content.error();
  if (!content.ok()) return not_authorized("Invalid session for the user.");
  return services.store.read([&](domain::Txn& txn) -> Result<domain::PoolAndClient> {
    const std::string_view pool_id = content->get_string("p");
    POSTERN_TRY(auto pool, domain::load_pool(txn, pool_id));
    POSTERN_TRY(auto client, domain::load_client(txn, pool_id, content->get_string("c")));
    return domain::PoolAndClient{std::move(pool), std::move(client)};
  });
}

Status spend_session(domain::Txn& txn, const ChallengeSession& session) {
  POSTERN_TRY(const bool fresh, domain::spend(txn, kKind, session.id, session.expires_us));
  if (!fresh) return used_before();
  return ok();
}

}  // namespace postern::auth
