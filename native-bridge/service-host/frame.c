#include "frame.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 4096 };

void frame_open(struct frame *frame, size_t most) {
  *frame = (struct frame){.most = most};
}

void frame_close(struct frame *frame) {
  free(frame->bytes);
  *frame = (struct frame){.most = frame->most};
}

char *frame_room(struct frame *frame, size_t *room) {
  size_t held = frame->end - frame->begin;
  if (held > frame->most) return NULL;
  if (frame->begin > 0) {
    memmove(frame->bytes, frame->bytes + frame->begin, held);
    frame->begin = 0;
    frame->end = held;
  }
  if (frame->end == frame->capacity) {
    /* One more than a line, for its end. */
    size_t wanted = frame->capacity == 0 ? STEP : frame->capacity * 2;
    if (wanted > frame->most + 1) wanted = frame->most + 1;
    char *grown = realloc(frame->bytes, wanted);
    if (grown == NULL) return NULL;
    frame->bytes = grown;
    frame->capacity = wanted;
  }
  *room = frame->capacity - frame->end;
  return frame->bytes + frame->end;
}

void frame_wrote(struct frame *frame, size_t count) {
  frame->end += count;
}

char *frame_line(struct frame *frame, size_t *length) {
  if (!frame_waits(frame)) return NULL;
  char *line = frame->bytes + frame->begin;
  char *end = memchr(line, '\n', frame->end - frame->begin);
  if (end == NULL) return NULL;
  *end = '\0';
  *length = (size_t)(end - line);
  frame->begin += *length + 1;
  return line;
}

bool frame_waits(const struct frame *frame) {
  return frame->end > frame->begin;
}

char *cut_word(char **rest) {
  char *word = *rest;
  char *blank = strchr(word, ' ');
  if (blank == NULL) {
    *rest = word + strlen(word);
  } else {
    *blank = '\0';
    *rest = blank + 1;
  }
  return word;
}
