// postern:ListAuditEvents: what happened, as CloudTrail records, chain after chain; of one Chain
// only, or from StartTime to EndTime, where the request says so. A page may be empty and yet have a
// NextToken: then a piece of the log was looked through and nothing in it was wanted.
#include "domain/audit_chain.h"
#include "ops/audit_render.h"
#include "ops/paging.h"
#include "ops/registry.h"
#include "storage/keys.h"

namespace postern::ops {
namespace {

constexpr Listing kListing{"ListAuditEvents", ""};
constexpr std::int64_t kLimit = 60;
constexpr std::int64_t kLimitMax = 1000;

struct Position {
  std::string chain;
  std::uint64_t number = 0;
};

std::string to_text(const Position& position) {
  return storage::KeyBuilder('L').text(position.chain).u64(position.number).take();
}

Result<Position> from_text(std::string_view text) {
  Position position;
  if (text.empty()) return position;
  storage::KeyReader reader(text);
  POSTERN_CHECK(reader.table('L'));
  POSTERN_TRY(position.chain, reader.text());
  POSTERN_TRY(position.number, reader.u64());
  return position;
}

// Seconds since 1970, as everywhere in the API.
std::int64_t time_us(const Json& request, std::string_view member, std::int64_t otherwise) {
  const Json* value = request.find(member);
  if (value == nullptr || !value->is_number()) return otherwise;
  const double time = value->as_double() * 1e6;
  return time > 0 && time < 9e18 ? static_cast<std::int64_t>(time) : otherwise;
}

struct Wanted {
  std::string_view chain;
  std::int64_t from_us;
  std::int64_t to_us;
};

struct Piece {
  Json records = Json::array();
  std::optional<Position> next;
};

Result<Piece> look_through(Context& context, domain::Txn& txn, const Wanted& wanted, Position at,
                           std::size_t limit) {
  POSTERN_TRY(const auto chains, domain::list_audit_chains(txn));
  Piece piece;
  for (const domain::AuditChain& chain : chains) {
    if (chain.id < at.chain || (!wanted.chain.empty() && chain.id != wanted.chain)) continue;
    const std::uint64_t after = chain.id == at.chain ? at.number : 0;
    POSTERN_TRY(const auto events, domain::list_audit_events(txn, chain, after, limit));
    for (const auto& event : events) {
      const std::int64_t event_us = event.event.time_us;
      if (event_us < wanted.from_us || event_us >= wanted.to_us) continue;
      piece.records.push_back(render_audit_record(context.services, chain.id, event));
    }
    if (events.size() == limit) {
      piece.next = Position{chain.id, events.back().number};
      break;
    }
    limit -= events.size();
  }
  return piece;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const Page page, parse_page(context, kListing, request));
  POSTERN_TRY(const Position at, from_text(page.after));
  const std::int64_t asked = request.get_int("Limit", kLimit);
  if (asked < 1 || asked > kLimitMax) return invalid_parameter("Limit is from 1 to 1000.");
  const Wanted wanted{request.get_string("Chain"), time_us(request, "StartTime", 0),
                      time_us(request, "EndTime", INT64_MAX)};
  auto& store = context.store();
  if (page.after.empty()) POSTERN_CHECK(domain::link_audit_chains(store));
  POSTERN_TRY(auto piece, store.read([&](domain::Txn& txn) {
    return look_through(context, txn, wanted, at, static_cast<std::size_t>(asked));
  }));
  Json response = Json::object().set("Records", std::move(piece.records));
  if (piece.next) set_next_page(context, kListing, to_text(*piece.next), response);
  return response;
}

}  // namespace

const Operation kPosternListAuditEvents{"ListAuditEvents", handle};

}  // namespace postern::ops
