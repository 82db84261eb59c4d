#include "text.h"
#include "system.h"

/* A line is at most 64 KiB, an answer a few MiB: what wants more is a fault. */
#define LARGEST ((size_t)8 << 20)

void vg_put(struct text *text, const char *bytes, size_t length) {
  if (text->failed) return;
  if (length > LARGEST - text->length) {
    text->failed = 1;
    return;
  }
  if (text->length + length > text->room) {
    size_t room = text->room < 256 ? 256 : text->room;
    while (room < text->length + length) room *= 2;
    char *larger = vg_alloc(room);
    if (larger == NULL) {
      text->failed = 1;
      return;
    }
    for (size_t n = 0; n < text->length; n++) larger[n] = text->at[n];
    vg_free(text->at);
    text->at = larger;
    text->room = room;
  }
  for (size_t n = 0; n < length; n++) text->at[text->length + n] = bytes[n];
  text->length += length;
}

void vg_put_literal(struct text *text, const char *literal) {
  size_t length = 0;
  while (literal[length] != 0) length++;
  vg_put(text, literal, length);
}

void vg_free_text(struct text *text) {
  vg_free(text->at);
  text->at = NULL;
  text->length = text->room = 0;
}

size_t vg_character(const char *at, const char *end, uint32_t *code) {
  const unsigned char *b = (const unsigned char *)at;
  size_t left = (size_t)(end - at), length;
  uint32_t point, least;
  if (left == 0) return 0;
  if (b[0] < 0x80) length = 1, point = b[0], least = 0;
  else if ((b[0] & 0xe0) == 0xc0) length = 2, point = b[0] & 0x1f, least = 0x80;
  else if ((b[0] & 0xf0) == 0xe0) length = 3, point = b[0] & 0x0f, least = 0x800;
  else if ((b[0] & 0xf8) == 0xf0) length = 4, point = b[0] & 0x07, least = 0x10000;
  else return 0;
  if (length > left) return 0;
  for (size_t n = 1; n < length; n++) {
    if ((b[n] & 0xc0) != 0x80) return 0;
    point = point << 6 | (b[n] & 0x3f);
  }
  /* Longer than need be, a surrogate, or beyond Unicode. */
  if (point < least || (point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) return 0;
  if (code != NULL) *code = point;
  return length;
}

void vg_put_code(struct text *text, uint32_t code) {
  char b[4];
  size_t length;
  if (code < 0x80) {
    b[0] = (char)code, length = 1;
  } else if (code < 0x800) {
    b[0] = (char)(0xc0 | code >> 6), b[1] = (char)(0x80 | (code & 0x3f)), length = 2;
  } else if (code < 0x10000) {
    b[0] = (char)(0xe0 | code >> 12), b[1] = (char)(0x80 | (code >> 6 & 0x3f)), b[2] = (char)(0x80 | (code & 0x3f));
    length = 3;
  } else {
    b[0] = (char)(0xf0 | code >> 18), b[1] = (char)(0x80 | (code >> 12 & 0x3f));
    b[2] = (char)(0x80 | (code >> 6 & 0x3f)), b[3] = (char)(0x80 | (code & 0x3f)), length = 4;
  }
  vg_put(text, b, length);
}

void vg_put_given(struct text *text, struct given given) {
  if (given.at == NULL) return;
  if (given.wide) {
    const uint16_t *unit = given.at;
    for (; *unit != 0 && !text->failed; unit++) {
      uint32_t code = *unit;
      if (code >= 0xd800 && code <= 0xdbff && unit[1] >= 0xdc00 && unit[1] <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (unit[1] - 0xdc00u);
        unit++;
      } else if (code >= 0xd800 && code <= 0xdfff) {
        text->failed = 1;
        return;
      }
      vg_put_code(text, code);
    }
    return;
  }
  const char *at = given.at, *end = at;
  while (*end != 0) end++;
  while (at < end && !text->failed) {
    size_t length = vg_character(at, end, NULL);
    if (length == 0) {
      text->failed = 1;
      return;
    }
    vg_put(text, at, length);
    at += length;
  }
}

int vg_blank(struct given given) {
  if (given.at == NULL) return 1;
  return given.wide ? *(const uint16_t *)given.at == 0 : *(const char *)given.at == 0;
}

int32_t vg_copy_out(struct room room, struct span span) {
  char *narrow = room.at;
  uint16_t *wide = room.at;
  const char *at = span.at, *end = span.at == NULL ? NULL : span.at + span.length;
  int32_t needed = 1, used = 0;
  int full = 0;
  while (at < end) {
    uint32_t code = 0;
    size_t length = vg_character(at, end, &code);
    if (length == 0) break;
    int32_t units = room.wide ? (code > 0xffff ? 2 : 1) : (int32_t)length;
    needed += units;
    full |= room.at == NULL || needed > room.size;
    if (!full && !room.wide)
      for (size_t n = 0; n < length; n++) narrow[used + (int32_t)n] = at[n];
    if (!full && room.wide && units == 1) wide[used] = (uint16_t)code;
    if (!full && room.wide && units == 2) {
      wide[used] = (uint16_t)(0xd800 + ((code - 0x10000) >> 10));
      wide[used + 1] = (uint16_t)(0xdc00 + ((code - 0x10000) & 0x3ff));
    }
    if (!full) used += units;
    at += length;
  }
  if (room.at != NULL && room.size > 0) {
    if (room.wide) wide[used] = 0;
    else narrow[used] = 0;
  }
  return needed;
}
