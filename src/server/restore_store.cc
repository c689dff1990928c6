// `postern restore-store`.
#include "restore_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "fd.h"
#include "new_file.h"
#include "postern/postern.hpp"
#include "store_file.h"

namespace postern::server {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

bool exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

// The backup's copy, and what SQLite writes beside it; gone unless it was given its name.
class NewData {
 public:
  explicit NewData(const std::string& path) : copy_(check_is_new(path)) {}
  ~NewData() {
    for (const char* suffix : {"-wal", "-journal", ".lock"}) {
      unlink((copy_.partial() + suffix).c_str());
    }
  }
  NewData(const NewData&) = delete;
  NewData& operator=(const NewData&) = delete;

  [[nodiscard]] const std::string& partial() const { return copy_.partial(); }

  void copy_from(const std::string& source) {
    const Fd in(open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.valid()) fail(source);
    std::string bytes(1 << 20, '\0');
    for (;;) {
      const ssize_t count = read(in.get(), bytes.data(), bytes.size());
      if (count < 0) fail(source);
      if (count == 0) break;
      copy_.write(std::string_view(bytes).substr(0, static_cast<std::size_t>(count)));
    }
    copy_.sync();
  }

  // What was written since it was copied must be in the file itself.
  void keep() {
    for (const char* suffix : {"-wal", "-journal"}) {
      struct stat rest {};
      if (stat((partial() + suffix).c_str(), &rest) == 0 && rest.st_size > 0) {
        throw std::runtime_error("the copy could not be written whole; nothing was restored");
      }
    }
    copy_.keep();
  }

 private:
  static const std::string& check_is_new(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-journal", ".partial"}) {
      if (exists(path + suffix)) {
        throw std::runtime_error("there is " + path + suffix +
                                 " already; restore into a directory without a store");
      }
    }
    return path;
  }

  NewFile copy_;
};

// Beside the data before the data is: a store without its key is none. Gone unless the data came.
class NewKey {
 public:
  NewKey(const std::string& data_path, std::string_view key)
      : data_path_(data_path), path_(data_path + ".key") {
    NewFile file(path_);
    file.write(key);
    file.keep();
  }
  ~NewKey() {
    if (!exists(data_path_)) unlink(path_.c_str());
  }
  NewKey(const NewKey&) = delete;
  NewKey& operator=(const NewKey&) = delete;

 private:
  const std::string data_path_;
  const std::string path_;
};

// Opening it voids what was handed out before the backup (D26); what becomes of sessions is said
// here.
void check_copy(const std::string& path, const std::string& key, bool keeps_sessions) {
  const std::string url = "sqlite:" + path;
  Engine engine({.storage_url = url, .root_key = key});
  if (!check_engine(
          [&](const std::string& request) { return engine.call("postern:CheckStore", request); })) {
    throw std::runtime_error("the backup is damaged; nothing was restored");
  }
  static_cast<void>(
      engine.call("postern:DeclareRestored", keeps_sessions ? R"({"Sessions":"KEEP"})" : R"({})"));
  engine.close();
}

}  // namespace

void restore_store(const RestoreOptions& options) {
  const std::string& held = options.data.root_key_file;
  if (options.key_file.empty() == held.empty()) {
    throw std::runtime_error(
        "give the root key of the backup: --key-file, to be put beside the data, or "
        "--root-key-file, to be kept where it is");
  }
  const std::string key = read_root_key(held.empty() ? options.key_file : held);
  if (exists(options.data.directory + "/postern.db.key")) {
    throw std::runtime_error("there is " + options.data.directory + "/postern.db.key already");
  }
  if (!exists(options.backup)) fail(options.backup);
  make_data_directory(options.data.directory);
  const std::string path = options.data.directory + "/postern.db";
  NewData data(path);
  data.copy_from(options.backup);
  check_copy(data.partial(), key, options.sessions == "keep");
  std::optional<NewKey> new_key;
  if (held.empty()) new_key.emplace(path, key);
  data.keep();
  std::printf(
      "restored into %s\n"
      "Codes, links and sign-ins under way from before are void; sessions %s.\n",
      options.data.directory.c_str(),
      options.sessions == "keep" ? "go on, unless their refresh tokens rotate" : "have ended");
}

}  // namespace postern::server
