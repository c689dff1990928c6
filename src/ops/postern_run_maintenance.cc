// postern:RunMaintenance: what the engine has to do on its own, for a host to call now and then: it
// starts no thread of its own. Expired rows go, and an import job that is under way gets on by a
// slice, and so does a new root key. MoreWork says whether to call again at once.
#include "bulk/import_run.h"
#include "bulk/transfers.h"
#include "domain/audit_chain.h"
#include "domain/root_keys.h"
#include "domain/sweep.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  POSTERN_TRY(const bool more_expired, domain::sweep_expired(context.store()));
  POSTERN_TRY(const bool more_doomed, domain::sweep_some_doomed(context.store()));
  POSTERN_CHECK(bulk::sweep_abandoned_restores(context.store()));
  context.services.transfers.sweep();
  POSTERN_CHECK(domain::link_audit_chains(context.store()));
  POSTERN_TRY(const bool more_rows, bulk::run_import_slice(context.services));
  bool more_seals = false;
  if (auto& keys = context.services.root_keys; keys.is_rotating()) {
    POSTERN_TRY(const domain::ResealProgress progress, keys.reseal_some());
    more_seals = !progress.complete;
  }
  return Json::object().set("MoreWork", more_expired || more_doomed || more_rows || more_seals);
}

}  // namespace

const Operation kPosternRunMaintenance{"RunMaintenance", handle};

}  // namespace postern::ops
