/*
 * Thousands of connections at almost no cost, so that what is measured is the server: one thread, epoll, no allocation once they
 * stand. Told what to do by lines on standard input, answers each with one line of JSON; times are CLOCK_MONOTONIC in
 * nanoseconds, which is also what Node's process.hrtime counts.
 *
 *   links <tcp|ws|vigilot|nats|mqtt> <port> <links> [hellos] [tls]
 *
 *   open <links> <in flight>         connects up to this many in all, that many at a time, and waits until each is admitted
 *   receive <bytes>                  answers "ready", then once each link has had that much more (vigilot: one whole entry)
 *   send <file> <receipts> <links>   sends the file on that many links and waits for so many receipts on each of them
 *   say <file>                       sends the file on every link
 *   return <spread> <in flight>      waits until all links are lost, and until each is back as an agent comes back:
 *                                    at a random moment within spread ms, doubled with each refusal, after Retry-After
 *   close                            ends all links at once, leaving no TIME_WAIT behind
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef TLS
#include <openssl/ssl.h>
#endif

enum protocol { TCP, WS, VIGILOT, NATS, MQTT };
enum phase { OFF, CONNECTING, HTTP, GREETING, LIVE };

struct link {
  int fd, phase, attempts, refusals;
  int64_t retry_at;
  /* What is left of the header of the HTTP answer's end: characters of "\r\n\r\n" seen. */
  int http;
  int status, retry_after;
  char line[64];
  int line_length;
  /* The WebSocket frame under way. */
  unsigned char header[14];
  int header_length;
  uint64_t left;
  char head[24];
  int head_length;
  /* What is awaited. */
  uint64_t bytes;
  int receipts;
  int said;
#ifdef TLS
  SSL *ssl;
#endif
};

static enum protocol protocol;
static int port, total, open_limit, in_flight, live, epoll;
static struct link *links;
static char **hellos;
static int *hello_lengths;
static bool tls;
static enum { IDLE, OPENING, RECEIVING, SENDING, RETURNING } task;
static uint64_t awaited_bytes;
static int awaited_receipts, awaited_links, done, refused, lost, spread;
static int64_t began, first_at, last_at;
static bool lost_all;
/* Not while something is measured, unless that takes long. */
static int64_t pinged_at;
static char buffer[1 << 18];

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "links: %s: %s\n", what, strerror(errno));
  exit(1);
}

#ifdef TLS
static SSL_CTX *tls_context;
#endif

/* Bytes written, or -1 where the link is dead. Frames are small and the kernel takes them whole. */
static ssize_t put(struct link *l, const void *bytes, size_t length) {
#ifdef TLS
  if (tls) return SSL_write(l->ssl, bytes, (int)length);
#endif
  size_t at = 0;
  while (at < length) {
    ssize_t n = send(l->fd, (const char *)bytes + at, length - at, MSG_NOSIGNAL);
    if (n >= 0) {
      at += (size_t)n;
      continue;
    }
    if (errno != EAGAIN) return -1;
    poll(&(struct pollfd){.fd = l->fd, .events = POLLOUT}, 1, 100);
  }
  return (ssize_t)at;
}

/* RFC 6455, 5.2: masked by zeros, which leaves the payload as it is. Returns the length of the frame. */
static size_t frame(unsigned char *out, int opcode, const void *payload, size_t length) {
  size_t at = 0;
  out[at++] = (unsigned char)(0x80 | opcode);
  if (length < 126) out[at++] = (unsigned char)(0x80 | length);
  else {
    out[at++] = 0x80 | 126;
    out[at++] = (unsigned char)(length >> 8);
    out[at++] = (unsigned char)length;
  }
  memset(out + at, 0, 4);
  at += 4;
  memcpy(out + at, payload, length);
  return at + length;
}

static void put_frame(struct link *l, int opcode, const void *payload, size_t length) {
  static unsigned char out[70000];
  put(l, out, frame(out, opcode, payload, length));
}

static void answer(const char *what) {
  printf("{\"%s\":%d,\"began\":%lld,\"first\":%lld,\"last\":%lld,\"refused\":%d,\"lost\":%d,\"live\":%d}\n", what, done,
         (long long)began, (long long)first_at, (long long)last_at, refused, lost, live);
  fflush(stdout);
  task = IDLE;
}

static void one_done(void) {
  last_at = now();
  if (done++ == 0) first_at = last_at;
}

static void admitted(struct link *l) {
  if (l->phase == LIVE) return;
  l->phase = LIVE;
  l->attempts = l->refusals = 0;
  in_flight--;
  live++;
  if (task == OPENING || task == RETURNING) one_done();
}

static void give_up(struct link *l) {
  if (l->fd < 0) return;
  if (l->phase == LIVE) {
    live--;
    lost++;
  } else {
    in_flight--;
    refused++;
  }
#ifdef TLS
  if (l->ssl != NULL) SSL_free(l->ssl);
  l->ssl = NULL;
#endif
  /* A reset: the port is free again at once. */
  setsockopt(l->fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
  close(l->fd);
  l->fd = -1;
  l->phase = OFF;
  /* As an agent: full jitter, doubled with each attempt up to a minute; what the server asks for is counted on its own. */
  bool named = l->retry_after > 0;
  int *tries = named ? &l->refusals : &l->attempts;
  int64_t most = (int64_t)spread << (*tries < 6 ? *tries : 6);
  if (most > 60000) most = 60000;
  ++*tries;
  int64_t own = (int64_t)(drand48() * (double)most * 1e6);
  int64_t asked = named ? l->retry_after * 1000000000LL + (int64_t)(drand48() * spread * 1e6) : 0;
  l->retry_at = now() + (own > asked ? own : asked);
  l->retry_after = 0;
}

static void greet(struct link *l) {
  static const char *paths[] = {"", "/", "/v1/feed", "/", "/mqtt"};
  char text[512];
  const char *sub = protocol == VIGILOT ? "Sec-WebSocket-Protocol: vigilot.v1\r\n"
                    : protocol == MQTT  ? "Sec-WebSocket-Protocol: mqtt\r\n"
                                        : "";
  int length = snprintf(text, sizeof text,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                        paths[protocol], port, sub);
  l->phase = HTTP;
  if (put(l, text, (size_t)length) < 0) give_up(l);
}

static void connected(struct link *l) {
  if (protocol == TCP) l->phase = GREETING; /* its first byte says that the server has it */
  else greet(l);
}

static void begin(struct link *l) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  l->fd = fd;
  l->phase = CONNECTING;
  l->http = l->header_length = l->head_length = l->line_length = l->status = l->said = 0;
  l->left = 0;
  in_flight++;
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) {
    give_up(l);
    return;
  }
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = l};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static void upgraded(struct link *l) {
  static const char nats[] = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB recall 1\r\nPING\r\n";
  l->phase = GREETING;
  if (protocol == WS) admitted(l);
  if (protocol == NATS) put_frame(l, 2, nats, sizeof nats - 1);
  if (protocol == MQTT) {
    /* MQTT 3.1.1: CONNECT with a clean session, no keep-alive, an identifier of this link; SUBSCRIBE at most once. */
    unsigned char packet[64] = {0x10, 22, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 10};
    snprintf((char *)packet + 14, 11, "%010d", (int)(l - links));
    static const unsigned char subscribe[] = {0x82, 11, 0, 1, 0, 6, 'r', 'e', 'c', 'a', 'l', 'l', 0};
    memcpy(packet + 24, subscribe, sizeof subscribe);
    put_frame(l, 2, packet, 24 + sizeof subscribe);
  }
}

static bool starts(struct link *l, const char *with) {
  size_t length = strlen(with);
  return (size_t)l->head_length >= length && memcmp(l->head, with, length) == 0;
}

/* A whole frame has come. */
static void framed(struct link *l) {
  int opcode = l->header[0] & 15;
  if (opcode == 8) {
    give_up(l);
    return;
  }
  if (opcode == 9) put_frame(l, 10, "", 0);
  if (protocol == NATS && l->phase == GREETING && starts(l, "PONG")) admitted(l);
  if (protocol == MQTT && l->phase == GREETING && (unsigned char)l->head[0] == 0x90) admitted(l);
  /* Broker and server may put two answers into one frame. */
  if (protocol == MQTT && l->phase == GREETING && l->head_length > 4 && (unsigned char)l->head[4] == 0x90) admitted(l);
  if (protocol != VIGILOT) return;
  if (l->phase == GREETING) {
    if (starts(l, "{\"type\":\"challenge\"")) put_frame(l, 1, hellos[l - links], (size_t)hello_lengths[l - links]);
    else if (starts(l, "{\"type\":\"tip\"")) admitted(l);
  } else if (task == RECEIVING && starts(l, "{\"type\":\"entry\"")) {
    one_done();
  } else if (task == SENDING && starts(l, "{\"type\":\"receipt\"")) {
    if (++l->receipts == awaited_receipts) one_done();
  }
}

/* Walks through what has come; keeps the first bytes of each frame's payload and the place in it. */
static void read_frames(struct link *l, const char *at, size_t length) {
  const char *end = at + length;
  while (at < end && l->fd >= 0) {
    int need = l->header_length < 2 ? 2 : (l->header[1] & 127) == 127 ? 10 : (l->header[1] & 127) == 126 ? 4 : 2;
    if (l->header_length < need) {
      l->header[l->header_length++] = (unsigned char)*at++;
      need = l->header_length < 2 ? 2 : (l->header[1] & 127) == 127 ? 10 : (l->header[1] & 127) == 126 ? 4 : 2;
      if (l->header_length < need) continue;
      uint64_t size = l->header[1] & 127;
      if (size >= 126) {
        size = 0;
        for (int i = 2; i < need; i++) size = size << 8 | l->header[i];
      }
      l->left = size;
      l->head_length = 0;
      if (size > 0) continue;
    } else {
      size_t here = (size_t)(end - at) < l->left ? (size_t)(end - at) : (size_t)l->left;
      size_t head = sizeof l->head - (size_t)l->head_length;
      if (head > here) head = here;
      memcpy(l->head + l->head_length, at, head);
      l->head_length += (int)head;
      at += here;
      l->left -= here;
      if (l->left > 0) continue;
    }
    framed(l);
    l->header_length = 0;
  }
}

/* Reads the HTTP answer up to its end; returns where the rest begins. */
static const char *read_http(struct link *l, const char *at, const char *end) {
  for (; at < end; at++) {
    if (*at == '\n') {
      l->line[l->line_length] = 0;
      if (l->status == 0) sscanf(l->line, "HTTP/1.1 %d", &l->status);
      else if (strncasecmp(l->line, "retry-after:", 12) == 0) l->retry_after = atoi(l->line + 12);
      bool empty = l->line_length <= 1;
      l->line_length = 0;
      if (!empty) continue;
      if (l->status != 101) {
        give_up(l);
        return end;
      }
      upgraded(l);
      return at + 1;
    }
    if (l->line_length < (int)sizeof l->line - 1) l->line[l->line_length++] = *at;
  }
  return end;
}

static void came(struct link *l, const char *at, size_t length) {
  const char *end = at + length;
  if (l->phase == HTTP) at = read_http(l, at, end);
  else if (protocol == TCP && l->phase == GREETING) {
    admitted(l);
    at++;
  }
  if (at == end || l->fd < 0) return;
  if (task == RECEIVING && protocol != VIGILOT) {
    uint64_t before = l->bytes;
    l->bytes += (uint64_t)(end - at);
    if (before < awaited_bytes && l->bytes >= awaited_bytes) one_done();
  }
  if (protocol != TCP) read_frames(l, at, (size_t)(end - at));
}

static void readable(struct link *l) {
  for (;;) {
    ssize_t n;
#ifdef TLS
    if (tls) {
      n = SSL_read(l->ssl, buffer, sizeof buffer);
      if (n <= 0) {
        int why = SSL_get_error(l->ssl, (int)n);
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return;
        give_up(l);
        return;
      }
      came(l, buffer, (size_t)n);
      if (l->fd < 0) return;
      continue;
    }
#endif
    n = recv(l->fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
      give_up(l);
      return;
    }
    came(l, buffer, (size_t)n);
    if (l->fd < 0 || n < (ssize_t)sizeof buffer) return;
  }
}

static void happened(struct link *l, uint32_t events) {
  if (l->fd < 0) return;
  if (l->phase == CONNECTING && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
      give_up(l);
      return;
    }
#ifdef TLS
    if (tls) {
      if (l->ssl == NULL) {
        l->ssl = SSL_new(tls_context);
        SSL_set_fd(l->ssl, l->fd);
        SSL_set_connect_state(l->ssl);
      }
    } else
#endif
      connected(l);
  }
#ifdef TLS
  if (tls && l->fd >= 0 && l->phase == CONNECTING && l->ssl != NULL) {
    int n = SSL_do_handshake(l->ssl);
    if (n != 1) {
      int why = SSL_get_error(l->ssl, n);
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) give_up(l);
      return;
    }
    connected(l);
  }
#endif
  if (l->fd >= 0 && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) && l->phase != CONNECTING) readable(l);
}

static char *read_file(const char *path, size_t *length) {
  int fd = open(path, O_RDONLY);
  struct stat info;
  if (fd < 0 || fstat(fd, &info) < 0) fail(path);
  *length = (size_t)info.st_size;
  char *text = malloc(*length + 1);
  for (size_t at = 0; at < *length;) {
    ssize_t n = read(fd, text + at, *length - at);
    if (n <= 0) fail(path);
    at += (size_t)n;
  }
  text[*length] = 0;
  close(fd);
  return text;
}

static void read_hellos(const char *path) {
  size_t length;
  char *text = read_file(path, &length);
  hellos = calloc((size_t)total, sizeof *hellos);
  hello_lengths = calloc((size_t)total, sizeof *hello_lengths);
  for (int i = 0; i < total; i++) {
    char *end = strchr(text, '\n');
    if (end == NULL) fail("fewer hellos than links");
    hellos[i] = text;
    hello_lengths[i] = (int)(end - text);
    text = end + 1;
  }
}

static void reset(void) {
  done = refused = lost = 0;
  first_at = last_at = 0;
  began = now();
}

static void obey(char *line) {
  int a = 0, b = 0;
  char path[4096];
  if (sscanf(line, "open %d %d", &a, &b) == 2) {
    reset();
    task = OPENING;
    total = a;
    open_limit = b;
    spread = 1000;
    for (int i = 0; i < a; i++) links[i].retry_at = links[i].attempts = links[i].refusals = 0;
  } else if (sscanf(line, "receive %d", &a) == 1) {
    reset();
    task = RECEIVING;
    awaited_bytes = (uint64_t)a;
    for (int i = 0; i < total; i++) links[i].bytes = 0;
    printf("\"ready\"\n");
    fflush(stdout);
  } else if (sscanf(line, "send %4000s %d %d", path, &a, &b) == 3) {
    size_t length;
    char *text = read_file(path, &length);
    for (int i = 0; i < total; i++) links[i].receipts = 0;
    reset();
    task = SENDING;
    awaited_receipts = a;
    awaited_links = b;
    for (int i = 0; i < b; i++) put(&links[i], text, length);
    free(text);
  } else if (sscanf(line, "say %4000s", path) == 1) {
    size_t length;
    char *text = read_file(path, &length);
    for (int i = 0; i < total; i++)
      if (links[i].phase == LIVE) put(&links[i], text, length);
    free(text);
    reset();
    answer("said");
  } else if (sscanf(line, "return %d %d", &a, &b) == 2) {
    reset();
    task = RETURNING;
    spread = a;
    open_limit = b;
    lost_all = false;
    for (int i = 0; i < total; i++) links[i].attempts = links[i].refusals = 0;
  } else if (strncmp(line, "close", 5) == 0) {
    for (int i = 0; i < total; i++) give_up(&links[i]);
    reset();
    answer("closed");
  } else {
    errno = EINVAL;
    fail(line);
  }
}

int main(int argc, char **argv) {
  static const char *names[] = {"tcp", "ws", "vigilot", "nats", "mqtt"};
  if (argc < 4) {
    errno = EINVAL;
    fail("usage");
  }
  for (int i = 0; i < 5; i++)
    if (strcmp(argv[1], names[i]) == 0) protocol = (enum protocol)i;
  port = atoi(argv[2]);
  total = atoi(argv[3]);
  links = calloc((size_t)total, sizeof *links);
  for (int i = 0; i < total; i++) links[i].fd = -1;
  if (argc > 4 && argv[4][0] != 0) read_hellos(argv[4]);
  if (argc > 5 && strcmp(argv[5], "tls") == 0) {
#ifdef TLS
    tls = true;
    tls_context = SSL_CTX_new(TLS_client_method());
#else
    errno = ENOTSUP;
    fail("built without TLS");
#endif
  }
  epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input) < 0) fail("standard input");
  static struct epoll_event events[1024];
  static char line[8192];
  size_t line_length = 0;
  for (;;) {
    if (task == RETURNING && !lost_all && live == 0) {
      lost_all = true;
      began = now();
      done = 0;
    }
    bool connecting = task == OPENING || task == RETURNING;
    if (connecting && live + in_flight < total && in_flight < open_limit) {
      int64_t at = now();
      for (int i = 0; i < total && in_flight < open_limit; i++)
        if (links[i].fd < 0 && links[i].retry_at <= at) begin(&links[i]);
    }
    if (task == OPENING && live == total) answer("opened");
    if (task == RETURNING && lost_all && live == total) answer("returned");
    if (task == RECEIVING && done >= live) answer("received");
    if (task == SENDING && done == awaited_links) answer("receipted");
    /* Who says nothing for half a minute is cut off. */
    bool measuring = task == RECEIVING || task == SENDING;
    if (protocol == VIGILOT && now() - pinged_at > (measuring ? 20000000000LL : 10000000000LL)) {
      pinged_at = now();
      for (int i = 0; i < total; i++)
        if (links[i].phase == LIVE) put_frame(&links[i], 1, "{\"type\":\"ping\"}", 15);
    }
    int n = epoll_wait(epoll, events, 1024, connecting ? 5 : 1000);
    for (int i = 0; i < n; i++) {
      if (events[i].data.ptr != NULL) {
        happened(events[i].data.ptr, events[i].events);
        continue;
      }
      ssize_t got = read(0, line + line_length, sizeof line - 1 - line_length);
      if (got <= 0) return 0;
      line_length += (size_t)got;
      line[line_length] = 0;
      char *end = strchr(line, '\n');
      if (end == NULL) continue;
      *end = 0;
      obey(line);
      line_length -= (size_t)(end + 1 - line);
      memmove(line, end + 1, line_length);
    }
  }
}
