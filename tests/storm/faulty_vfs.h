// A layer between SQLite and the system: its calls fail when told to, and what was not yet synced
// may be lost, as when the power goes.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace postern::test {

enum class IoFault : std::uint8_t {
  none,
  error,        // EIO, of every kind of call.
  full,         // ENOSPC: writes, before anything is written.
  short_write,  // Half is written, then the disk is full.
  sync,         // fsync.
};

// Registered once over the VFSs that the backend names, for the whole process. Safe for concurrent
// use.
class FaultyVfs {
 public:
  static FaultyVfs& instance();

  // The `nth` call, counted from 1, that can fail so does; if `sticky`, all later ones as well.
  void fail(IoFault fault, int nth, bool sticky);
  void heal() { fail(IoFault::none, 0, false); }
  [[nodiscard]] bool has_failed() const { return has_failed_; }

  // From here on remembers what is written and not yet synced, and tells `on_call` of every call
  // that changes a file, before it is carried out.
  void watch(std::function<void()> on_call);
  void stop_watching();

  // Copies the database at `path` and its WAL into `directory` as they may be when the power fails
  // now: of each sector that was written since the last sync of its file, any version since then.
  void cut_power(const std::string& path, const std::string& directory,
                 std::mt19937_64& random) const;

  // For the layer's own methods: what a call answers instead of being carried out, or 0.
  int next(IoFault fault, int code);
  void note_write(const std::string& path, std::int64_t offset, const void* bytes, int size);
  void note_sync(const std::string& path);
  void note_change();

 private:
  static constexpr std::int64_t kSectorBytes = 512;
  // Of one file: sector number -> what it may hold, oldest first.
  using Unsynced = std::map<std::int64_t, std::vector<std::string>>;

  FaultyVfs();

  std::atomic<IoFault> fault_ = IoFault::none;
  std::atomic<int> left_ = 0;
  std::atomic<bool> sticky_ = false;
  std::atomic<bool> has_failed_ = false;

  mutable std::mutex mutex_;                 // Guards what follows.
  std::map<std::string, Unsynced> watched_;  // By path.
  std::function<void()> on_call_;
};

}  // namespace postern::test
