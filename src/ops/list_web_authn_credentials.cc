// ListWebAuthnCredentials: the passkeys of the signed-in user.
#include "codec/base64.h"
#include "domain/passkeys.h"
#include "ops/paging.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Json description(const domain::Passkey& passkey) {
  Json transports = Json::array();
  for (const std::string& transport : passkey.transports) transports.push_back(transport);
  Json shown = Json::object();
  shown.set("CredentialId", codec::base64url_encode(passkey.credential_id))
      .set("FriendlyCredentialName", passkey.name)
      .set("RelyingPartyId", passkey.relying_party_id);
  if (!passkey.attachment.empty()) shown.set("AuthenticatorAttachment", passkey.attachment);
  return shown.set("AuthenticatorTransports", std::move(transports))
      .set("CreatedAt", render_time(passkey.created_us));
}

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  const std::string scope = caller.pool->id + '\0' + caller.user.sub;
  const Listing listing{"ListWebAuthnCredentials", scope, "MaxResults"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(const auto passkeys, context.store().read([&](domain::Txn& txn) {
    return domain::list_passkeys(txn, caller.pool->id, caller.user.sub, page.after, page.limit + 1);
  }));
  return render_page(context, listing, page, "Credentials", passkeys, description,
                     [](const domain::Passkey& passkey) { return passkey.credential_id; });
}

}  // namespace

const Operation kListWebAuthnCredentials{"ListWebAuthnCredentials", handle};

}  // namespace postern::ops
