// The root key: given by the host, or kept in a file beside the data.
#include "engine/root_key.h"

#include <sys/stat.h>

#include "engine/key_file.h"

namespace postern {
namespace {

bool has_content(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && info.st_size > 0;
}

Result<RootKey> key_beside(const std::string& data_path, Random& random) {
  const std::string path = data_path + ".key";
  auto file = std::make_unique<KeyFile>(path, random);
  if (!file->exists() && has_content(data_path)) {
    return Error{Errc::corrupt, "InternalErrorException",
                 "The database exists, but its key file is missing: " + path + "."};
  }
  RootKey obtained;
  POSTERN_TRY(obtained.key, file->read_or_make());
  POSTERN_TRY(obtained.next, file->read_next());
  obtained.holder = std::move(file);
  return obtained;
}

}  // namespace

Result<RootKey> obtain_root_key(std::string_view given, const StorageUrl& url, Random& random) {
  if (given.size() == domain::kRootKeyBytes) return RootKey{.key = Secret(given)};
  if (!given.empty()) {
    return Error{Errc::invalid_argument, "InvalidParameterException",
                 "The root key does not have 32 bytes."};
  }
  if (url.backend == StorageUrl::Backend::sqlite) return key_beside(url.path, random);
  if (url.backend == StorageUrl::Backend::postgres) {
    return Error{Errc::invalid_argument, "InvalidParameterException",
                 "A shared database needs a root key, the same for every engine on it."};
  }
  RootKey made{.key = Secret(domain::kRootKeyBytes)};
  random.fill(made.key.data(), made.key.size());
  return made;
}

Result<std::unique_ptr<domain::RootKeys>> unlock_store(const RootKey& obtained,
                                                       storage::Storage& storage, Clock& clock,
                                                       Random& random) {
  const auto with = [&](const Secret& key) {
    return std::make_unique<domain::RootKeys>(key.view(), storage, clock, random,
                                              obtained.holder.get());
  };
  auto keys = with(obtained.key);
  const Status opened = keys->unlock();
  if (opened.ok()) return keys;
  if (opened.error().errc != Errc::corrupt || obtained.next.empty()) return opened.error();
  // A run that ended just when the next key had taken over.
  keys = with(obtained.next);
  if (!keys->unlock().ok()) return opened.error();
  POSTERN_CHECK(obtained.holder->promote_next());
  return keys;
}

}  // namespace postern
