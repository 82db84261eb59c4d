/*
 * The clocks of a program (LD_PRELOAD), in somebody's hand: they run `rate` times as fast, the wall clock is wrong by as much as
 * is wished, and the machine may have slept (boot and wall clock go on, the monotonic one does not, as on Linux).
 * FAULTS_CLOCK: a page shared with whoever sets them; see clock.ts. What waits by epoll, as libuv does, waits that much less.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct page {
  /* CLOCK_MONOTONIC in nanoseconds from which on the rate counts. */
  volatile int64_t anchor;
  volatile int64_t rate;
  volatile int64_t wall_shift, boot_shift;
};

static struct page *page;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULTS_CLOCK");
  if (path == NULL) return;
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  if (fd < 0) abort();
  void *at = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) abort();
  page = at;
  syscall(SYS_close, fd);
}

static int64_t read_clock(clockid_t clock) {
  struct timespec now;
  syscall(SYS_clock_gettime, clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int64_t shift;
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE: shift = page == NULL ? 0 : page->wall_shift; break;
    case CLOCK_BOOTTIME: shift = page == NULL ? 0 : page->boot_shift; break;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE: shift = 0; break;
    default: return syscall(SYS_clock_gettime, clock, now);
  }
  if (page == NULL) return syscall(SYS_clock_gettime, clock, now);
  int64_t at = read_clock(clock) + (read_clock(CLOCK_MONOTONIC) - page->anchor) * (page->rate - 1) + shift;
  now->tv_sec = at / 1000000000LL;
  now->tv_nsec = at % 1000000000LL;
  return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  now->tv_sec = at.tv_sec;
  now->tv_usec = at.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *where) {
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  if (where != NULL) *where = at.tv_sec;
  return at.tv_sec;
}

static int shorter(int timeout) {
  return page == NULL || timeout <= 0 ? timeout : (int)((timeout + page->rate - 1) / page->rate);
}

int epoll_pwait(int fd, struct epoll_event *events, int most, int timeout, const sigset_t *signals) {
  static int (*real)(int, struct epoll_event *, int, int, const sigset_t *);
  if (real == NULL) real = (__typeof__(real))dlsym(RTLD_NEXT, "epoll_pwait");
  return real(fd, events, most, shorter(timeout), signals);
}

int epoll_wait(int fd, struct epoll_event *events, int most, int timeout) {
  return epoll_pwait(fd, events, most, timeout, NULL);
}

/* libuv prefers this file to CLOCK_BOOTTIME, and the file knows nothing of us. */
static int opened(const char *path, int flags, mode_t mode) {
  if (page != NULL && strcmp(path, "/proc/uptime") == 0) {
    errno = ENOENT;
    return -1;
  }
  return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return opened(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
