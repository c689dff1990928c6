// postern:VerifyAuditChain: whether a chain of the audit log is what was written, piece by piece,
// until an answer has no NextToken. A host that kept LastSequence and Hash of an earlier answer
// passes them as AnchorSequence and AnchorHash: then a store that was put back to an older state is
// found out too.
#include "codec/hex.h"
#include "domain/audit_check.h"
#include "domain/keyspace.h"
#include "ops/paging.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

constexpr std::size_t kLinksPerCall = 32;
constexpr std::string_view kBrokenSeal = "BrokenSeal";

struct Verified {
  domain::AuditChain chain;
  Json findings = Json::array();
  std::uint64_t events = 0;
  std::optional<std::string> last_key;  // Of the last link looked at; empty: there is no more.
};

// Damage is what this looks for, so it is no reason to stop.
Status add_finding(Verified& verified, const Result<domain::AuditFault>& fault,
                   std::uint64_t last) {
  const bool is_damage = !fault.ok() && fault.error().errc == Errc::corrupt;
  if (!fault.ok() && !is_damage) return fault.error();
  const std::string_view kind = is_damage ? kBrokenSeal : *fault;
  if (kind.empty()) return ok();
  verified.findings.push_back(
      Json::object().set("Kind", kind).set("Sequence", static_cast<std::int64_t>(last)));
  return ok();
}

Result<domain::AuditFault> check_anchor(domain::Txn& txn, const domain::AuditChain& chain,
                                        const Json& request) {
  const Json* number = request.find("AnchorSequence");
  if (number == nullptr) return domain::AuditFault();
  if (!number->is_int() || number->as_int() < 0) {
    return invalid_parameter("AnchorSequence is not the LastSequence of a chain.");
  }
  const auto last = static_cast<std::uint64_t>(number->as_int());
  if (last < chain.head.dropped) return domain::AuditFault();  // Older than what is kept.
  POSTERN_TRY(const auto link, domain::find_audit_link(txn, chain.id, last));
  const bool agrees = link && codec::hex_encode(link->hash) == request.get_string("AnchorHash");
  return domain::AuditFault(agrees ? "" : "BrokenAnchor");
}

Status check_links(domain::Txn& txn, Verified& verified, std::string_view after_key) {
  const std::string prefix = domain::keys::audit_links(verified.chain.id);
  POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, after_key, kLinksPerCall));
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const std::uint64_t last, domain::audit_number(row.key));
    const auto link = txn.open<domain::AuditLink>(row.key, row.value);
    if (link.ok()) {
      POSTERN_CHECK(
          add_finding(verified, domain::check_audit_link(txn, verified.chain, last, *link), last));
      if (last > verified.chain.head.dropped) verified.events += link->count;
    } else {
      POSTERN_CHECK(add_finding(verified, link.error(), last));
    }
  }
  if (rows.size() == kLinksPerCall) verified.last_key = rows.back().key;
  return ok();
}

Result<Verified> verify(domain::Txn& txn, const Json& request, std::string_view after_key) {
  Verified verified;
  POSTERN_TRY(auto chain, domain::find_audit_chain(txn, request.get_string("Chain")));
  if (!chain) return reject("ResourceNotFoundException", "There is no such chain.");
  verified.chain = std::move(*chain);
  if (after_key.empty()) {
    const std::uint64_t last = verified.chain.head.last;
    POSTERN_CHECK(add_finding(verified, domain::check_audit_head(txn, verified.chain), last));
    POSTERN_CHECK(add_finding(verified, check_anchor(txn, verified.chain, request), last));
  }
  POSTERN_CHECK(check_links(txn, verified, after_key));
  return verified;
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view chain = request.get_string("Chain");
  if (chain.empty()) return invalid_parameter("Missing required parameter Chain");
  const Listing listing{"VerifyAuditChain", chain};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  auto& store = context.store();
  // What is not linked yet, and damaged, cannot be linked any more.
  const Status linked = page.after.empty() ? domain::link_audit_chain(store, chain) : ok();
  if (!linked.ok() && linked.error().errc != Errc::corrupt) return linked.error();
  POSTERN_TRY(auto verified,
              store.read([&](domain::Txn& txn) { return verify(txn, request, page.after); }));
  const domain::AuditHead& head = verified.chain.head;
  if (!linked.ok()) POSTERN_CHECK(add_finding(verified, linked.error(), head.last + 1));
  Json response = Json::object()
                      .set("Findings", std::move(verified.findings))
                      .set("EventsVerified", static_cast<std::int64_t>(verified.events))
                      .set("LastSequence", static_cast<std::int64_t>(head.last))
                      .set("Hash", codec::hex_encode(head.hash));
  if (verified.last_key) set_next_page(context, listing, *verified.last_key, response);
  return response;
}

}  // namespace

const Operation kPosternVerifyAuditChain{"VerifyAuditChain", handle};

}  // namespace postern::ops
