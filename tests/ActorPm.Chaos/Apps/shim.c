// Preloaded into apmd: a slow disk and a clock that jumps, both by a file that the harness changes while the daemon runs. The file CHAOS_SHIM holds three numbers of
// 64 bits: seconds to add to the wall clock, microseconds that a flush takes, microseconds that a write to a regular file takes.
// In every other program it does nothing. gcc -O1 -shared -fPIC -o shim.so shim.c
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *orders;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("CHAOS_SHIM");
  int file;
  if (!path || strcmp(program_invocation_short_name, "apmd") || (file = open(path, O_RDONLY | O_CLOEXEC)) < 0) return;
  void *mapped = mmap(0, 4096, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) orders = mapped;
}

static void rest(int64_t microseconds) {
  int before = errno;
  struct timespec time = { microseconds / 1000000, microseconds % 1000000 * 1000 };
  if (microseconds > 0) syscall(SYS_nanosleep, &time, 0);
  errno = before;
}

static void slow_write(int file) {
  struct stat facts;
  if (orders && orders[2] > 0 && fstat(file, &facts) == 0 && S_ISREG(facts.st_mode)) rest(orders[2]);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && orders && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += orders[0];
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *where) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (where) *where = now.tv_sec;
  return now.tv_sec;
}

int fsync(int file) { if (orders) rest(orders[1]); return syscall(SYS_fsync, file); }
int fdatasync(int file) { if (orders) rest(orders[1]); return syscall(SYS_fdatasync, file); }

ssize_t write(int file, const void *bytes, size_t length) {
  slow_write(file);
  return syscall(SYS_write, file, bytes, length);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
  slow_write(file);
  return syscall(SYS_pwrite64, file, bytes, length, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
  slow_write(file);
  return syscall(SYS_pwrite64, file, bytes, length, at);
}
