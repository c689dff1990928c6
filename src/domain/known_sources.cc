// Where a user has signed in from.
#include "domain/known_sources.h"

#include "domain/keyspace.h"

namespace postern::domain {
namespace {

// Of the user's sessions so many are looked at.
constexpr std::size_t kSessionsMax = 100;

}  // namespace

Result<bool> has_signed_in_from(Txn& txn, std::string_view pool_id, std::string_view sub,
                                std::string_view source) {
  if (source.empty()) return false;
  const std::string sessions = keys::pool_data(pool_id, keys::kSession).text(sub).take();
  POSTERN_TRY(const auto rows, txn.scan_prefix(sessions, {}, kSessionsMax));
  for (const auto& row : rows) {
    POSTERN_TRY(const Session session, txn.open<Session>(row.key, row.value));
    if (session.source == source) return true;
  }
  return false;
}

}  // namespace postern::domain
