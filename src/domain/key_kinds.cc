// What kind of row a key belongs to, and what such a row holds.
#include "domain/key_kinds.h"

#include "domain/keyspace.h"
#include "domain/records.h"

namespace postern::domain {
namespace {

template <class Record>
KeyKind sealed(std::string_view name = RecordTraits<Record>::kName) {
  return {name, RecordTraits<Record>::kType};
}

KeyKind mark(std::string_view name) {
  return {name, std::nullopt};
}

// No default in either switch: a new prefix does not compile before it has its row here.
std::optional<KeyKind> kind_in_pool(keys::PoolPrefix prefix) {
  switch (prefix) {
    case keys::kClient:
      return sealed<ClientRecord>();
    case keys::kKeys:
      return sealed<PoolKeys>();
    case keys::kFormerKeys:
      return sealed<PoolKeys>("FormerPoolKeys");
    case keys::kUser:
      return sealed<User>();
    case keys::kUsername:
      return sealed<Reference>("Username");
    case keys::kAlias:
      return sealed<Reference>("Alias");
    case keys::kIndex:
      return mark("Index");
    case keys::kGroup:
      return sealed<Group>();
    case keys::kMember:
      return mark("Member");
    case keys::kMembership:
      return mark("Membership");
    case keys::kCode:
      return sealed<Code>();
    case keys::kLockout:
      return sealed<Lockout>();
    case keys::kQuota:
      return sealed<Quota>();
    case keys::kGuessBudget:
      return sealed<GuessBudget>();
    case keys::kSession:
      return sealed<Session>();
    case keys::kPasskey:
      return sealed<Passkey>();
    case keys::kPasskeyOwner:
      return sealed<Reference>("PasskeyOwner");
    case keys::kPasskeyRegistration:
      return sealed<PasskeyRegistration>();
    case keys::kMfa:
      return sealed<Mfa>();
    case keys::kPendingTotp:
      return sealed<PendingTotp>();
    case keys::kFirstSignIn:
      return sealed<Used>("FirstSignIn");
    case keys::kDevice:
      return sealed<Device>();
    case keys::kCounter:
      return sealed<Counter>();
    case keys::kImportJob:
      return sealed<ImportJob>();
    case keys::kImportChunk:
      return sealed<ImportChunk>();
    case keys::kImportLog:
      return sealed<ImportLog>();
    case keys::kResourceServer:
      return sealed<Resource>("ResourceServer");
    case keys::kDomain:
      return sealed<Resource>("Domain");
    case keys::kTerms:
      return sealed<Resource>("Terms");
    case keys::kTermsOfClient:
      return sealed<Reference>("TermsOfClient");
    case keys::kBranding:
      return sealed<Resource>("Branding");
    case keys::kBrandingOfClient:
      return sealed<Reference>("BrandingOfClient");
    case keys::kBrandingImage:
      return sealed<Image>("BrandingImage");
    case keys::kUiCustomization:
      return sealed<Resource>("UiCustomization");
    case keys::kUiImage:
      return sealed<Image>("UiImage");
    case keys::kRiskConfiguration:
      return sealed<Resource>("RiskConfiguration");
    case keys::kLogDelivery:
      return sealed<Resource>("LogDelivery");
    case keys::kProvider:
      return sealed<records::IdentityProviderT>();
    case keys::kProviderId:
      return sealed<Reference>("ProviderIdentifier");
    case keys::kLink:
      return sealed<ProviderLink>();
    case keys::kLinkOfUser:
      return mark("LinkOfUser");
    case keys::kTrackedSession:
      return sealed<TrackedSession>();
    case keys::kAuthEvent:
      return sealed<AuthEvent>();
    case keys::kCertificate:
      return sealed<PoolCertificate>();
    case keys::kChallenge:
      return sealed<Resource>("Challenge");
    case keys::kBrowserSession:
      return sealed<BrowserSession>();
    case keys::kAuthorizationCode:
      return sealed<AuthorizationCode>();
    case keys::kNamesChange:
      return sealed<Resource>("NamesChange");
  }
  return std::nullopt;
}

std::optional<KeyKind> kind_of_pool_data(std::string_view key) {
  storage::KeyReader reader(key);
  if (!reader.raw(1).ok() || !reader.text().ok() || reader.rest().empty()) return std::nullopt;
  return kind_in_pool(static_cast<keys::PoolPrefix>(reader.rest().front()));
}

}  // namespace

std::optional<KeyKind> kind_of_key(std::string_view key) {
  if (key.empty()) return std::nullopt;
  switch (static_cast<keys::Prefix>(key.front())) {
    case keys::kStoreInfo:
      return sealed<StoreInfo>();
    case keys::kStoreKeys:
      return sealed<StoreKeys>();
    case keys::kRootKeyRotation:
      return sealed<RootKeyRotation>();
    case keys::kBackup:
      return mark("Backup");
    case keys::kPool:
      return sealed<PoolRecord>();
    case keys::kClientPool:
      return sealed<Reference>("ClientPool");
    case keys::kAccessKey:
      return sealed<AccessKey>();
    case keys::kSenderKey:
      return sealed<SenderKey>();
    case keys::kExpiry:
      return mark("Expiry");
    case keys::kUsed:
      return sealed<Used>();
    case keys::kDoomed:
      return mark("Doomed");
    case keys::kActiveImport:
      return mark("ActiveImport");
    case keys::kRestoring:
      return sealed<Used>("Restoring");
    case keys::kDomainPool:
      return sealed<Reference>("DomainPool");
    case keys::kPoolKey:
      return sealed<Resource>("PoolKey");
    case keys::kAuditEvent:
      return sealed<AuditEvent>();
    case keys::kAuditLink:
      return sealed<AuditLink>();
    case keys::kAuditHead:
      return sealed<AuditHead>();
    case keys::kPoolData:
      return kind_of_pool_data(key);
  }
  return std::nullopt;
}

}  // namespace postern::domain
