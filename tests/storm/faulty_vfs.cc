// A layer between SQLite and the system.
#include "storm/faulty_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>

namespace postern::test {
namespace {

// What SQLite sees of an open file; the system's lies behind it.
struct File {
  sqlite3_file base;
  std::string* path;

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* as_file(sqlite3_file* file) {
  return reinterpret_cast<File*>(file);
}
sqlite3_file* real_of(sqlite3_file* file) {
  return as_file(file)->real();
}

int fails(IoFault fault, int code) {
  return FaultyVfs::instance().next(fault, code);
}

// Carries out `expression` on the file behind, unless it is to fail with `code`.
#define UNLESS_FAILING(code, expression)                                          \
  if (const int failed = fails(IoFault::error, code); failed != 0) return failed; \
  return expression

int close_file(sqlite3_file* file) {
  const int code = real_of(file)->pMethods->xClose(real_of(file));
  delete as_file(file)->path;
  return code;
}

int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  UNLESS_FAILING(SQLITE_IOERR_READ,
                 real_of(file)->pMethods->xRead(real_of(file), to, size, offset));
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  FaultyVfs& vfs = FaultyVfs::instance();
  vfs.note_change();
  if (fails(IoFault::error, SQLITE_IOERR_WRITE) != 0) return SQLITE_IOERR_WRITE;
  if (fails(IoFault::full, SQLITE_FULL) != 0) return SQLITE_FULL;
  const bool is_short = fails(IoFault::short_write, SQLITE_FULL) != 0;
  const int written = is_short ? size / 2 : size;
  vfs.note_write(*as_file(file)->path, offset, from, written);
  const int code = real_of(file)->pMethods->xWrite(real_of(file), from, written, offset);
  return is_short ? SQLITE_FULL : code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  FaultyVfs::instance().note_change();
  UNLESS_FAILING(SQLITE_IOERR_TRUNCATE, real_of(file)->pMethods->xTruncate(real_of(file), size));
}

int sync_file(sqlite3_file* file, int) {
  FaultyVfs& vfs = FaultyVfs::instance();
  vfs.note_change();
  if (fails(IoFault::sync, SQLITE_IOERR_FSYNC) != 0) return SQLITE_IOERR_FSYNC;
  if (fails(IoFault::error, SQLITE_IOERR_FSYNC) != 0) return SQLITE_IOERR_FSYNC;
  vfs.note_sync(*as_file(file)->path);
  return SQLITE_OK;  // Power is cut by this layer alone, which knows what has been synced.
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  UNLESS_FAILING(SQLITE_IOERR_FSTAT, real_of(file)->pMethods->xFileSize(real_of(file), size));
}

int lock_file(sqlite3_file* file, int level) {
  UNLESS_FAILING(SQLITE_IOERR_LOCK, real_of(file)->pMethods->xLock(real_of(file), level));
}

int unlock_file(sqlite3_file* file, int level) {
  return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

int check_reserved_lock(sqlite3_file* file, int* reserved) {
  UNLESS_FAILING(SQLITE_IOERR_CHECKRESERVEDLOCK,
                 real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved));
}

int control_file(sqlite3_file* file, int operation, void* argument) {
  return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

int sector_size(sqlite3_file* file) {
  return real_of(file)->pMethods->xSectorSize(real_of(file));
}

int device_characteristics(sqlite3_file* file) {
  return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

int map_index(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  UNLESS_FAILING(SQLITE_IOERR_SHMMAP,
                 real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, memory));
}

int lock_index(sqlite3_file* file, int offset, int count, int flags) {
  return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

void order_index(sqlite3_file* file) {
  real_of(file)->pMethods->xShmBarrier(real_of(file));
}

int unmap_index(sqlite3_file* file, int remove) {
  return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = map_index,
    .xShmLock = lock_index,
    .xShmBarrier = order_index,
    .xShmUnmap = unmap_index,
};

sqlite3_vfs* real_of(sqlite3_vfs* vfs) {
  return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if (fails(IoFault::error, SQLITE_CANTOPEN) != 0) return SQLITE_CANTOPEN;
  const int code = real_of(vfs)->xOpen(real_of(vfs), name, real_of(file), flags, out_flags);
  if (code != SQLITE_OK) return code;
  as_file(file)->path = new std::string(name == nullptr ? "" : name);
  file->pMethods = &kMethods;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync) {
  FaultyVfs::instance().note_change();
  UNLESS_FAILING(SQLITE_IOERR_DELETE, real_of(vfs)->xDelete(real_of(vfs), name, sync));
}

int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  UNLESS_FAILING(SQLITE_IOERR_ACCESS, real_of(vfs)->xAccess(real_of(vfs), name, flags, answer));
}

int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return real_of(vfs)->xFullPathname(real_of(vfs), name, size, out);
}

#undef UNLESS_FAILING

// Found before the one it covers: SQLite puts what is registered later in front. What it does not
// cover, such as time and sleep, is the real one's, which looks at no member of its VFS there.
void cover(const char* name) {
  sqlite3_vfs* const real = sqlite3_vfs_find(name);
  if (real == nullptr) std::abort();
  auto* const layer = new sqlite3_vfs(*real);  // For the life of the process.
  layer->szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
  layer->pNext = nullptr;
  layer->pAppData = real;
  layer->xOpen = open_file;
  layer->xDelete = delete_file;
  layer->xAccess = access_file;
  layer->xFullPathname = full_path;
  if (sqlite3_vfs_register(layer, sqlite3_vfs_find(nullptr) == real ? 1 : 0) != SQLITE_OK) {
    std::abort();
  }
}

std::string sector_in(const std::string& path, std::int64_t number, std::int64_t size) {
  std::string content(static_cast<std::size_t>(size), '\0');
  std::ifstream file(path, std::ios::binary);
  file.seekg(number * size);
  file.read(content.data(), size);
  return content;
}

}  // namespace

FaultyVfs& FaultyVfs::instance() {
  static FaultyVfs vfs;
  return vfs;
}

FaultyVfs::FaultyVfs() {
  cover("unix-excl");
  cover("unix");
}

void FaultyVfs::fail(IoFault fault, int nth, bool sticky) {
  fault_ = IoFault::none;
  left_ = nth;
  sticky_ = sticky;
  has_failed_ = fault == IoFault::none && has_failed_;
  fault_ = fault;
}

int FaultyVfs::next(IoFault fault, int code) {
  if (fault_ != fault) return SQLITE_OK;
  const int left = --left_;
  if (left > 0 || (left < 0 && !sticky_)) return SQLITE_OK;
  has_failed_ = true;
  return code;
}

void FaultyVfs::watch(std::function<void()> on_call) {
  const std::lock_guard lock(mutex_);
  watched_.clear();
  on_call_ = std::move(on_call);
}

void FaultyVfs::stop_watching() {
  watch(nullptr);
}

void FaultyVfs::note_change() {
  std::function<void()> on_call;
  {
    const std::lock_guard lock(mutex_);
    on_call = on_call_;
  }
  if (on_call) on_call();
}

void FaultyVfs::note_write(const std::string& path, std::int64_t offset, const void* bytes,
                           int size) {
  const std::lock_guard lock(mutex_);
  if (!on_call_) return;
  Unsynced& sectors = watched_[path];
  const auto* const from = static_cast<const char*>(bytes);
  for (std::int64_t at = offset; at < offset + size;) {
    const std::int64_t number = at / kSectorBytes;
    const std::int64_t end = std::min(offset + size, (number + 1) * kSectorBytes);
    std::vector<std::string>& versions = sectors[number];
    if (versions.empty()) versions.push_back(sector_in(path, number, kSectorBytes));
    std::string changed = versions.back();
    changed.replace(static_cast<std::size_t>(at % kSectorBytes), static_cast<std::size_t>(end - at),
                    from + (at - offset), static_cast<std::size_t>(end - at));
    versions.push_back(std::move(changed));
    at = end;
  }
}

void FaultyVfs::note_sync(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (on_call_) watched_[path].clear();
}

void FaultyVfs::cut_power(const std::string& path, const std::string& directory,
                          std::mt19937_64& random) const {
  const std::lock_guard lock(mutex_);
  for (const std::string& name : {path, path + "-wal"}) {
    if (!std::filesystem::exists(name)) continue;
    const std::string copy = directory + "/" + std::filesystem::path(name).filename().string();
    std::filesystem::copy_file(name, copy);
    const auto watched = watched_.find(name);
    if (watched == watched_.end()) continue;
    std::fstream file(copy, std::ios::binary | std::ios::in | std::ios::out);
    // Now and then all of it is lost, as far as it may be, or none.
    const auto taste = random() % 4;
    for (const auto& [number, versions] : watched->second) {
      const std::size_t newest = versions.size() - 1;
      const std::size_t kept = taste == 0 ? 0 : taste == 1 ? newest : random() % versions.size();
      file.seekp(number * kSectorBytes);
      file.write(versions[kept].data(), kSectorBytes);
    }
  }
}

}  // namespace postern::test
