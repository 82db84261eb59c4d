/* Lines and words out of bytes. Portable: the tests run it under sanitizers. */
#ifndef VIGILOT_FRAME_H
#define VIGILOT_FRAME_H
#include <stdbool.h>
#include <stddef.h>

struct frame {
  char *bytes;
  size_t begin, end, capacity;
  /* Of one line, its end not counted. */
  size_t most;
};

void frame_open(struct frame *frame, size_t most);
void frame_close(struct frame *frame);

/* Where the next bytes may be written, and how many; NULL where a line is longer than allowed, or memory is out. */
char *frame_room(struct frame *frame, size_t *room);
/* So many bytes were written there. */
void frame_wrote(struct frame *frame, size_t count);
/* The next whole line, ended by a NUL in place of its line feed, good until the next call of frame_room; NULL: none yet. */
char *frame_line(struct frame *frame, size_t *length);
/* Whether a line has begun and not ended. */
bool frame_waits(const struct frame *frame);

/* Cuts the first word off `*rest`, which then stands after the blank. */
char *cut_word(char **rest);

#endif
