// Storage by URL: which backend, and what it needs to know.
#include "engine/storage_url.h"

#include <charconv>

#include "storage/memory/memory_storage.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/sqlite/sqlite_storage.h"

namespace postern {
namespace {

Error invalid(std::string_view message) {
  return {Errc::invalid_argument, "InvalidParameterException", std::string(message)};
}

bool read_connections(std::string_view text, std::size_t& connections) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), connections);
  return error == std::errc() && end == text.data() + text.size() && connections >= 1 &&
         connections <= storage::kConnectionsMax;
}

// Takes out the one parameter that is not libpq's, which refuses what it does not know.
Result<StorageUrl> parse_postgres_url(std::string_view url) {
  constexpr std::string_view kConnections = "postern_connections=";
  StorageUrl parsed{StorageUrl::Backend::postgres, {}};
  const std::size_t query = std::min(url.find('?'), url.size());
  parsed.path = url.substr(0, query);
  char separator = '?';
  for (std::size_t at = query; at < url.size();) {
    const std::size_t next = std::min(url.find('&', at + 1), url.size());
    const std::string_view parameter = url.substr(at + 1, next - at - 1);
    at = next;
    if (!parameter.starts_with(kConnections)) {
      parsed.path.append(1, std::exchange(separator, '&')).append(parameter);
    } else if (!read_connections(parameter.substr(kConnections.size()), parsed.connections)) {
      return invalid("postern_connections of the storage URL is not a number from 1 to 1000.");
    }
  }
  return parsed;
}

}  // namespace

Result<StorageUrl> parse_storage_url(std::string_view url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url == "memory:") return StorageUrl{};
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) {
    return StorageUrl{StorageUrl::Backend::sqlite, std::string(url.substr(kSqlite.size()))};
  }
  if (url.starts_with("postgres://") || url.starts_with("postgresql://")) {
    return parse_postgres_url(url);
  }
  return invalid("The storage URL is none of \"memory:\", \"sqlite:PATH\" and \"postgres://...\".");
}

Result<std::unique_ptr<storage::Storage>> open_storage(const StorageUrl& url) {
  if (url.backend == StorageUrl::Backend::memory) {
    return std::unique_ptr<storage::Storage>(std::make_unique<storage::MemoryStorage>());
  }
  if (url.backend == StorageUrl::Backend::postgres) {
    const std::size_t connections =
        url.connections != 0 ? url.connections : storage::kConnectionsDefault;
    POSTERN_TRY(auto postgres, storage::PostgresStorage::open(url.path, connections));
    return std::unique_ptr<storage::Storage>(std::move(postgres));
  }
  POSTERN_TRY(auto sqlite, storage::SqliteStorage::open(url.path));
  return std::unique_ptr<storage::Storage>(std::move(sqlite));
}

}  // namespace postern
