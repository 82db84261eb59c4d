/* Linux: a Unix socket. Its permissions say who may come in; who answers is told by the kernel (SO_PEERCRED). */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "../vigilot.h"
#include "system.h"

/* The account of the packaged agent. */
#define ACCOUNT "vigilot"

const char vg_default_address[] = "/run/vigilot/till.sock";

static _Thread_local int32_t last_error;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void *vg_alloc(size_t size) { return malloc(size); }
void vg_free(void *at) { free(at); }
void vg_set_error(int32_t error) { last_error = error; }
int32_t vg_get_error(void) { return last_error; }
void vg_lock(void) { pthread_mutex_lock(&lock); }
void vg_unlock(void) { pthread_mutex_unlock(&lock); }

int64_t vg_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int vg_address_fits(const char *address) {
  return address[0] == '/' && strlen(address) < sizeof(((struct sockaddr_un *)0)->sun_path);
}

/* Waits for `events`: VIGILOT_OK, or why not. */
static int32_t wait_for(int fd, short events, int64_t deadline) {
  for (;;) {
    int64_t left = deadline - vg_now();
    struct pollfd one = {fd, events, 0};
    if (left <= 0) return VIGILOT_ERROR_TIMEOUT;
    int ready = poll(&one, 1, (int)left);
    if (ready > 0) return VIGILOT_OK;
    if (ready < 0 && errno != EINTR) return VIGILOT_ERROR_SYSTEM;
  }
}

static int32_t connect_to(int fd, const char *address, int64_t deadline) {
  struct sockaddr_un place = {.sun_family = AF_UNIX};
  strcpy(place.sun_path, address);
  while (connect(fd, (struct sockaddr *)&place, sizeof place) != 0) {
    if (errno == EISCONN) break;
    if (errno == EACCES || errno == EPERM) return VIGILOT_ERROR_DENIED;
    if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR || errno == ENOTSOCK || errno == EPROTOTYPE)
      return VIGILOT_ERROR_NO_AGENT;
    if (errno != EAGAIN && errno != EINTR) return VIGILOT_ERROR_SYSTEM;
    /* So many callers wait that the kernel queues no more: the only case in which connecting is asked again. */
    if (vg_now() >= deadline) return VIGILOT_ERROR_TIMEOUT;
    nanosleep(&(struct timespec){0, 2000000}, NULL);
  }
  return VIGILOT_OK;
}

/* Whether who listens is root, this very account, or the packaged agent's. */
static int is_agent(int fd) {
  struct ucred server;
  socklen_t size = sizeof server;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &server, &size) != 0) return 0;
  if (server.uid == 0 || server.uid == geteuid()) return 1;
  char names[4096];
  struct passwd account, *found = NULL;
  return getpwnam_r(ACCOUNT, &account, names, sizeof names, &found) == 0 && found != NULL &&
         found->pw_uid == server.uid;
}

static int32_t send_all(int fd, struct span line, int64_t deadline) {
  for (size_t sent = 0; sent < line.length;) {
    ssize_t count = send(fd, line.at + sent, line.length - sent, MSG_NOSIGNAL);
    if (count >= 0) {
      sent += (size_t)count;
      continue;
    }
    if (errno == EPIPE || errno == ECONNRESET) return VIGILOT_ERROR_BROKEN;
    if (errno != EAGAIN && errno != EINTR) return VIGILOT_ERROR_SYSTEM;
    int32_t error = wait_for(fd, POLLOUT, deadline);
    if (error != VIGILOT_OK) return error;
  }
  return VIGILOT_OK;
}

static int32_t receive_line(int fd, struct text *answer, int64_t deadline) {
  char bytes[4096];
  for (;;) {
    int32_t error = wait_for(fd, POLLIN, deadline);
    if (error != VIGILOT_OK) return error;
    ssize_t count = recv(fd, bytes, sizeof bytes, 0);
    if (count == 0) return VIGILOT_ERROR_BROKEN;
    if (count < 0) {
      if (errno == EAGAIN || errno == EINTR) continue;
      return errno == ECONNRESET ? VIGILOT_ERROR_BROKEN : VIGILOT_ERROR_SYSTEM;
    }
    int taken = vg_take_answer(answer, bytes, (size_t)count);
    if (taken != 0) return taken > 0 ? VIGILOT_OK : VIGILOT_ERROR_ANSWER;
  }
}

int32_t vg_exchange(const char *address, int64_t deadline, struct span line, struct text *answer) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return VIGILOT_ERROR_SYSTEM;
  int32_t error = connect_to(fd, address, deadline);
  if (error == VIGILOT_OK && !is_agent(fd)) error = VIGILOT_ERROR_NOT_OUR_AGENT;
  if (error == VIGILOT_OK) error = send_all(fd, line, deadline);
  /* A server that turns a caller away says why before it ends the connection. */
  if (error == VIGILOT_OK || error == VIGILOT_ERROR_BROKEN) error = receive_line(fd, answer, deadline);
  close(fd);
  return error;
}
