// Storage by URL: which backend, and what it needs to know.
#include "engine/storage_url.h"

#include "storage/memory/memory_storage.h"
#include "storage/sqlite/sqlite_storage.h"

namespace postern {

Result<StorageUrl> parse_storage_url(std::string_view url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url == "memory:") return StorageUrl{};
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) {
    return StorageUrl{StorageUrl::Backend::sqlite, std::string(url.substr(kSqlite.size()))};
  }
  return Error{Errc::invalid_argument, "InvalidParameterException",
               "The storage URL is neither \"memory:\" nor \"sqlite:PATH\"."};
}

Result<std::unique_ptr<storage::Storage>> open_storage(const StorageUrl& url) {
  if (url.backend == StorageUrl::Backend::memory) {
    return std::unique_ptr<storage::Storage>(std::make_unique<storage::MemoryStorage>());
  }
  POSTERN_TRY(auto sqlite, storage::SqliteStorage::open(url.path));
  return std::unique_ptr<storage::Storage>(std::move(sqlite));
}

}  // namespace postern
