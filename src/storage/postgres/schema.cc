// Makes the tables once.
#include "storage/postgres/schema.h"

#include <optional>

#include "storage/checks.h"

namespace postern::storage {
namespace {

constexpr std::string_view kFormat = "1";
constexpr int kAttemptsMax = 10;

constexpr const char* kReadFormat = "SELECT value FROM postern_meta WHERE name = 'format'";

// The row of the format comes last: who finds it finds the tables.
constexpr const char* kCreate[] = {
    "CREATE TABLE IF NOT EXISTS postern_kv (key bytea PRIMARY KEY, value bytea NOT NULL)",
    "CREATE TABLE IF NOT EXISTS postern_commit (id uuid PRIMARY KEY, "
    "at timestamptz NOT NULL, happened boolean NOT NULL)",
    "CREATE TABLE IF NOT EXISTS postern_meta (name text PRIMARY KEY, value text NOT NULL)",
    "INSERT INTO postern_meta (name, value) VALUES ('format', '1') ON CONFLICT (name) DO NOTHING",
};

Status check_format(const Reply& reply) {
  if (reply.bytes(0, 0) == kFormat) return ok();
  return storage_error("The database was written by a newer version of this library.");
}

std::optional<Failure> create(Connection& connection) {
  for (const char* sql : kCreate) {
    const Call call(sql);
    if (auto failure = connection.run({&call, 1}).failure) return failure;
  }
  return std::nullopt;
}

}  // namespace

Status ensure_schema(Connection& connection) {
  std::optional<Failure> last;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const Call read(kReadFormat);
    const auto answer = connection.run({&read, 1});
    if (!answer.failure && answer.replies[0].rows() == 1) return check_format(answer.replies[0]);
    // Two engines that create at once trip over each other's catalogue rows: then look again.
    last = create(connection);
    if (last && last->lost) break;
  }
  return last ? last->as_error() : storage_error("The database does not keep its format.");
}

}  // namespace postern::storage
