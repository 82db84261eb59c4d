/*
 * Stands between a program and its files (LD_PRELOAD): writes down what becomes durable when, and lets calls fail or wait on
 * demand. Only files below FAULTS_DIR; shared memory of SQLite (-shm) is left alone, it is made anew at each start.
 *
 * FAULTS_LOG: each change is one record, in the order in which it was made; see log.ts. FAULTS_CONTROL: a page that is shared
 * with whoever makes the trouble; see control.ts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE = 2, SYNC = 3, CREATE = 4, RENAME = 5, UNLINK = 6, LINK = 7 };

struct control {
  volatile uint32_t write_errno, write_per_mille;
  volatile uint32_t read_errno, read_per_mille;
  volatile uint32_t sync_errno, sync_per_mille;
  volatile uint32_t delay_ms;
  /* How often something failed. */
  volatile uint32_t hits;
  /* A part of the file's path; empty: every file. */
  volatile char part[96];
};

struct record {
  uint32_t op, path_length;
  uint64_t offset;
  uint32_t length, pad;
};

static char directory[512];
static int log_fd = -1;
static struct control *control;
/* Of a program and all that it forks: a server's processes write one log in one order. */
static struct shared {
  pthread_mutex_t order;
  uint64_t records;
} *shared;
static unsigned seed = 1;

__attribute__((constructor)) static void begin(void) {
  const char *dir = getenv("FAULTS_DIR"), *log = getenv("FAULTS_LOG"), *page = getenv("FAULTS_CONTROL");
  if (dir == NULL) return;
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return;
  pthread_mutexattr_t among;
  pthread_mutexattr_init(&among);
  pthread_mutexattr_setpshared(&among, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&shared->order, &among);
  snprintf(directory, sizeof directory, "%s/", dir);
  if (log != NULL) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (page != NULL) {
    int fd = syscall(SYS_openat, AT_FDCWD, page, O_RDWR | O_CLOEXEC, 0);
    if (fd >= 0) {
      void *at = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (at != MAP_FAILED) control = at;
      syscall(SYS_close, fd);
    }
  }
}

static int ours(const char *path) {
  size_t length = strlen(path);
  if (directory[0] == 0 || strncmp(path, directory, strlen(directory)) != 0) return 0;
  return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

/* The same file by a name that does not depend on where the program stands. */
static const char *absolute(const char *path, char *buffer, size_t size) {
  if (directory[0] == 0 || path == NULL || path[0] == '/') return path;
  if (getcwd(buffer, size) == NULL) return path;
  size_t length = strlen(buffer);
  while (strncmp(path, "./", 2) == 0) path += 2;
  snprintf(buffer + length, size - length, "/%s", path);
  return buffer;
}

/* The path of an open file of ours, or NULL: what was unlinked has none any more. */
static const char *path_of(int fd, char *buffer, size_t size) {
  char link[40];
  if (directory[0] == 0) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlink, link, buffer, size - 1);
  if (length <= 0) return NULL;
  buffer[length] = 0;
  if (length > 10 && strcmp(buffer + length - 10, " (deleted)") == 0) return NULL;
  if (strncmp(buffer, directory, strlen(directory) - 1) != 0) return NULL;
  /* The directory itself is synced too. */
  return buffer[strlen(directory) - 1] == 0 || ours(buffer) ? buffer : NULL;
}

/* With `order` held: only what `directory` made ours comes here. */
static void note(int op, const char *path, uint64_t offset, const void *data, uint32_t length) {
  if (log_fd < 0) return;
  struct record head = {op, (uint32_t)strlen(path), offset, length, 0};
  struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, head.path_length}, {(void *)data, length}};
  syscall(SYS_writev, log_fd, parts, 3);
  shared->records++;
}

/* Whether this call is to fail; errno is set then. Slow disks are slow here. */
static int fails(const char *path, uint32_t code, uint32_t per_mille, int waits) {
  if (control == NULL) return 0;
  const char *part = (const char *)control->part;
  if (part[0] != 0 && strstr(path, part) == NULL) return 0;
  if (waits && control->delay_ms > 0) {
    struct timespec pause = {control->delay_ms / 1000, (control->delay_ms % 1000) * 1000000L};
    nanosleep(&pause, NULL);
  }
  if (code == 0 || (uint32_t)(rand_r(&seed) % 1000) >= per_mille) return 0;
  control->hits++;
  errno = (int)code;
  return 1;
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (real == NULL) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

#define WRITE_FAILS(path) (path != NULL && control != NULL && fails(path, control->write_errno, control->write_per_mille, 0))

static ssize_t positioned(ssize_t (*real)(int, const void *, size_t, off_t), int fd, const void *data, size_t size, off_t at) {
  char buffer[1024];
  const char *path = path_of(fd, buffer, sizeof buffer);
  if (WRITE_FAILS(path)) return -1;
  if (path == NULL) return real(fd, data, size, at);
  pthread_mutex_lock(&shared->order);
  ssize_t written = real(fd, data, size, at);
  int code = errno;
  if (written > 0) note(WRITE, path, (uint64_t)at, data, (uint32_t)written);
  pthread_mutex_unlock(&shared->order);
  errno = code;
  return written;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { REAL(pwrite); return positioned(real, fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { REAL(pwrite64); return positioned((ssize_t(*)(int, const void *, size_t, off_t))real, fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
  REAL(write);
  char buffer[1024];
  const char *path = path_of(fd, buffer, sizeof buffer);
  if (WRITE_FAILS(path)) return -1;
  if (path == NULL) return real(fd, data, size);
  pthread_mutex_lock(&shared->order);
  ssize_t written = real(fd, data, size);
  int code = errno;
  /* Where it landed, appended or not. */
  off_t end = lseek(fd, 0, SEEK_CUR);
  if (written > 0 && end >= written) note(WRITE, path, (uint64_t)(end - written), data, (uint32_t)written);
  pthread_mutex_unlock(&shared->order);
  errno = code;
  return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  char buffer[1024];
  if (path_of(fd, buffer, sizeof buffer) == NULL) return real(fd, parts, count);
  ssize_t whole = 0;
  for (int index = 0; index < count; index++) {
    if (parts[index].iov_len == 0) continue;
    ssize_t written = write(fd, parts[index].iov_base, parts[index].iov_len);
    if (written < 0) return whole > 0 ? whole : -1;
    whole += written;
    if ((size_t)written < parts[index].iov_len) break;
  }
  return whole;
}

static ssize_t positioned_parts(int fd, const struct iovec *parts, int count, off_t at) {
  ssize_t whole = 0;
  for (int index = 0; index < count; index++) {
    if (parts[index].iov_len == 0) continue;
    ssize_t written = pwrite(fd, parts[index].iov_base, parts[index].iov_len, at + whole);
    if (written < 0) return whole > 0 ? whole : -1;
    whole += written;
    if ((size_t)written < parts[index].iov_len) break;
  }
  return whole;
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return positioned_parts(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return positioned_parts(fd, parts, count, at); }

#define READ_FAILS(fd) (control != NULL && control->read_errno != 0 && read_fails(fd))
static int read_fails(int fd) {
  char buffer[1024];
  const char *path = path_of(fd, buffer, sizeof buffer);
  return path != NULL && fails(path, control->read_errno, control->read_per_mille, 0);
}
ssize_t pread(int fd, void *data, size_t size, off_t at) { REAL(pread); return READ_FAILS(fd) ? -1 : real(fd, data, size, at); }
ssize_t pread64(int fd, void *data, size_t size, off64_t at) { REAL(pread64); return READ_FAILS(fd) ? -1 : real(fd, data, size, at); }
ssize_t read(int fd, void *data, size_t size) { REAL(read); return READ_FAILS(fd) ? -1 : real(fd, data, size); }

static int synced(int (*real)(int), int fd) {
  char buffer[1024];
  const char *path = path_of(fd, buffer, sizeof buffer);
  if (path == NULL) return real(fd);
  if (control != NULL && fails(path, control->sync_errno, control->sync_per_mille, 1)) return -1;
  pthread_mutex_lock(&shared->order);
  /* What is written while the disk works need not be in what it promises. */
  uint64_t covers = shared->records;
  pthread_mutex_unlock(&shared->order);
  int result = real(fd);
  int code = errno;
  if (result == 0) {
    pthread_mutex_lock(&shared->order);
    note(SYNC, path, covers, NULL, 0);
    pthread_mutex_unlock(&shared->order);
  }
  errno = code;
  return result;
}
int fsync(int fd) { REAL(fsync); return synced(real, fd); }
int fdatasync(int fd) { REAL(fdatasync); return synced(real, fd); }

static int truncated(int (*real)(int, off_t), int fd, off_t size) {
  char buffer[1024];
  const char *path = path_of(fd, buffer, sizeof buffer);
  if (WRITE_FAILS(path)) return -1;
  if (path == NULL) return real(fd, size);
  pthread_mutex_lock(&shared->order);
  int result = real(fd, size);
  int code = errno;
  if (result == 0) note(TRUNCATE, path, (uint64_t)size, NULL, 0);
  pthread_mutex_unlock(&shared->order);
  errno = code;
  return result;
}
int ftruncate(int fd, off_t size) { REAL(ftruncate); return truncated(real, fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); return truncated((int (*)(int, off_t))real, fd, size); }

static int opened(const char *name, int flags, mode_t mode, int (*real)(const char *, int, ...)) {
  char buffer[1024];
  const char *path = (flags & (O_CREAT | O_TRUNC)) == 0 ? name : absolute(name, buffer, sizeof buffer);
  if (path == NULL || !ours(path) || (flags & (O_CREAT | O_TRUNC)) == 0) return real(name, flags, mode);
  if (WRITE_FAILS(path)) return -1;
  pthread_mutex_lock(&shared->order);
  struct stat status;
  int there = stat(path, &status) == 0;
  int fd = real(path, flags, mode);
  int code = errno;
  if (fd >= 0 && !there) note(CREATE, path, 0, NULL, 0);
  else if (fd >= 0 && (flags & O_TRUNC) != 0) note(TRUNCATE, path, 0, NULL, 0);
  pthread_mutex_unlock(&shared->order);
  errno = code;
  return fd;
}
#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list more; \
    va_start(more, flags); \
    mode_t mode = va_arg(more, mode_t); \
    va_end(more); \
    return opened(path, flags, mode, real); \
  }
OPEN(open)
OPEN(open64)

static int named(int op, int (*real)(const char *, const char *), const char *first, const char *second) {
  char buffers[2][1024];
  const char *from = absolute(first, buffers[0], sizeof buffers[0]), *to = absolute(second, buffers[1], sizeof buffers[1]);
  if (!ours(to)) return real(first, second);
  pthread_mutex_lock(&shared->order);
  int result = real(first, second);
  int code = errno;
  if (result == 0) note(op, from, 0, to, (uint32_t)strlen(to));
  pthread_mutex_unlock(&shared->order);
  errno = code;
  return result;
}
int rename(const char *from, const char *to) { REAL(rename); return named(RENAME, real, from, to); }
int link(const char *from, const char *to) { REAL(link); return named(LINK, real, from, to); }

int unlink(const char *name) {
  REAL(unlink);
  char buffer[1024];
  const char *path = absolute(name, buffer, sizeof buffer);
  if (!ours(path)) return real(name);
  pthread_mutex_lock(&shared->order);
  int result = real(name);
  int code = errno;
  if (result == 0) note(UNLINK, path, 0, NULL, 0);
  pthread_mutex_unlock(&shared->order);
  errno = code;
  return result;
}
