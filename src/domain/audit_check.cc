// Whether the chains of the audit log are what was written.
#include "domain/audit_check.h"

#include <algorithm>

#include "domain/keyspace.h"

namespace postern::domain {
namespace {

constexpr AuditFault kFine;
constexpr AuditFault kBrokenLink = "BrokenLink";
constexpr AuditFault kMissingLink = "MissingLink";
constexpr AuditFault kBrokenHead = "BrokenHead";
constexpr AuditFault kBrokenCitation = "BrokenCitation";

struct NumberedLink {
  std::uint64_t last = 0;
  AuditLink link;
};

Result<std::optional<NumberedLink>> link_before(Txn& txn, std::string_view chain,
                                                std::uint64_t last) {
  POSTERN_TRY(const auto rows, txn.raw().scan(keys::audit_links(chain),
                                              keys::audit_link(chain, last), 1, /*reverse=*/true));
  if (rows.empty()) return std::optional<NumberedLink>();
  const storage::Row& row = rows.front();
  POSTERN_TRY(const std::uint64_t number, audit_number(row.key));
  POSTERN_TRY(AuditLink link, txn.open<AuditLink>(row.key, row.value));
  return std::optional<NumberedLink>({number, std::move(link)});
}

// A chain that is cited must still have come that far, by the same events.
Result<AuditFault> check_citation(Txn& txn, const AuditCitation& citation) {
  POSTERN_TRY(const auto cited, find_audit_chain(txn, citation.chain));
  if (!cited || cited->head.last < citation.last) return kBrokenCitation;
  if (citation.last < cited->head.dropped && citation.last != 0) return kFine;
  POSTERN_TRY(const auto link, find_audit_link(txn, citation.chain, citation.last));
  return link && link->hash == citation.hash ? kFine : kBrokenCitation;
}

Result<AuditFault> check_first_link(Txn& txn, const AuditChain& chain, const AuditLink& link) {
  if (audit_link_hash(chain.id, 0, link, {}) != link.hash) return kBrokenLink;
  for (const auto& citation : link.citations) {
    POSTERN_TRY(const AuditFault fault, check_citation(txn, *citation));
    if (!fault.empty()) return fault;
  }
  return kFine;
}

Result<AuditFault> check_events(Txn& txn, const AuditChain& chain, std::uint64_t after,
                                std::uint64_t last, const AuditLink& link) {
  POSTERN_TRY(const auto rows,
              txn.raw().scan(keys::audit_event(chain.id, after + 1),
                             keys::audit_event(chain.id, last) + '\0', kAuditLinkEvents + 1));
  if (rows.size() != link.count) return kBrokenLink;
  std::string digests;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const std::uint64_t number, audit_number(row.key));
    POSTERN_TRY(const std::string plain, txn.open_bytes<AuditEvent>(row.key, row.value));
    digests += audit_digest(number, plain);
  }
  return audit_link_hash(chain.id, last, link, digests) == link.hash ? kFine : kBrokenLink;
}

// Who cites this head cites it as it is.
Result<AuditFault> check_cited(Txn& txn, const AuditChain& chain) {
  if (chain.head.cited_by.empty()) return kFine;
  POSTERN_TRY(const auto first, find_audit_link(txn, chain.head.cited_by, 0));
  if (!first) return kBrokenCitation;
  const auto& citations = first->citations;
  const bool agrees = std::any_of(citations.begin(), citations.end(), [&](const auto& citation) {
    return citation->chain == chain.id && citation->last == chain.head.last &&
           citation->hash == chain.head.hash;
  });
  return agrees ? kFine : kBrokenCitation;
}

}  // namespace

Result<AuditFault> check_audit_link(Txn& txn, const AuditChain& chain, std::uint64_t last,
                                    const AuditLink& link) {
  if (last == 0) return check_first_link(txn, chain, link);
  if (last > chain.head.last) return kBrokenHead;
  if (last == chain.head.dropped) return kFine;  // What it stood for is gone.
  if (last < chain.head.dropped) return kBrokenHead;
  POSTERN_TRY(const auto before, link_before(txn, chain.id, last));
  if (!before || before->last < chain.head.dropped) return kMissingLink;
  if (before->link.hash != link.previous) return kBrokenLink;
  return check_events(txn, chain, before->last, last, link);
}

Result<AuditFault> check_audit_head(Txn& txn, const AuditChain& chain) {
  POSTERN_TRY(const auto newest, find_audit_link(txn, chain.id, chain.head.last));
  if (!newest) return kMissingLink;
  if (newest->hash != chain.head.hash) return kBrokenHead;
  POSTERN_TRY(const auto first, find_audit_link(txn, chain.id, 0));
  if (!first) return kMissingLink;
  return check_cited(txn, chain);
}

Result<std::optional<AuditLink>> find_audit_link(Txn& txn, std::string_view chain,
                                                 std::uint64_t last) {
  return txn.get<AuditLink>(keys::audit_link(chain, last));
}

}  // namespace postern::domain
