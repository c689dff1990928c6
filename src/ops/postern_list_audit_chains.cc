// postern:ListAuditChains: the chains of the audit log, one for each engine that wrote to it, in
// the order they began, with what a host may keep elsewhere to have them verified against.
#include "codec/hex.h"
#include "domain/audit_chain.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Json render_chain(const domain::AuditChain& chain) {
  return Json::object()
      .set("Chain", chain.id)
      .set("StartDate", render_time(chain.head.started_us))
      .set("FirstSequence", static_cast<std::int64_t>(chain.head.dropped + 1))
      .set("LastSequence", static_cast<std::int64_t>(chain.head.last))
      .set("Hash", codec::hex_encode(chain.head.hash));
}

Result<Json> handle(Context& context, const Json&) {
  auto& store = context.store();
  POSTERN_CHECK(domain::link_audit_chains(store));
  POSTERN_TRY(const auto chains,
              store.read([](domain::Txn& txn) { return domain::list_audit_chains(txn); }));
  Json list = Json::array();
  for (const domain::AuditChain& chain : chains) list.push_back(render_chain(chain));
  return Json::object().set("Chains", std::move(list));
}

}  // namespace

const Operation kPosternListAuditChains{"ListAuditChains", handle};

}  // namespace postern::ops
