/* Preloaded into the binary: one of its calls that change files under a directory fails, or that
 * one and all later ones. Which one and how, the environment says:
 *   POSTERN_FAULT_UNDER  the directory
 *   POSTERN_FAULT_AT     the number of the call, from 1
 *   POSTERN_FAULT        EIO, ENOSPC or SHORT: a write that takes less than it was given
 *   POSTERN_FAULT_STAYS  set: all later calls fail as well
 *   POSTERN_FAULT_MET    a file that is made when it comes to that
 * Unlinking never fails: what a failure leaves behind could not be removed otherwise. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int calls; /* One thread writes files at a time in what is tested. */

static int is_under(const char *path) {
  const char *under = getenv("POSTERN_FAULT_UNDER");
  return under != NULL && strncmp(path, under, strlen(under)) == 0;
}

static int is_file_under(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = '\0';
  return is_under(path);
}

/* The kind of failure this call meets, or NULL. */
static const char *fault(void) {
  const char *at = getenv("POSTERN_FAULT_AT");
  if (at == NULL) return NULL;
  const int number = ++calls;
  if (number < atoi(at)) return NULL;
  if (number > atoi(at) && getenv("POSTERN_FAULT_STAYS") == NULL) return NULL;
  const char *met = getenv("POSTERN_FAULT_MET");
  if (met != NULL) {
    const int fd = (int)syscall(SYS_openat, AT_FDCWD, met, O_WRONLY | O_CREAT, 0600);
    if (fd >= 0) syscall(SYS_close, fd);
  }
  return getenv("POSTERN_FAULT");
}

/* True when the call is to fail; errno is set. */
static int fails(void) {
  const char *kind = fault();
  if (kind == NULL || strcmp(kind, "SHORT") == 0) return 0;
  errno = strcmp(kind, "ENOSPC") == 0 ? ENOSPC : EIO;
  return 1;
}

/* How many bytes a write takes; -1: it fails. */
static ssize_t taken(size_t size) {
  const char *kind = fault();
  if (kind == NULL) return (ssize_t)size;
  if (strcmp(kind, "SHORT") == 0) return (ssize_t)(size + 1) / 2;
  errno = strcmp(kind, "ENOSPC") == 0 ? ENOSPC : EIO;
  return -1;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  const ssize_t part = is_file_under(fd) ? taken(size) : (ssize_t)size;
  return part < 0 ? -1 : syscall(SYS_write, fd, bytes, (size_t)part);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  const ssize_t part = is_file_under(fd) ? taken(size) : (ssize_t)size;
  return part < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, (size_t)part, at);
}

int fsync(int fd) {
  if (is_file_under(fd) && fails()) return -1;
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  if (is_file_under(fd) && fails()) return -1;
  return (int)syscall(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t size) {
  if (is_file_under(fd) && fails()) return -1;
  return (int)syscall(SYS_ftruncate, fd, size);
}

int rename(const char *from, const char *to) {
  if (is_under(to) && fails()) return -1;
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  if (is_under(to) && fails()) return -1;
  return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
}

static int opened(const char *path, int flags, mode_t mode) {
  if ((flags & O_CREAT) != 0 && is_under(path) && fails()) return -1;
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return opened(path, flags | O_LARGEFILE, mode);
}
