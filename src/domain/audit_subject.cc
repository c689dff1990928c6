// What a row is about, by its key.
#include "domain/audit_subject.h"

#include "base/result.h"
#include "domain/keyspace.h"

namespace postern::domain {
namespace {

// What a key holds behind its prefix.
enum class Parts : std::uint8_t { none, id, sub, sub_and_id };

struct Shape {
  std::string_view kind;
  Parts parts = Parts::none;
};

// No default: a new prefix does not compile before it says here what it is about.
std::optional<Shape> shape_in_pool(keys::PoolPrefix prefix) {
  switch (prefix) {
    case keys::kClient:
      return Shape{"UserPoolClient", Parts::id};
    case keys::kKeys:
    case keys::kFormerKeys:
      return Shape{"SigningKeys"};
    case keys::kUser:
      return Shape{"User", Parts::sub};
    case keys::kGroup:
      return Shape{"Group", Parts::id};
    case keys::kMembership:
      return Shape{"GroupMembership", Parts::sub_and_id};
    case keys::kPasskey:
      return Shape{"Passkey", Parts::sub};
    case keys::kMfa:
      return Shape{"UserMfa", Parts::sub};
    case keys::kDevice:
      return Shape{"Device", Parts::sub_and_id};
    case keys::kLinkOfUser:
      return Shape{"ProviderLink", Parts::sub_and_id};
    case keys::kImportJob:
      return Shape{"UserImportJob", Parts::id};
    case keys::kResourceServer:
      return Shape{"ResourceServer", Parts::id};
    case keys::kDomain:
      return Shape{"UserPoolDomain", Parts::id};
    case keys::kTerms:
      return Shape{"Terms", Parts::id};
    case keys::kBranding:
    case keys::kBrandingImage:
      return Shape{"ManagedLoginBranding", Parts::id};
    case keys::kUiCustomization:
    case keys::kUiImage:
      return Shape{"UICustomization", Parts::id};
    case keys::kRiskConfiguration:
      return Shape{"RiskConfiguration", Parts::id};
    case keys::kLogDelivery:
      return Shape{"LogDeliveryConfiguration"};
    case keys::kProvider:
      return Shape{"IdentityProvider", Parts::id};
    case keys::kCertificate:
      return Shape{"SigningCertificate"};
    case keys::kCode:
    case keys::kLockout:
    case keys::kQuota:
    case keys::kSession:
    case keys::kPasskeyRegistration:
    case keys::kPendingTotp:
    case keys::kFirstSignIn:
    case keys::kTrackedSession:
    case keys::kBrowserSession:
      return Shape{{}, Parts::sub};
    case keys::kUsername:
    case keys::kAlias:
    case keys::kIndex:
    case keys::kMember:
    case keys::kPasskeyOwner:
    case keys::kCounter:
    case keys::kGuessBudget:
    case keys::kImportChunk:
    case keys::kImportLog:
    case keys::kTermsOfClient:
    case keys::kBrandingOfClient:
    case keys::kProviderId:
    case keys::kLink:
    case keys::kAuthEvent:
    case keys::kChallenge:
    case keys::kAuthorizationCode:
    case keys::kNamesChange:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<AuditSubject> read(storage::KeyReader& reader, AuditSubject subject, Parts parts) {
  if (parts == Parts::sub || parts == Parts::sub_and_id) {
    auto sub = reader.text();
    if (!sub.ok()) return std::nullopt;
    subject.sub = std::move(sub).value();
  }
  if (parts == Parts::id || parts == Parts::sub_and_id) {
    auto id = reader.text();
    if (!id.ok()) return std::nullopt;
    subject.id = std::move(id).value();
  }
  return subject;
}

std::optional<AuditSubject> subject_in_pool(storage::KeyReader& reader) {
  AuditSubject subject;
  auto pool_id = reader.text();
  const auto prefix = reader.raw(1);
  if (!pool_id.ok() || !prefix.ok()) return std::nullopt;
  const auto shape = shape_in_pool(static_cast<keys::PoolPrefix>(prefix->front()));
  if (!shape) return std::nullopt;
  subject.kind = shape->kind;
  subject.pool_id = std::move(pool_id).value();
  return read(reader, std::move(subject), shape->parts);
}

}  // namespace

std::optional<AuditSubject> audit_subject(std::string_view key) {
  if (key.empty()) return std::nullopt;
  storage::KeyReader reader(key.substr(1));
  switch (key.front()) {
    case keys::kPoolData:
      return subject_in_pool(reader);
    case keys::kPool: {
      auto pool_id = reader.text();
      if (!pool_id.ok()) return std::nullopt;
      return AuditSubject{"UserPool", std::move(pool_id).value(), {}, {}};
    }
    case keys::kAccessKey:
      return read(reader, {"AccessKey", {}, {}, {}}, Parts::id);
    case keys::kPoolKey:
      return read(reader, {"UserPoolKey", {}, {}, {}}, Parts::id);
    case keys::kSenderKey:
      return read(reader, {"SenderKey", {}, {}, {}}, Parts::id);
    default:
      return std::nullopt;
  }
}

}  // namespace postern::domain
