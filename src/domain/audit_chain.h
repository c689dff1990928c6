// Chains of audit events: how they are linked, read, followed and shortened.
//
// A chain is numbered events and links. A link holds the hash of the link before it and of the
// events up to its own number; the head repeats the newest one. Events are written with what they
// tell of, unlinked, so that transactions do not wait for each other; links follow, 256 events at a
// time and before every read. Whoever adds an event reads the head, and linking writes it: what is
// linked has no gaps that could be filled later, in whichever process either happens.
//
// The first link of a chain cites the heads of all others that moved since they were last cited,
// and those heads say so: a chain that was cut back to an older state, or is gone, contradicts
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/store.h"

namespace postern::domain {

inline constexpr std::size_t kAuditLinkEvents = 256;

// A UUID that begins with the time (RFC 9562, version 7): chains list in the order they began.
std::string new_audit_chain_id(Random& random, std::int64_t now_us);

// Writes the head of a chain that has none, and its first link, without events.
Status begin_audit_chain(Txn& txn, std::string_view chain, std::int64_t now_us);

// Links what is there; of all chains, whoever wrote them.
Status link_audit_chain(Store& store, std::string_view chain);
Status link_audit_chains(Store& store);

struct AuditChain {
  std::string id;
  AuditHead head;
};
Result<std::vector<AuditChain>> list_audit_chains(Txn& txn);
Result<std::optional<AuditChain>> find_audit_chain(Txn& txn, std::string_view chain);

struct NumberedAuditEvent {
  std::uint64_t number = 0;
  AuditEvent event;
};
// Linked events behind `after`, at most `limit`.
Result<std::vector<NumberedAuditEvent>> list_audit_events(Txn& txn, const AuditChain& chain,
                                                          std::uint64_t after, std::size_t limit);

// Erases whole links' worth of events that are all older than `before_us`, a bounded number at a
// time; true while there is more. The last link erased stays as what the rest is checked against.
Result<bool> drop_audit_events(Store& store, std::int64_t before_us);

// A link's hash over everything it stands for; `events` is what audit_digest() gives of each.
std::string audit_digest(std::uint64_t number, std::string_view event);
std::string audit_link_hash(std::string_view chain, std::uint64_t last, const AuditLink& link,
                            std::string_view events);

// The number at the end of a key of an event or a link.
Result<std::uint64_t> audit_number(std::string_view key);

}  // namespace postern::domain
