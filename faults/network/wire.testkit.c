/*
 * A wire between two network namespaces, in user space: an interface `wire` in each, and packets that are lost, late, out of
 * order or doubled on their way from one to the other, each way as the page says that is shared with whoever makes the trouble
 * (wire.ts). Usage: wire <namespace> <namespace> <page>; says "up" once both interfaces are there, ends with its standard input.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 8192, SIZE = 2048 };

struct way {
  volatile uint32_t loss_per_mille, delay_ms, jitter_ms, double_per_mille;
  volatile uint32_t carried, lost, doubled, overtaken;
};

struct packet {
  int64_t due;
  uint64_t number;
  int to, length;
  char bytes[SIZE];
};

static struct packet *waiting[MOST];
static int count;
static unsigned seed = 1;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000LL + at.tv_nsec / 1000;
}

static int interface_in(const char *name) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", name);
  int ns = open(path, O_RDONLY | O_CLOEXEC);
  if (ns < 0 || setns(ns, CLONE_NEWNET) != 0) die(path);
  close(ns);
  int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
  if (fd < 0) die("/dev/net/tun");
  struct ifreq request = {0};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  strcpy(request.ifr_name, "wire");
  if (ioctl(fd, TUNSETIFF, &request) != 0) die("TUNSETIFF");
  return fd;
}

static int chance(uint32_t per_mille) {
  return (uint32_t)(rand_r(&seed) % 1000) < per_mille;
}

static void send_later(struct way *way, const char *bytes, int length, int to) {
  static uint64_t numbers;
  if (count == MOST) return;
  struct packet *packet = malloc(sizeof *packet);
  if (packet == NULL) die("malloc");
  uint32_t jitter = way->jitter_ms;
  packet->due = now() + way->delay_ms * 1000LL + (jitter == 0 ? 0 : rand_r(&seed) % (jitter * 1000U));
  packet->number = numbers++;
  packet->to = to;
  packet->length = length;
  memcpy(packet->bytes, bytes, length);
  /* In order of their time: the last one is the next to go. */
  int at = count++;
  for (; at > 0 && waiting[at - 1]->due <= packet->due; at--) waiting[at] = waiting[at - 1];
  waiting[at] = packet;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int page = open(argv[3], O_RDWR);
  if (page < 0) die(argv[3]);
  struct way *ways = mmap(NULL, 2 * sizeof *ways, PROT_READ | PROT_WRITE, MAP_SHARED, page, 0);
  if (ways == MAP_FAILED) die("mmap");
  struct pollfd from[3] = {{interface_in(argv[1]), POLLIN, 0}, {interface_in(argv[2]), POLLIN, 0}, {0, POLLIN, 0}};
  printf("up\n");
  fflush(stdout);
  uint64_t last[2] = {0, 0};
  for (;;) {
    int64_t wait = count == 0 ? -1 : (waiting[count - 1]->due - now() + 999) / 1000;
    if (poll(from, 3, count != 0 && wait < 0 ? 0 : (int)wait) < 0) die("poll");
    if (from[2].revents != 0) return 0;
    for (int side = 0; side < 2; side++) {
      if ((from[side].revents & POLLIN) == 0) continue;
      char bytes[SIZE];
      int length = (int)read(from[side].fd, bytes, sizeof bytes);
      if (length <= 0) continue;
      struct way *way = &ways[side];
      if (chance(way->loss_per_mille)) {
        way->lost++;
        continue;
      }
      send_later(way, bytes, length, 1 - side);
      if (!chance(way->double_per_mille)) continue;
      way->doubled++;
      send_later(way, bytes, length, 1 - side);
    }
    while (count > 0 && waiting[count - 1]->due <= now()) {
      struct packet *packet = waiting[--count];
      struct way *way = &ways[1 - packet->to];
      if (packet->number < last[packet->to]) way->overtaken++;
      else last[packet->to] = packet->number;
      /* An interface that is down takes nothing, as a cable that is out. */
      if (write(from[packet->to].fd, packet->bytes, packet->length) == packet->length) way->carried++;
      free(packet);
    }
  }
}
