// Stored records as C++ values: FlatBuffers' object types under domain names, with their type ids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "records_generated.h"

namespace postern::domain {

using records::UserStatus;
using Attribute = records::AttributeT;
using User = records::UserT;
using Group = records::GroupT;
using Code = records::CodeT;
using Lockout = records::LockoutT;
using Quota = records::QuotaT;
using GuessBudget = records::GuessBudgetT;
using Session = records::SessionT;
using BrowserSession = records::BrowserSessionT;
using AuthorizationCode = records::AuthorizationCodeT;
using PoolKeys = records::PoolKeysT;
using Reference = records::ReferenceT;
using Used = records::UsedT;
using records::MfaKind;
using Mfa = records::MfaT;
using PendingTotp = records::PendingTotpT;
using Device = records::DeviceT;
using AccessKey = records::AccessKeyT;
using Counter = records::CounterT;
using SenderKey = records::SenderKeyT;
using Passkey = records::PasskeyT;
using PasskeyRegistration = records::PasskeyRegistrationT;
using ImportJob = records::ImportJobT;
using ImportChunk = records::ImportChunkT;
using ImportLog = records::ImportLogT;
using records::ImportStatus;
using Resource = records::ResourceT;
using Image = records::ImageT;
using StoreInfo = records::StoreInfoT;
using StoreKeys = records::StoreKeysT;
using RootKeyRotation = records::RootKeyRotationT;
using PoolRecord = records::PoolT;
using ClientRecord = records::ClientT;
using ProviderLink = records::ProviderLinkT;
using TrackedSession = records::TrackedSessionT;
using AuthEvent = records::AuthEventT;
using PoolCertificate = records::PoolCertificateT;
using AuditChange = records::AuditChangeT;
using AuditEvent = records::AuditEventT;
using AuditCitation = records::AuditCitationT;
using AuditLink = records::AuditLinkT;
using AuditHead = records::AuditHeadT;

// Type ids are part of the sealed format: append only, never renumber.
template <class Record>
struct RecordTraits;
#define POSTERN_RECORD(name, id)                                   \
  template <>                                                      \
  struct RecordTraits<records::name##T> {                          \
    using Table = records::name;                                   \
    static constexpr std::uint8_t kType = id;                      \
    static constexpr std::string_view kName = #name;               \
  };
POSTERN_RECORD(Pool, 1)
POSTERN_RECORD(Client, 2)
POSTERN_RECORD(User, 3)
POSTERN_RECORD(Group, 4)
POSTERN_RECORD(Code, 5)
POSTERN_RECORD(Lockout, 6)
POSTERN_RECORD(Quota, 7)
POSTERN_RECORD(Session, 8)
POSTERN_RECORD(PoolKeys, 9)
POSTERN_RECORD(Reference, 10)
POSTERN_RECORD(Used, 11)
POSTERN_RECORD(AccessKey, 12)
POSTERN_RECORD(Counter, 13)
POSTERN_RECORD(StoreInfo, 14)
POSTERN_RECORD(SenderKey, 15)
POSTERN_RECORD(Passkey, 16)
POSTERN_RECORD(PasskeyRegistration, 17)
POSTERN_RECORD(GuessBudget, 18)
POSTERN_RECORD(BrowserSession, 19)
POSTERN_RECORD(AuthorizationCode, 20)
POSTERN_RECORD(ImportJob, 40)
POSTERN_RECORD(ImportChunk, 41)
POSTERN_RECORD(ImportLog, 42)
POSTERN_RECORD(Mfa, 43)
POSTERN_RECORD(Device, 44)
POSTERN_RECORD(PendingTotp, 45)
POSTERN_RECORD(Resource, 50)
POSTERN_RECORD(Image, 51)
POSTERN_RECORD(IdentityProvider, 60)
POSTERN_RECORD(ProviderLink, 61)
POSTERN_RECORD(TrackedSession, 62)
POSTERN_RECORD(AuthEvent, 63)
POSTERN_RECORD(PoolCertificate, 64)
POSTERN_RECORD(StoreKeys, 70)
POSTERN_RECORD(RootKeyRotation, 71)
POSTERN_RECORD(AuditEvent, 80)
POSTERN_RECORD(AuditLink, 81)
POSTERN_RECORD(AuditHead, 82)
#undef POSTERN_RECORD

template <class Record>
std::string encode_record(const Record& record) {
  flatbuffers::FlatBufferBuilder builder(512);
  builder.Finish(RecordTraits<Record>::Table::Pack(builder, &record));
  return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

// Verifies every offset before the first access (D08), though the seal already vouches for them.
template <class Record>
Result<Record> decode_record(std::string_view bytes) {
  using Table = typename RecordTraits<Record>::Table;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  flatbuffers::Verifier verifier(data, bytes.size(), /*max_depth=*/8, /*max_tables=*/100'000);
  if (!verifier.VerifyBuffer<Table>(nullptr)) {
    return Error{Errc::corrupt, "InternalErrorException",
                 "A " + std::string(RecordTraits<Record>::kName) + " record is malformed."};
  }
  Record record;
  flatbuffers::GetRoot<Table>(data)->UnPackTo(&record);
  return record;
}

}  // namespace postern::domain
