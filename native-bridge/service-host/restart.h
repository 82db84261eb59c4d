/* When a core that ended by itself is started again: the rule of the desktop application's supervisor. Portable. */
#ifndef VIGILOT_RESTART_H
#define VIGILOT_RESTART_H
#include <stdint.h>

enum { RESTARTS = 4, RESTARTS_WITHIN_MS = 60000 };

struct restarts {
  /* The latest, on a clock that never goes back; the first `count` are set, oldest first. */
  uint64_t at[RESTARTS];
  int count;
};

/* How long to wait before the next start, in milliseconds, which is then counted; -1: it ended too often, start no more. */
int restart_pause(struct restarts *restarts, uint64_t now_ms);

#endif
