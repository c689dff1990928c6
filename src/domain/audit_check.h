// Whether the chains of the audit log are what was written.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/audit_chain.h"

namespace postern::domain {

// What is wrong, empty for nothing; a record that does not open is Errc::corrupt.
//   BrokenLink      events were changed, removed, added or exchanged, or the link before was.
//   MissingLink     a link that another one, or the head, builds on is not there.
//   BrokenHead      the head is not the newest link: one of them was put back.
//   BrokenCitation  another chain knew this one, or was known, as something else.
using AuditFault = std::string_view;

// A link of `chain` against its events and the link before it.
Result<AuditFault> check_audit_link(Txn& txn, const AuditChain& chain, std::uint64_t last,
                                    const AuditLink& link);

// The head of a chain against its newest link and against who cites it.
Result<AuditFault> check_audit_head(Txn& txn, const AuditChain& chain);

// The link that ends at `last`.
Result<std::optional<AuditLink>> find_audit_link(Txn& txn, std::string_view chain,
                                                 std::uint64_t last);

}  // namespace postern::domain
