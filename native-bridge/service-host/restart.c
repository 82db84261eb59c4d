#include "restart.h"

#include <string.h>

int restart_pause(struct restarts *restarts, uint64_t now_ms) {
  static const int pauses[RESTARTS] = {250, 1000, 3000, 8000};
  int old = 0;
  while (old < restarts->count && now_ms - restarts->at[old] >= RESTARTS_WITHIN_MS) old++;
  restarts->count -= old;
  memmove(restarts->at, restarts->at + old, (size_t)restarts->count * sizeof restarts->at[0]);
  if (restarts->count == RESTARTS) return -1;
  int pause = pauses[restarts->count];
  restarts->at[restarts->count++] = now_ms + (uint64_t)pause;
  return pause;
}
