// RevokeToken: ends one session, by its refresh token. With RevokeAssociatedSessions LINKED the
// browser's session that it came from ends too: sign-ins through the API have none.
#include <algorithm>

#include "domain/sessions.h"
#include "ops/registry.h"
#include "ops/request.h"
#include "tokens/token_service.h"

namespace postern::ops {
namespace {

Error unauthorized(std::string_view message) {
  return reject("UnauthorizedException", message);
}

// An ID or access token has three parts and is no refresh token; RFC 7009 names that case.
bool looks_like_jwt(std::string_view token) {
  return std::count(token.begin(), token.end(), '.') == 2;
}

Status revoke(domain::Txn& txn, const tokens::SessionName& name) {
  POSTERN_TRY(auto session, domain::find_session(txn, name.pool_id, name.sub, name.session_id));
  if (!session || session->revoked) return ok();
  session->revoked = true;
  txn.revokes_user(name.pool_id, name.sub);
  return domain::put_session(txn, name.pool_id, *session);
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, client_of(context, request));
  if (!auth::check_client_secret(*target.client, request.get_string("ClientSecret")).ok()) {
    return unauthorized("Invalid client secret.");
  }
  if (!target.client->token_revocation) {
    return reject("UnsupportedOperationException",
                  "Token revocation is not enabled for the client.");
  }
  const std::string_view text = request.get_string("Token");
  if (looks_like_jwt(text)) {
    return reject("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
  }
  const auto token = context.services.tokens.open_refresh_token(text);
  // RFC 7009 section 2.2: a token that is none of ours is as good as revoked.
  if (!token.ok()) return Json::object();
  if (token->session.client_id != target.client->id) {
    return unauthorized("The token was not issued to this client.");
  }
  POSTERN_CHECK(
      context.store().transact([&](domain::Txn& txn) { return revoke(txn, token->session); }));
  return Json::object();
}

}  // namespace

const Operation kRevokeToken{"RevokeToken", handle};

}  // namespace postern::ops
