// Every key prefix of the store, in one table. Append only: a prefix is part of the format.
//
// What belongs to a pool starts with kPoolData and the pool's id, so that deleting a pool is
// deleting one range, and what a page of users needs lies together.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/keys.h"

namespace postern::domain::keys {

enum Prefix : char {
  kStoreInfo = '!',
  kStoreKeys = 'K',   // -> StoreKeys
  kRootKeyRotation = 'R',  // -> RootKeyRotation, while there is one
  kPool = 'P',        // pool id -> Pool
  kClientPool = 'c',  // client id -> Reference (sub holds the pool id)
  kBackup = 'b',      // -> empty: this is a backup, and nobody has opened it yet
  kAccessKey = 'H',   // access key id -> AccessKey
  kSenderKey = 'S',   // key id -> SenderKey
  kExpiry = 'X',      // expires_us, key -> empty: what the sweep removes
  kUsed = 'Z',        // kind, id -> Used
  kDoomed = 'D',      // pool id -> empty: a deleted pool whose range is still being removed
  kActiveImport = 'i',  // pool id, job id -> empty: the import job that is under way
  kRestoring = 'r',     // pool id -> Used: a pool that is being restored and not yet there
  kDomainPool = 'w',  // domain of managed login -> Reference (sub holds the pool id)
  kPoolKey = 'k',     // pool id -> Resource: the pool's own key, wrapped under its owner's
  kAuditEvent = 'a',  // chain, number -> AuditEvent
  kAuditLink = 'l',   // chain, number of its last event -> AuditLink
  kAuditHead = 'h',   // chain -> AuditHead
  kPoolData = 'd',    // pool id, one of PoolPrefix, ...
};

enum PoolPrefix : char {
  kClient = 'C',      // client id -> Client
  kKeys = 'K',        // -> PoolKeys
  kFormerKeys = 'z',  // -> PoolKeys: those before, until they are retired
  kUser = 'U',        // sub -> User
  kUsername = 'N',    // canonical username -> Reference
  kAlias = 'A',       // attribute (later generations: "<n>:" before it), value -> Reference
  kIndex = 'I',       // attribute, value, sub -> empty
  kGroup = 'G',       // name -> Group
  kMember = 'M',      // group, sub -> empty
  kMembership = 'm',  // sub, group -> empty
  kCode = 'V',        // sub, purpose -> Code
  kLockout = 'L',     // sub -> Lockout
  kQuota = 'Q',       // sub, kind -> Quota
  kGuessBudget = 'u',  // an address, or a part of the pool -> GuessBudget
  kSession = 'R',     // sub, session id -> Session
  kPasskey = 'W',     // sub, credential id -> Passkey
  kPasskeyOwner = 'w',         // credential id -> Reference
  kPasskeyRegistration = 'y',  // sub -> PasskeyRegistration
  kMfa = 'F',         // sub -> Mfa
  kPendingTotp = 'P',  // sub -> PendingTotp
  kFirstSignIn = 'e',  // sub -> Used: a confirmed address that stands for a second factor once
  kDevice = 'E',      // sub, device key -> Device
  kCounter = '#',     // name, shard -> Counter
  kImportJob = 'J',    // job id -> ImportJob
  kImportChunk = 'j',  // job id, upload id, number -> ImportChunk
  kImportLog = 'l',    // job id, number -> ImportLog
  kResourceServer = 'S',     // identifier -> Resource
  kDomain = 'D',             // "prefix" or "custom" -> Resource
  kTerms = 'T',              // terms id -> Resource
  kTermsOfClient = 't',      // client id, name -> Reference (sub holds the terms id)
  kBranding = 'B',           // branding id -> Resource
  kBrandingOfClient = 'b',   // client id -> Reference (sub holds the branding id)
  kBrandingImage = 'a',      // branding id, resource id -> Image
  kUiCustomization = 'c',    // client id or "ALL" -> Resource
  kUiImage = 'i',            // client id or "ALL" -> Image
  kRiskConfiguration = 'r',  // client id or "ALL" -> Resource
  kLogDelivery = 'o',        // -> Resource
  kProvider = 'p',           // name -> IdentityProvider
  kProviderId = 'q',         // identifier -> Reference (sub holds the provider's name)
  kLink = 'f',               // provider, attribute, value -> ProviderLink
  kLinkOfUser = 'g',         // sub, provider, attribute, value -> empty
  kTrackedSession = 's',     // sub, session id -> TrackedSession
  kAuthEvent = 'v',          // sub, inverted time, id -> AuthEvent
  kCertificate = 'k',        // use -> PoolCertificate
  kChallenge = 'h',          // id -> Resource: what a challenge remembers beside its Session
  kBrowserSession = 'x',     // sub, id -> BrowserSession
  kAuthorizationCode = 'O',  // hash -> AuthorizationCode
  kNamesChange = 'n',        // -> Resource: sign-in names that are being replaced
};

inline storage::KeyBuilder pool_data(std::string_view pool_id, PoolPrefix prefix) {
  storage::KeyBuilder key(kPoolData);
  key.text(pool_id).raw(std::string_view(reinterpret_cast<const char*>(&prefix), 1));
  return key;
}

inline std::string store_info() {
  return storage::KeyBuilder(kStoreInfo).take();
}
inline std::string store_keys() {
  return storage::KeyBuilder(kStoreKeys).take();
}
inline std::string root_key_rotation() {
  return storage::KeyBuilder(kRootKeyRotation).take();
}
inline std::string backup() {
  return storage::KeyBuilder(kBackup).take();
}
inline std::string pool(std::string_view id) {
  return storage::KeyBuilder(kPool).text(id).take();
}
inline std::string pool_key(std::string_view id) {
  return storage::KeyBuilder(kPoolKey).text(id).take();
}
inline std::string client_pool(std::string_view id) {
  return storage::KeyBuilder(kClientPool).text(id).take();
}
inline std::string access_key(std::string_view id) {
  return storage::KeyBuilder(kAccessKey).text(id).take();
}
inline std::string sender_key(std::string_view id) {
  return storage::KeyBuilder(kSenderKey).text(id).take();
}
inline std::string active_import(std::string_view pool_id, std::string_view job_id) {
  return storage::KeyBuilder(kActiveImport).text(pool_id).text(job_id).take();
}
inline std::string restoring(std::string_view pool_id) {
  return storage::KeyBuilder(kRestoring).text(pool_id).take();
}
inline std::string doomed(std::string_view id) {
  return storage::KeyBuilder(kDoomed).text(id).take();
}
inline std::string used(std::string_view kind, std::string_view id) {
  return storage::KeyBuilder(kUsed).text(kind).text(id).take();
}
inline std::string expiry(std::int64_t expires_us, std::string_view key) {
  return storage::KeyBuilder(kExpiry).u64(static_cast<std::uint64_t>(expires_us)).raw(key).take();
}
inline std::string audit_events(std::string_view chain) {
  return storage::KeyBuilder(kAuditEvent).text(chain).take();
}
inline std::string audit_event(std::string_view chain, std::uint64_t number) {
  return storage::KeyBuilder(kAuditEvent).text(chain).u64(number).take();
}
inline std::string audit_links(std::string_view chain) {
  return storage::KeyBuilder(kAuditLink).text(chain).take();
}
inline std::string audit_link(std::string_view chain, std::uint64_t last) {
  return storage::KeyBuilder(kAuditLink).text(chain).u64(last).take();
}
inline std::string audit_head(std::string_view chain) {
  return storage::KeyBuilder(kAuditHead).text(chain).take();
}
inline std::string pool_range(std::string_view pool_id) {
  return storage::KeyBuilder(kPoolData).text(pool_id).take();
}
inline std::string client(std::string_view pool_id, std::string_view id) {
  return pool_data(pool_id, kClient).text(id).take();
}
inline std::string keys(std::string_view pool_id) {
  return pool_data(pool_id, kKeys).take();
}
inline std::string former_keys(std::string_view pool_id) {
  return pool_data(pool_id, kFormerKeys).take();
}
inline std::string user(std::string_view pool_id, std::string_view sub) {
  return pool_data(pool_id, kUser).text(sub).take();
}
inline std::string username(std::string_view pool_id, std::string_view canonical) {
  return pool_data(pool_id, kUsername).text(canonical).take();
}
// Sign-in names of one attribute; of their generations a pool has one in force.
inline std::string alias_table(std::string_view attribute, std::int64_t generation) {
  if (generation == 0) return std::string(attribute);
  return std::to_string(generation).append(":").append(attribute);
}
inline std::string aliases(std::string_view pool_id, std::string_view attribute,
                           std::int64_t generation) {
  return pool_data(pool_id, kAlias).text(alias_table(attribute, generation)).take();
}
inline std::string alias(std::string_view pool_id, std::string_view attribute,
                         std::string_view canonical, std::int64_t generation) {
  return pool_data(pool_id, kAlias)
      .text(alias_table(attribute, generation))
      .text(canonical)
      .take();
}
inline std::string names_change(std::string_view pool_id) {
  return pool_data(pool_id, kNamesChange).take();
}
inline std::string index(std::string_view pool_id, std::string_view attribute,
                         std::string_view value, std::string_view sub) {
  return pool_data(pool_id, kIndex).text(attribute).text(value).text(sub).take();
}
inline std::string group(std::string_view pool_id, std::string_view name) {
  return pool_data(pool_id, kGroup).text(name).take();
}
inline std::string member(std::string_view pool_id, std::string_view group, std::string_view sub) {
  return pool_data(pool_id, kMember).text(group).text(sub).take();
}
inline std::string membership(std::string_view pool_id, std::string_view sub,
                              std::string_view group) {
  return pool_data(pool_id, kMembership).text(sub).text(group).take();
}
inline std::string code(std::string_view pool_id, std::string_view sub, std::string_view purpose) {
  return pool_data(pool_id, kCode).text(sub).text(purpose).take();
}
inline std::string lockout(std::string_view pool_id, std::string_view sub) {
  return pool_data(pool_id, kLockout).text(sub).take();
}
inline std::string quota(std::string_view pool_id, std::string_view sub, std::string_view kind) {
  return pool_data(pool_id, kQuota).text(sub).text(kind).take();
}
inline std::string guess_budget(std::string_view pool_id, std::string_view source) {
  return pool_data(pool_id, kGuessBudget).text(source).take();
}
inline std::string session(std::string_view pool_id, std::string_view sub, std::string_view id) {
  return pool_data(pool_id, kSession).text(sub).text(id).take();
}
inline std::string browser_session(std::string_view pool_id, std::string_view sub,
                                   std::string_view id) {
  return pool_data(pool_id, kBrowserSession).text(sub).text(id).take();
}
inline std::string authorization_code(std::string_view pool_id, std::string_view hash) {
  return pool_data(pool_id, kAuthorizationCode).text(hash).take();
}
inline std::string passkey(std::string_view pool_id, std::string_view sub,
                           std::string_view credential_id) {
  return pool_data(pool_id, kPasskey).text(sub).text(credential_id).take();
}
inline std::string passkey_owner(std::string_view pool_id, std::string_view credential_id) {
  return pool_data(pool_id, kPasskeyOwner).text(credential_id).take();
}
inline std::string passkey_registration(std::string_view pool_id, std::string_view sub) {
  return pool_data(pool_id, kPasskeyRegistration).text(sub).take();
}
inline std::string import_job(std::string_view pool_id, std::string_view id) {
  return pool_data(pool_id, kImportJob).text(id).take();
}
inline std::string import_upload(std::string_view pool_id, std::string_view job_id,
                                 std::string_view upload_id) {
  return pool_data(pool_id, kImportChunk).text(job_id).text(upload_id).take();
}
inline std::string import_chunk(std::string_view pool_id, std::string_view job_id,
                                std::string_view upload_id, std::uint64_t number) {
  return pool_data(pool_id, kImportChunk).text(job_id).text(upload_id).u64(number).take();
}
inline std::string import_log(std::string_view pool_id, std::string_view job_id,
                              std::uint64_t number) {
  return pool_data(pool_id, kImportLog).text(job_id).u64(number).take();
}
inline std::string mfa(std::string_view pool_id, std::string_view sub) {
  return pool_data(pool_id, kMfa).text(sub).take();
}
inline std::string pending_totp(std::string_view pool_id, std::string_view sub) {
  return pool_data(pool_id, kPendingTotp).text(sub).take();
}
inline std::string first_sign_in(std::string_view pool_id, std::string_view sub) {
  return pool_data(pool_id, kFirstSignIn).text(sub).take();
}
inline std::string device(std::string_view pool_id, std::string_view sub, std::string_view key) {
  return pool_data(pool_id, kDevice).text(sub).text(key).take();
}
inline std::string provider(std::string_view pool_id, std::string_view name) {
  return pool_data(pool_id, kProvider).text(name).take();
}
inline std::string provider_identifier(std::string_view pool_id, std::string_view identifier) {
  return pool_data(pool_id, kProviderId).text(identifier).take();
}
inline std::string link(std::string_view pool_id, std::string_view provider,
                        std::string_view attribute, std::string_view value) {
  return pool_data(pool_id, kLink).text(provider).text(attribute).text(value).take();
}
inline std::string link_of_user(std::string_view pool_id, std::string_view sub,
                                std::string_view provider, std::string_view attribute,
                                std::string_view value) {
  storage::KeyBuilder key = pool_data(pool_id, kLinkOfUser);
  return key.text(sub).text(provider).text(attribute).text(value).take();
}
inline std::string tracked_session(std::string_view pool_id, std::string_view sub,
                                   std::string_view session_id) {
  return pool_data(pool_id, kTrackedSession).text(sub).text(session_id).take();
}
// Newest first.
inline std::string auth_event(std::string_view pool_id, std::string_view sub, std::int64_t at_us,
                              std::string_view id) {
  const auto inverted = ~static_cast<std::uint64_t>(at_us);
  return pool_data(pool_id, kAuthEvent).text(sub).u64(inverted).text(id).take();
}
inline std::string certificate(std::string_view pool_id, std::string_view use) {
  return pool_data(pool_id, kCertificate).text(use).take();
}
inline std::string challenge(std::string_view pool_id, std::string_view id) {
  return pool_data(pool_id, kChallenge).text(id).take();
}
inline std::string counter(std::string_view pool_id, std::string_view name, std::uint64_t shard) {
  return pool_data(pool_id, kCounter).text(name).u64(shard).take();
}

inline std::string domain_pool(std::string_view domain) {
  return storage::KeyBuilder(kDomainPool).text(domain).take();
}
inline std::string resource_server(std::string_view pool_id, std::string_view identifier) {
  return pool_data(pool_id, kResourceServer).text(identifier).take();
}
inline std::string domain(std::string_view pool_id, std::string_view kind) {
  return pool_data(pool_id, kDomain).text(kind).take();
}
inline std::string terms(std::string_view pool_id, std::string_view id) {
  return pool_data(pool_id, kTerms).text(id).take();
}
inline std::string terms_of_client(std::string_view pool_id, std::string_view client_id,
                                   std::string_view name) {
  return pool_data(pool_id, kTermsOfClient).text(client_id).text(name).take();
}
inline std::string branding(std::string_view pool_id, std::string_view id) {
  return pool_data(pool_id, kBranding).text(id).take();
}
inline std::string branding_of_client(std::string_view pool_id, std::string_view client_id) {
  return pool_data(pool_id, kBrandingOfClient).text(client_id).take();
}
inline std::string branding_image(std::string_view pool_id, std::string_view id,
                                  std::string_view resource_id) {
  return pool_data(pool_id, kBrandingImage).text(id).text(resource_id).take();
}
inline std::string ui_customization(std::string_view pool_id, std::string_view client_id) {
  return pool_data(pool_id, kUiCustomization).text(client_id).take();
}
inline std::string ui_image(std::string_view pool_id, std::string_view client_id) {
  return pool_data(pool_id, kUiImage).text(client_id).take();
}
inline std::string risk_configuration(std::string_view pool_id, std::string_view client_id) {
  return pool_data(pool_id, kRiskConfiguration).text(client_id).take();
}
inline std::string log_delivery(std::string_view pool_id) {
  return pool_data(pool_id, kLogDelivery).take();
}

}  // namespace postern::domain::keys
