#include "json.h"

/* Answers nest six deep. */
#define DEEPEST 32

static const char *const names[MEMBERS] = {"id",    "verdict", "message", "items", "problem", "type",
                                           "title", "status",  "feed",    "state", "checkId", "outcome"};

struct reader {
  const char *at, *end;
  int depth;
};

static void skip_space(struct reader *r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')) r->at++;
}

static int take(struct reader *r, char c) {
  skip_space(r);
  if (r->at == r->end || *r->at != c) return 0;
  r->at++;
  return 1;
}

static int hex4(const char *at, const char *end, uint32_t *value) {
  if (end - at < 4) return 0;
  *value = 0;
  for (int n = 0; n < 4; n++) {
    char c = at[n];
    uint32_t digit;
    if (c >= '0' && c <= '9') digit = (uint32_t)(c - '0');
    else if (c >= 'a' && c <= 'f') digit = (uint32_t)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F') digit = (uint32_t)(c - 'A') + 10;
    else return 0;
    *value = *value << 4 | digit;
  }
  return 1;
}

/* One character of a string's inside, escaped or not: its length as it stands, or 0. NUL ends texts in C: refused. */
static size_t string_character(const char *at, const char *end, uint32_t *code) {
  if (*at != '\\') {
    size_t length = vg_character(at, end, code);
    return length > 0 && *code >= 0x20 ? length : 0;
  }
  if (end - at < 2) return 0;
  switch (at[1]) {
    case '"': *code = '"'; return 2;
    case '\\': *code = '\\'; return 2;
    case '/': *code = '/'; return 2;
    case 'b': *code = '\b'; return 2;
    case 'f': *code = '\f'; return 2;
    case 'n': *code = '\n'; return 2;
    case 'r': *code = '\r'; return 2;
    case 't': *code = '\t'; return 2;
    case 'u': break;
    default: return 0;
  }
  if (!hex4(at + 2, end, code) || *code == 0) return 0;
  if (*code < 0xd800 || *code > 0xdfff) return 6;
  uint32_t low;
  if (*code > 0xdbff || end - at < 12 || at[6] != '\\' || at[7] != 'u' || !hex4(at + 8, end, &low)) return 0;
  if (low < 0xdc00 || low > 0xdfff) return 0;
  *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
  return 12;
}

/* A string with its quotes. */
static int read_string(struct reader *r, struct span *value) {
  skip_space(r);
  value->at = r->at;
  if (!take(r, '"')) return 0;
  while (r->at < r->end && *r->at != '"') {
    uint32_t code;
    size_t length = string_character(r->at, r->end, &code);
    if (length == 0) return 0;
    r->at += length;
  }
  if (r->at == r->end) return 0;
  r->at++;
  value->length = (size_t)(r->at - value->at);
  return 1;
}

static int digits(struct reader *r) {
  const char *first = r->at;
  while (r->at < r->end && *r->at >= '0' && *r->at <= '9') r->at++;
  return r->at > first;
}

static int read_number(struct reader *r) {
  if (r->at < r->end && *r->at == '-') r->at++;
  if (r->at < r->end && *r->at == '0') r->at++;
  else if (!digits(r)) return 0;
  if (r->at < r->end && *r->at == '.') {
    r->at++;
    if (!digits(r)) return 0;
  }
  if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
    r->at++;
    if (r->at < r->end && (*r->at == '+' || *r->at == '-')) r->at++;
    if (!digits(r)) return 0;
  }
  return 1;
}

static int read_word(struct reader *r, const char *word) {
  for (; *word != 0; word++, r->at++)
    if (r->at == r->end || *r->at != *word) return 0;
  return 1;
}

static int read_value(struct reader *r, struct span *value);

/* Calls `member` for each; the reader stands behind the opening brace or bracket. */
static int read_inside(struct reader *r, char close,
                       int (*member)(void *context, struct span key, struct span value), void *context) {
  if (take(r, close)) return 1;
  if (++r->depth > DEEPEST) return 0;
  do {
    struct span key = {NULL, 0}, value;
    if (close == '}' && (!read_string(r, &key) || !take(r, ':'))) return 0;
    if (!read_value(r, &value)) return 0;
    if (member != NULL && !member(context, key, value)) return 0;
  } while (take(r, ','));
  r->depth--;
  return take(r, close);
}

static int read_value(struct reader *r, struct span *value) {
  skip_space(r);
  value->at = r->at;
  if (r->at == r->end) return 0;
  int good;
  switch (*r->at) {
    case '"': return read_string(r, value);
    case '{': r->at++, good = read_inside(r, '}', NULL, NULL); break;
    case '[': r->at++, good = read_inside(r, ']', NULL, NULL); break;
    case 't': good = read_word(r, "true"); break;
    case 'f': good = read_word(r, "false"); break;
    case 'n': good = read_word(r, "null"); break;
    default: good = read_number(r);
  }
  value->length = (size_t)(r->at - value->at);
  return good;
}

static struct reader reader_of(struct span text) {
  struct reader r = {text.at, text.at == NULL ? NULL : text.at + text.length, 0};
  return r;
}

static int at_end(struct reader *r) {
  skip_space(r);
  return r->at == r->end;
}

static int keep_member(void *context, struct span key, struct span value) {
  struct members *members = context;
  for (int n = 0; n < MEMBERS; n++) {
    if (!vg_is(key, names[n])) continue;
    if (members->of[n].at != NULL) return 0;
    members->of[n] = value;
  }
  return 1;
}

int vg_members(struct span text, struct members *members) {
  struct reader r = reader_of(text);
  for (int n = 0; n < MEMBERS; n++) members->of[n].at = NULL, members->of[n].length = 0;
  return take(&r, '{') && read_inside(&r, '}', keep_member, members) && at_end(&r);
}

struct elements {
  int (*each)(void *context, struct span element);
  void *context;
  int count;
};

static int keep_element(void *context, struct span key, struct span value) {
  struct elements *elements = context;
  (void)key;
  elements->count++;
  return elements->each(elements->context, value);
}

int vg_elements(struct span text, int (*each)(void *context, struct span element), void *context) {
  struct reader r = reader_of(text);
  struct elements elements = {each, context, 0};
  return take(&r, '[') && read_inside(&r, ']', keep_element, &elements) && at_end(&r) ? elements.count : -1;
}

int vg_is(struct span value, const char *literal) {
  if (value.at == NULL || value.length < 2 || *value.at != '"') return 0;
  const char *at = value.at + 1, *end = value.at + value.length - 1;
  for (; at < end; literal++) {
    uint32_t code;
    size_t length = string_character(at, end, &code);
    if (length == 0 || *literal == 0 || code != (unsigned char)*literal) return 0;
    at += length;
  }
  return *literal == 0;
}

int vg_put_meaning(struct text *text, struct span value) {
  if (value.at == NULL || value.length < 2 || *value.at != '"') return 0;
  const char *at = value.at + 1, *end = value.at + value.length - 1;
  while (at < end) {
    uint32_t code;
    size_t length = string_character(at, end, &code);
    if (length == 0) return 0;
    vg_put_code(text, code);
    at += length;
  }
  return 1;
}

void vg_put_json(struct text *text, struct span content) {
  static const char hex[] = "0123456789abcdef";
  vg_put(text, "\"", 1);
  for (size_t n = 0; n < content.length; n++) {
    unsigned char c = (unsigned char)content.at[n];
    if (c < 0x20 || c == 0x7f) {
      char escaped[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
      vg_put(text, escaped, 6);
    } else {
      if (c == '"' || c == '\\') vg_put(text, "\\", 1);
      vg_put(text, &content.at[n], 1);
    }
  }
  vg_put(text, "\"", 1);
}
