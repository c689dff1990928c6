// postern:ReadChanges: what changed since a Cursor, for a host that follows: every change that was
// acknowledged, once. Events of one chain come in their order, those of different chains in any;
// what a thing is now is to be read anew, so that does not matter. The first call has no Cursor,
// and every other one that of the answer before.
#include <map>

#include "domain/audit_chain.h"
#include "ops/audit_render.h"
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

constexpr std::int64_t kLimit = 100;
constexpr std::int64_t kLimitMax = 1000;
constexpr std::size_t kEventsPerCall = 1000;

// How far each chain has been read.
using Cursor = std::map<std::string, std::uint64_t, std::less<>>;

Result<std::optional<Cursor>> read_cursor(const Json& request) {
  const Json* given = request.find("Cursor");
  if (given == nullptr || given->is_null()) return std::optional<Cursor>();
  if (!given->is_object()) return invalid_parameter("Cursor is not one of ReadChanges.");
  Cursor cursor;
  for (const JsonMember& member : given->as_object()) {
    if (!member.value.is_int() || member.value.as_int() < 0) {
      return invalid_parameter("Cursor is not one of ReadChanges.");
    }
    cursor.emplace(member.key, static_cast<std::uint64_t>(member.value.as_int()));
  }
  return std::optional<Cursor>(std::move(cursor));
}

Json render_cursor(const Cursor& cursor) {
  Json json = Json::object();
  for (const auto& [chain, number] : cursor) json.set(chain, static_cast<std::int64_t>(number));
  return json;
}

// From where to read a chain on.
Result<std::uint64_t> start_in(const domain::AuditChain& chain,
                               const std::optional<Cursor>& cursor) {
  if (!cursor) return chain.head.dropped;
  const auto found = cursor->find(chain.id);
  const std::uint64_t after = found == cursor->end() ? 0 : found->second;
  if (after < chain.head.dropped) {
    return reject("ResourceNotFoundException",
                  "Changes behind this Cursor have been dropped: read everything anew, then begin "
                  "without a Cursor.");
  }
  if (after > chain.head.last) {
    return reject("ResourceNotFoundException",
                  "The Cursor is ahead of the log: the store is an older one than it was.");
  }
  return after;
}

Json render_change(const domain::AuditChain& chain, const domain::NumberedAuditEvent& event) {
  return Json::object()
      .set("Chain", chain.id)
      .set("Sequence", static_cast<std::int64_t>(event.number))
      .set("EventId", event.event.id)
      .set("EventName", event.event.operation)
      .set("EventTime", render_time(event.event.time_us))
      .set("Entities", render_audit_changes(event.event));
}

struct Changes {
  Json list = Json::array();
  Cursor cursor;
  bool more = false;
};

Result<Changes> collect(domain::Txn& txn, const std::optional<Cursor>& cursor, std::size_t limit) {
  POSTERN_TRY(const auto chains, domain::list_audit_chains(txn));
  Changes changes;
  std::size_t left = kEventsPerCall;
  for (const domain::AuditChain& chain : chains) {
    std::uint64_t& after = changes.cursor[chain.id];
    POSTERN_TRY(after, start_in(chain, cursor));
    POSTERN_TRY(const auto events, domain::list_audit_events(txn, chain, after, left));
    left -= events.size();
    for (const auto& event : events) {
      if (changes.list.size() == limit) break;
      after = event.number;
      if (!event.event.changes.empty()) changes.list.push_back(render_change(chain, event));
    }
    changes.more = changes.more || after < chain.head.last;
  }
  return changes;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto cursor, read_cursor(request));
  const std::int64_t limit = request.get_int("Limit", kLimit);
  if (limit < 1 || limit > kLimitMax) return invalid_parameter("Limit is from 1 to 1000.");
  auto& store = context.store();
  POSTERN_CHECK(domain::link_audit_chains(store));
  POSTERN_TRY(auto changes, store.read([&](domain::Txn& txn) {
    return collect(txn, cursor, static_cast<std::size_t>(limit));
  }));
  return Json::object()
      .set("Changes", std::move(changes.list))
      .set("Cursor", render_cursor(changes.cursor))
      .set("More", changes.more);
}

}  // namespace

const Operation kPosternReadChanges{"ReadChanges", handle};

}  // namespace postern::ops
