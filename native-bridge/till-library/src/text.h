/* Texts: what a caller gave, what is being written, and where a caller wants it. */
#ifndef VG_TEXT_H
#define VG_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* A span of UTF-8, not ended by NUL; `at` is NULL where there is nothing. */
struct span {
  const char *at;
  size_t length;
};

/* A text that grows. `failed` stays set once memory was not to be had, or something that is no text was put. */
struct text {
  char *at;
  size_t length, room;
  int failed;
};

/* A text that a caller gave: UTF-8, or UTF-16 where `wide`. */
struct given {
  const void *at;
  int wide;
};

/* Where a caller wants a text: `size` bytes, or UTF-16 units where `wide`. */
struct room {
  void *at;
  int32_t size;
  int wide;
};

void vg_put(struct text *text, const char *bytes, size_t length);
void vg_put_literal(struct text *text, const char *literal);
void vg_free_text(struct text *text);

/* Appends one character. */
void vg_put_code(struct text *text, uint32_t code);

/* Appends what was given in UTF-8; marks the text failed where it is not wholly valid in its encoding. */
void vg_put_given(struct text *text, struct given given);

/* Whether nothing was given. */
int vg_blank(struct given given);

/* Copies as much as fits, cut between two characters, NUL always. Returns the room that all of it needs, NUL counted. */
int32_t vg_copy_out(struct room room, struct span span);

/* Length in bytes of the valid UTF-8 character at `at`, or 0. Its code point, where `code` is not NULL. */
size_t vg_character(const char *at, const char *end, uint32_t *code);

#endif
