// Ending a session by its refresh token.
#include "auth/revocation.h"

#include <algorithm>

#include "domain/sessions.h"
#include "tokens/token_service.h"

namespace postern::auth {
namespace {

// An ID or access token has three parts and is no refresh token; RFC 7009 names that case.
bool looks_like_jwt(std::string_view token) {
  return std::count(token.begin(), token.end(), '.') == 2;
}

Status revoke(domain::Txn& txn, const tokens::SessionName& name, bool linked) {
  POSTERN_TRY(auto session, domain::find_session(txn, name.pool_id, name.sub, name.session_id));
  if (!session) return ok();
  if (linked) return domain::revoke_linked_sessions(txn, name.pool_id, *session);
  return domain::revoke_session(txn, name.pool_id, *std::move(session));
}

}  // namespace

Status revoke_refresh_token(Services& services, const domain::Client& client,
                            std::string_view refresh_token, bool linked) {
  if (!client.token_revocation) {
    return reject("UnsupportedOperationException",
                  "Token revocation is not enabled for the client.");
  }
  if (looks_like_jwt(refresh_token)) {
    return reject("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
  }
  const auto token = services.tokens.open_refresh_token(refresh_token);
  if (!token.ok()) return ok();
  if (token->session.client_id != client.id) {
    return reject("UnauthorizedException", "The token was not issued to this client.");
  }
  return services.store.transact(
      [&](domain::Txn& txn) { return revoke(txn, token->session, linked); });
}

}  // namespace postern::auth
