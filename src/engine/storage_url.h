// Storage by URL: which backend, and what it needs to know.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/storage.h"

namespace postern {

struct StorageUrl {
  enum class Backend { memory, sqlite } backend = Backend::memory;
  std::string path;  // Of sqlite.
};

// "memory:" or "sqlite:PATH". Errc::invalid_argument for anything else.
Result<StorageUrl> parse_storage_url(std::string_view url);

Result<std::unique_ptr<storage::Storage>> open_storage(const StorageUrl& url);

}  // namespace postern
