// Chains of audit events: linking, reading, shortening.
#include "domain/audit_chain.h"

#include <algorithm>

#include "crypto/digest.h"
#include "domain/keyspace.h"

namespace postern::domain {
namespace {

std::string number_bytes(std::uint64_t number) {
  return storage::KeyBuilder('#').u64(number).take().substr(1);
}

// Cites `chain`'s head in `link`, unless another chain has done so and it has not moved since.
Status cite(Txn& txn, const AuditChain& chain, std::string_view by, AuditLink& link) {
  if (!chain.head.cited_by.empty()) return ok();
  auto citation = std::make_unique<AuditCitation>();
  citation->chain = chain.id;
  citation->last = chain.head.last;
  citation->hash = chain.head.hash;
  link.citations.push_back(std::move(citation));
  AuditHead cited(chain.head);
  cited.cited_by = by;
  return txn.put(keys::audit_head(chain.id), cited);
}

Status put_link(Txn& txn, std::string_view chain, std::uint64_t last, const AuditLink& link,
                AuditHead head) {
  head.last = last;
  head.hash = link.hash;
  head.cited_by.clear();
  POSTERN_CHECK(txn.put(keys::audit_link(chain, last), link));
  return txn.put(keys::audit_head(chain), head);
}

Result<std::vector<storage::Row>> rows_behind(Txn& txn, std::string_view chain, std::uint64_t after,
                                              std::size_t limit) {
  return txn.scan_prefix(keys::audit_events(chain), keys::audit_event(chain, after), limit);
}

Result<bool> link_slice(Txn& txn, std::string_view chain) {
  txn.leave_no_event();
  POSTERN_TRY(const auto head, txn.get<AuditHead>(keys::audit_head(chain)));
  if (!head) return false;
  POSTERN_TRY(const auto rows, rows_behind(txn, chain, head->last, kAuditLinkEvents));
  if (rows.empty()) return false;
  AuditLink link;
  link.count = rows.size();
  link.previous = head->hash;
  std::string digests;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const std::string plain, txn.open_bytes<AuditEvent>(row.key, row.value));
    POSTERN_TRY(const AuditEvent event, decode_record<AuditEvent>(plain));
    POSTERN_TRY(const std::uint64_t number, audit_number(row.key));
    digests += audit_digest(number, plain);
    link.newest_us = std::max(link.newest_us, event.time_us);
  }
  POSTERN_TRY(const std::uint64_t last, audit_number(rows.back().key));
  link.hash = audit_link_hash(chain, last, link, digests);
  POSTERN_CHECK(put_link(txn, chain, last, link, *head));
  return rows.size() == kAuditLinkEvents;
}

// The oldest links behind what was dropped: the first of them with its successor.
Result<std::optional<storage::Row>> next_link(Txn& txn, const AuditChain& chain) {
  POSTERN_TRY(auto rows, txn.scan_prefix(keys::audit_links(chain.id),
                                         keys::audit_link(chain.id, chain.head.dropped), 1));
  if (rows.empty()) return std::optional<storage::Row>();
  return std::optional<storage::Row>(std::move(rows.front()));
}

// Drops the events of one link. The link of those dropped before goes, but never the first: what it
// cites is asked for as long as the chain is known.
Result<bool> drop_link(Txn& txn, std::string_view id, std::int64_t before_us) {
  POSTERN_TRY(const auto chain, find_audit_chain(txn, id));
  if (!chain) return false;
  POSTERN_TRY(const auto row, next_link(txn, *chain));
  if (!row) return false;
  POSTERN_TRY(const AuditLink link, txn.open<AuditLink>(row->key, row->value));
  if (link.newest_us >= before_us) return false;
  POSTERN_TRY(const std::uint64_t last, audit_number(row->key));
  const std::uint64_t dropped = chain->head.dropped;
  POSTERN_TRY(const auto events, rows_behind(txn, id, dropped, kAuditLinkEvents));
  for (const storage::Row& event : events) {
    POSTERN_TRY(const std::uint64_t number, audit_number(event.key));
    if (number <= last) POSTERN_CHECK(txn.erase(event.key));
  }
  if (dropped != 0) POSTERN_CHECK(txn.erase(keys::audit_link(id, dropped)));
  AuditHead head(chain->head);
  head.dropped = last;
  POSTERN_CHECK(txn.put(keys::audit_head(id), head));
  return true;
}

}  // namespace

std::string new_audit_chain_id(Random& random, std::int64_t now_us) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id = new_uuid(random);
  auto now_ms = static_cast<std::uint64_t>(now_us / 1000);
  for (int at = 12; at >= 0; --at) {
    if (id[static_cast<std::size_t>(at)] == '-') continue;
    id[static_cast<std::size_t>(at)] = kDigits[now_ms & 15];
    now_ms >>= 4;
  }
  id[14] = '7';
  return id;
}

std::string audit_digest(std::uint64_t number, std::string_view event) {
  return number_bytes(number) + crypto::sha256(event);
}

std::string audit_link_hash(std::string_view chain, std::uint64_t last, const AuditLink& link,
                            std::string_view events) {
  // Every component has one place and one size, or says its own.
  storage::KeyBuilder text('A');
  text.text(chain).u64(last).u64(link.count).u64(static_cast<std::uint64_t>(link.newest_us));
  text.text(link.previous).u64(link.citations.size());
  for (const auto& citation : link.citations) {
    text.text(citation->chain).u64(citation->last).text(citation->hash);
  }
  return crypto::sha256(text.raw(events).key());
}

Result<std::uint64_t> audit_number(std::string_view key) {
  storage::KeyReader reader(key);
  POSTERN_CHECK(reader.raw(1));
  POSTERN_CHECK(reader.text());
  return reader.u64();
}

Status begin_audit_chain(Txn& txn, std::string_view chain, std::int64_t now_us) {
  POSTERN_TRY(const auto others, list_audit_chains(txn));
  AuditLink first;
  for (const AuditChain& other : others) POSTERN_CHECK(cite(txn, other, chain, first));
  first.newest_us = now_us;
  first.hash = audit_link_hash(chain, 0, first, {});
  AuditHead head;
  head.started_us = now_us;
  return put_link(txn, chain, 0, first, head);
}

Status link_audit_chain(Store& store, std::string_view chain) {
  for (;;) {
    POSTERN_TRY(const bool more, store.transact([&](Txn& txn) { return link_slice(txn, chain); }));
    if (!more) return ok();
  }
}

Status link_audit_chains(Store& store) {
  POSTERN_TRY(const auto waiting, store.read([](Txn& txn) -> Result<std::vector<std::string>> {
    POSTERN_TRY(const auto chains, list_audit_chains(txn));
    std::vector<std::string> ids;
    for (const AuditChain& chain : chains) {
      POSTERN_TRY(const auto rows, rows_behind(txn, chain.id, chain.head.last, 1));
      if (!rows.empty()) ids.push_back(chain.id);
    }
    return ids;
  }));
  for (const std::string& chain : waiting) POSTERN_CHECK(link_audit_chain(store, chain));
  return ok();
}

Result<std::vector<AuditChain>> list_audit_chains(Txn& txn) {
  POSTERN_TRY(const auto rows, txn.scan_prefix(std::string(1, keys::kAuditHead), {}, SIZE_MAX));
  std::vector<AuditChain> chains;
  for (const storage::Row& row : rows) {
    storage::KeyReader reader(std::string_view(row.key).substr(1));
    POSTERN_TRY(std::string id, reader.text());
    POSTERN_TRY(AuditHead head, txn.open<AuditHead>(row.key, row.value));
    chains.push_back({std::move(id), std::move(head)});
  }
  return chains;
}

Result<std::optional<AuditChain>> find_audit_chain(Txn& txn, std::string_view chain) {
  POSTERN_TRY(auto head, txn.get<AuditHead>(keys::audit_head(chain)));
  if (!head) return std::optional<AuditChain>();
  return std::optional<AuditChain>(AuditChain{std::string(chain), std::move(*head)});
}

Result<std::vector<NumberedAuditEvent>> list_audit_events(Txn& txn, const AuditChain& chain,
                                                          std::uint64_t after, std::size_t limit) {
  POSTERN_TRY(const auto rows, rows_behind(txn, chain.id, after, limit));
  std::vector<NumberedAuditEvent> events;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const std::uint64_t number, audit_number(row.key));
    if (number > chain.head.last) break;
    POSTERN_TRY(AuditEvent event, txn.open<AuditEvent>(row.key, row.value));
    events.push_back({number, std::move(event)});
  }
  return events;
}

Result<bool> drop_audit_events(Store& store, std::int64_t before_us) {
  POSTERN_TRY(const auto chains, store.read([](Txn& txn) { return list_audit_chains(txn); }));
  constexpr int kLinksPerCall = 16;
  int dropped = 0;
  for (const AuditChain& chain : chains) {
    for (;;) {
      POSTERN_TRY(const bool more, store.transact([&](Txn& txn) -> Result<bool> {
        return drop_link(txn, chain.id, before_us);
      }));
      if (!more) break;
      if (++dropped == kLinksPerCall) return true;
    }
  }
  return false;
}

}  // namespace postern::domain
