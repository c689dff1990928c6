// Storage by URL: which backend, and what it needs to know.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/storage.h"

namespace postern {

struct StorageUrl {
  enum class Backend { memory, sqlite, postgres } backend = Backend::memory;
  std::string path;             // Of sqlite; for postgres, the URL as libpq takes it.
  std::size_t connections = 0;  // Of postgres, at most; 0: the default.
};

// "memory:", "sqlite:PATH", or a PostgreSQL URL ("postgres://USER@HOST/DATABASE?..."), whose
// parameter postern_connections=N bounds this engine's connections. Errc::invalid_argument for
// anything else.
Result<StorageUrl> parse_storage_url(std::string_view url);

Result<std::unique_ptr<storage::Storage>> open_storage(const StorageUrl& url);

}  // namespace postern
