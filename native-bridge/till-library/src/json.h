/*
 * As much of JSON (RFC 8259) as answers need: a value is checked whole, and the members of interest are found by name. What is
 * not well-formed, nested deeper than any answer, or names a member of interest twice is not understood.
 */
#ifndef VG_JSON_H
#define VG_JSON_H

#include "text.h"

enum member {
  MEMBER_ID,
  MEMBER_VERDICT,
  MEMBER_MESSAGE,
  MEMBER_ITEMS,
  MEMBER_PROBLEM,
  MEMBER_TYPE,
  MEMBER_TITLE,
  MEMBER_STATUS,
  MEMBER_FEED,
  MEMBER_STATE,
  MEMBER_CHECK_ID,
  MEMBER_OUTCOME,
  MEMBERS
};

/* Values as they stand in the text; `at` is NULL where the object has no such member. */
struct members {
  struct span of[MEMBERS];
};

/* Whether `text` is exactly one object; its members of interest. */
int vg_members(struct span text, struct members *members);

/* Whether `text` is exactly one array: calls `each` for every element until it returns 0. -1 where it is none. Else how many. */
int vg_elements(struct span text, int (*each)(void *context, struct span element), void *context);

/* Whether `value` is a string, and is that one. */
int vg_is(struct span value, const char *literal);

/* Appends what a string value means. False where it is no string. */
int vg_put_meaning(struct text *text, struct span value);

/* Appends a JSON string with this content (valid UTF-8). */
void vg_put_json(struct text *text, struct span content);

#endif
