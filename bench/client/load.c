/*
 * The load of the bench: one thread, epoll, requests that were prepared as bytes. Whoever is measured is slower than this.
 *
 *   load <host:port | path of a Unix socket> <http | line> <connections> <rate, 0: as fast as answers come> <warm-up ms> <ms> < requests
 *
 * Standard input holds the requests, each after its length (32 bits, little-endian); every connection walks through all of them
 * from a place of its own. One JSON object comes out; times are in microseconds, and with a rate from the moment at which a
 * request was due, so that what waits behind a slow answer counts as slow too.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ANSWER = 1 << 20, MAX_SAMPLES = 1 << 23 };

struct connection {
  int fd;
  int busy;
  size_t at;
  uint64_t since;
  size_t held;
  size_t looked;
  size_t whole;
  char *answer;
};

struct request {
  const char *bytes;
  uint32_t length;
};

static struct request *requests;
static size_t count;
static int http;
static uint32_t *samples;
static size_t sampled, failed, blocked;
static uint64_t answered_bytes;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void read_requests(void) {
  size_t size = 0, room = 1 << 20;
  char *all = malloc(room);
  for (;;) {
    if (size == room) all = realloc(all, room *= 2);
    ssize_t got = read(0, all + size, room - size);
    if (got < 0) die("read");
    if (got == 0) break;
    size += (size_t)got;
  }
  for (size_t at = 0; at + 4 <= size;) {
    uint32_t length;
    memcpy(&length, all + at, 4);
    requests = realloc(requests, (count + 1) * sizeof *requests);
    requests[count++] = (struct request){all + at + 4, length};
    at += 4 + length;
  }
  if (count == 0) {
    fprintf(stderr, "no requests\n");
    exit(1);
  }
}

static int open_connection(const char *where) {
  int fd;
  if (where[0] == '/') {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, where, sizeof address.sun_path - 1);
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) die(where);
  } else {
    struct sockaddr_in address = {.sin_family = AF_INET};
    char host[64] = "";
    const char *colon = strchr(where, ':');
    if (colon == NULL || (size_t)(colon - where) >= sizeof host) {
      fprintf(stderr, "%s: host:port expected\n", where);
      exit(1);
    }
    memcpy(host, where, (size_t)(colon - where));
    address.sin_port = htons((uint16_t)atoi(colon + 1));
    inet_pton(AF_INET, host, &address.sin_addr);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) die(where);
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

static void ask(struct connection *c, uint64_t due) {
  const struct request *r = &requests[c->at];
  c->at = (c->at + 1) % count;
  c->since = due;
  c->busy = 1;
  for (uint32_t sent = 0; sent < r->length;) {
    ssize_t n = write(c->fd, r->bytes + sent, r->length - sent);
    if (n < 0 && errno == EAGAIN) continue;
    if (n < 0) die("write");
    sent += (uint32_t)n;
  }
}

/* Whether the answer is whole. */
static int is_whole(struct connection *c) {
  if (!http) return memchr(c->answer, '\n', c->held) != NULL;
  if (c->whole == 0) {
    size_t from = c->looked > 3 ? c->looked - 3 : 0;
    char *end = memmem(c->answer + from, c->held - from, "\r\n\r\n", 4);
    c->looked = c->held;
    if (end == NULL) return 0;
    *end = 0;
    char *length = strcasestr(c->answer, "\r\ncontent-length:");
    if (length == NULL) {
      fprintf(stderr, "an answer without Content-Length: %s\n", c->answer);
      exit(1);
    }
    *end = '\r';
    c->whole = (size_t)(end + 4 - c->answer) + (size_t)atol(length + 17);
  }
  return c->held >= c->whole;
}

static void take(struct connection *c, int counts) {
  uint64_t took = now() - c->since;
  if (counts) {
    if (sampled < MAX_SAMPLES) samples[sampled++] = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took;
    answered_bytes += c->held;
    int good = http ? memcmp(c->answer, "HTTP/1.1 200", 12) == 0 : memmem(c->answer, c->held, "\"verdict\"", 9) != NULL;
    if (!good) {
      if (failed++ == 0) fprintf(stderr, "%.*s\n", (int)(c->held > 2000 ? 2000 : c->held), c->answer);
    } else if (memmem(c->answer, c->held, "\"verdict\":\"block\"", 17) != NULL) {
      blocked++;
    }
  }
  c->held = c->looked = c->whole = 0;
  c->busy = 0;
}

static int rising(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static double at_share(double share) {
  if (sampled == 0) return 0;
  return samples[(size_t)(share * (double)(sampled - 1) + 0.5)] / 1000.0;
}

int main(int argc, char **argv) {
  if (argc != 7) {
    fprintf(stderr, "load <host:port | path> <http | line> <connections> <rate> <warm-up ms> <ms>\n");
    return 2;
  }
  http = strcmp(argv[2], "http") == 0;
  int connections = atoi(argv[3]);
  double rate = atof(argv[4]);
  uint64_t warm = (uint64_t)atol(argv[5]) * 1000000u, lasts = (uint64_t)atol(argv[6]) * 1000000u;
  read_requests();
  samples = malloc(sizeof *samples * MAX_SAMPLES);
  struct connection *all = calloc((size_t)connections, sizeof *all);
  int poll = epoll_create1(0);
  for (int i = 0; i < connections; i++) {
    all[i].fd = open_connection(argv[1]);
    all[i].at = count * (size_t)i / (size_t)connections;
    all[i].answer = malloc(MAX_ANSWER);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &event) < 0) die("epoll_ctl");
  }
  uint64_t began = now(), counts_from = began + warm, until = counts_from + lasts;
  uint64_t gap = rate > 0 ? (uint64_t)(1e9 / rate) : 0, due = began;
  int under_way = 0;
  if (gap == 0)
    for (int i = 0; i < connections; i++) ask(&all[i], now()), under_way++;
  uint64_t clock = began;
  struct epoll_event events[64];
  while (clock < until || under_way > 0) {
    if (clock > until + 10000000000u) break;
    int wait = -1;
    if (gap > 0 && clock < until) {
      /* All that is due, on whichever connection is free; what finds none free keeps its place and its time. */
      for (int i = 0; i < connections && due <= clock; i++) {
        if (all[i].busy) continue;
        ask(&all[i], due);
        under_way++;
        due += gap;
      }
      wait = due <= clock ? 1 : (int)((due - clock) / 1000000u);
    }
    if (wait < 0) wait = 1000;
    int ready = epoll_wait(poll, events, 64, wait);
    if (ready < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      ssize_t got = read(c->fd, c->answer + c->held, MAX_ANSWER - c->held);
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) {
        fprintf(stderr, "the connection was closed: %s\n", got < 0 ? strerror(errno) : "end");
        return 1;
      }
      c->held += (size_t)got;
      if (!is_whole(c)) continue;
      take(c, c->since >= counts_from);
      under_way--;
      if (gap == 0 && now() < until) ask(c, now()), under_way++;
    }
    clock = now();
  }
  qsort(samples, sampled, sizeof *samples, rising);
  double seconds = (double)(clock - counts_from) / 1e9;
  printf("{\"requests\":%zu,\"failed\":%zu,\"blocked\":%zu,\"unanswered\":%d,\"perSecond\":%.1f,\"bytes\":%.1f,"
         "\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"p999\":%.2f,\"max\":%.2f}\n",
         sampled, failed, blocked, under_way, (double)sampled / seconds, sampled ? (double)answered_bytes / (double)sampled : 0,
         at_share(0.5), at_share(0.9), at_share(0.99), at_share(0.999), at_share(1));
  return 0;
}
