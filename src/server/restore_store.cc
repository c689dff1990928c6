// `postern restore-store`.
#include "restore_store.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "fd.h"
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

// Gone with everything beside it unless it was given its name.
class NewData {
 public:
  explicit NewData(std::string path) : path_(std::move(path)), partial_(path_ + ".partial") {
    for (const char* suffix : {"", "-wal", "-journal", ".partial"}) {
      if (exists(path_ + suffix)) {
        throw std::runtime_error("there is " + path_ + suffix +
                                 " already; restore into a directory without a store");
      }
    }
  }
  ~NewData() {
    for (const char* suffix : {"", "-wal", ".lock"}) unlink((partial_ + suffix).c_str());
    if (!kept_ && !key_path_.empty()) unlink(key_path_.c_str());
  }
  NewData(const NewData&) = delete;
  NewData& operator=(const NewData&) = delete;

  [[nodiscard]] const std::string& partial() const { return partial_; }

  void copy_from(const std::string& source) {
    const Fd in(open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.valid()) fail(source);
    const Fd out(open(partial_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!out.valid()) fail(partial_);
    std::string bytes(1 << 20, '\0');
    for (;;) {
      const ssize_t count = read(in.get(), bytes.data(), bytes.size());
      if (count < 0) fail(source);
      if (count == 0) break;
      write_all(out, std::string_view(bytes).substr(0, static_cast<std::size_t>(count)), partial_);
    }
    if (fsync(out.get()) != 0) fail(partial_);
  }

  // Beside the data before the data is: a store without its key is none.
  void keep_key(std::string_view key) {
    const std::string path = path_ + ".key";
    const Fd out(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!out.valid()) fail(path);
    key_path_ = path;
    write_all(out, key, path);
    if (fsync(out.get()) != 0) fail(path);
  }

  void keep() {
    if (renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) != 0) {
      fail(path_);
    }
    kept_ = true;
    const Fd directory(
        open(path_.substr(0, path_.rfind('/')).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.valid() || fsync(directory.get()) != 0) fail(path_);
  }

 private:
  static void write_all(const Fd& out, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
      const ssize_t count = write(out.get(), bytes.data(), bytes.size());
      if (count < 0) fail(path);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  const std::string path_;
  const std::string partial_;
  std::string key_path_;
  bool kept_ = false;
};

void check_copy(const std::string& path, const std::string& key) {
  const std::string url = "sqlite:" + path;
  Engine engine({.storage_url = url, .root_key = key});
  if (!check_engine(
          [&](const std::string& request) { return engine.call("postern:CheckStore", request); })) {
    throw std::runtime_error("the backup is damaged; nothing was restored");
  }
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
  NewData data(options.data.directory + "/postern.db");
  data.copy_from(options.backup);
  check_copy(data.partial(), key);
  if (held.empty()) data.keep_key(key);
  data.keep();
  std::printf("restored into %s\n", options.data.directory.c_str());
}

}  // namespace postern::server
