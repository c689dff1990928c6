// Defined in the program, these come before libc's when SQLite's archive is linked.
#include "unit/storage/faulty_disk.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace postern::test {

FaultyDisk& faulty_disk() {
  static FaultyDisk disk;
  return disk;
}

}  // namespace postern::test

extern "C" {

int fdatasync(int fd) {
  if (const int error = postern::test::faulty_disk().sync.next()) {
    errno = error;
    return -1;
  }
  return static_cast<int>(syscall(SYS_fdatasync, fd));
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
  if (const int error = postern::test::faulty_disk().write.next()) {
    errno = error;
    return -1;
  }
  return syscall(SYS_pwrite64, fd, bytes, size, offset);
}

}  // extern "C"
