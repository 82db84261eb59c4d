/*
 * Attacks on the reader of answers: a table of what each must mean, then mutations of true answers. Built with ASan and UBSan
 * (answer.security.test.ts). No answer that is not well-formed, or not a check, may ever mean `allow`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../vigilot.h"
#include "answer.h"
#include "json.h"
#include "system.h"

void *vg_alloc(size_t size) { return malloc(size); }
void vg_free(void *at) { free(at); }

#define CHECK(verdict) "{\"id\":\"01J\",\"verdict\":\"" verdict "\",\"message\":\"m\"}"
#define DEEP16 "[[[[[[[[[[[[[[[["
#define SHALLOW16 "]]]]]]]]]]]]]]]]"

static const struct {
  const char *text;
  int32_t verdict, error;
} checks[] = {
    {CHECK("allow"), VIGILOT_ALLOW, VIGILOT_OK},
    {" \t" CHECK("verify") "\r", VIGILOT_VERIFY, VIGILOT_OK},
    {CHECK("block"), VIGILOT_BLOCK, VIGILOT_OK},
    {"{\"id\":\"01J\",\"\\u0076erdict\":\"\\u0061llow\",\"message\":\"m\"}", VIGILOT_ALLOW, VIGILOT_OK},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"reasons\":[{\"verdict\":\"block\"}]}", VIGILOT_ALLOW, VIGILOT_OK},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\\ud83d\\ude00\",\"x\":[1,-0.5e+3,true,false,null,{}]}", VIGILOT_ALLOW, VIGILOT_OK},
    {"{\"type\":\"scan-unreadable\",\"title\":\"t\",\"status\":422}", VIGILOT_VERIFY, VIGILOT_ERROR_REFUSED},
    /* Not a check. */
    {"", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"allow", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"\"allow\"", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"verdict\":\"allow\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"verdict\":\"allow\",\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"\",\"verdict\":\"allow\",\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":1,\"verdict\":\"allow\",\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"[" CHECK("allow") "]", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"answer\":" CHECK("allow") "}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"items\":[]}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"problem\":{}}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"status\":503}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    /* Another word. */
    {CHECK("ALLOW"), VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {CHECK("allowed"), VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {CHECK("allo"), VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {CHECK(" allow"), VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {CHECK(""), VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {CHECK("allow\\u0000"), VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":true,\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"Verdict\":\"allow\",\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    /* Twice, plain or escaped: readers differ about which one counts. */
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"verdict\":\"block\",\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"block\",\"verdict\":\"allow\",\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"verdic\\u0074\":\"block\",\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"id\":\"1\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    /* Not JSON. */
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\"", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {CHECK("allow") "x", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {CHECK("allow") CHECK("allow"), VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{'id':'1','verdict':'allow','message':'m'}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\" \"verdict\":\"allow\",\"message\":\"m\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"n\":01}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"n\":1.}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"n\":+1}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"n\":NaN}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"n\":nul}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"a\tb\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\\x41\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\\u12\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\\ud83d\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\\ud83d\\u0041\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\\", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    /* Not UTF-8: cut, overlong, a surrogate, beyond Unicode. */
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\xc3\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\xc0\xaf\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\xed\xa0\x80\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"\xf5\x80\x80\x80\"}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    {"\xef\xbb\xbf" CHECK("allow"), VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
    /* Deeper than any answer. */
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"x\":" DEEP16 SHALLOW16 "}", VIGILOT_ALLOW, VIGILOT_OK},
    {"{\"id\":\"1\",\"verdict\":\"allow\",\"message\":\"m\",\"x\":" DEEP16 DEEP16 "1" SHALLOW16 SHALLOW16 "}", VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER},
};

#define A CHECK("allow")
#define PROBLEM "{\"problem\":{\"type\":\"t\",\"title\":\"x\",\"status\":422}}"

static const struct {
  const char *text;
  int32_t count, verdict, error, first;
} baskets[] = {
    {"{\"verdict\":\"allow\",\"items\":[" A "," A "]}", 2, VIGILOT_ALLOW, VIGILOT_OK, VIGILOT_ALLOW},
    {"{\"verdict\":\"block\",\"items\":[" A "," CHECK("block") "]}", 2, VIGILOT_BLOCK, VIGILOT_OK, VIGILOT_ALLOW},
    {"{\"verdict\":\"verify\",\"items\":[" A "," PROBLEM "]}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_REFUSED, VIGILOT_ALLOW},
    /* Too few, too many, or not as the whole says: nothing of it counts. */
    {"{\"verdict\":\"allow\",\"items\":[" A "]}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {"{\"verdict\":\"allow\",\"items\":[" A "," A "," A "]}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {"{\"verdict\":\"allow\",\"items\":[" A "," CHECK("block") "]}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {"{\"verdict\":\"block\",\"items\":[" A "," A "]}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {"{\"items\":[" A "," A "]}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {"{\"verdict\":\"allow\",\"items\":{\"0\":" A ",\"1\":" A "}}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {"{\"verdict\":\"allow\",\"items\":[" A ",{}]}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {"{\"verdict\":\"allow\",\"items\":[" A "," PROBLEM "]}", 2, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {A, 1, VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER, VIGILOT_VERIFY},
    {"{\"type\":\"t\",\"title\":\"x\",\"status\":503}", 1, VIGILOT_VERIFY, VIGILOT_ERROR_REFUSED, VIGILOT_VERIFY},
};

static int faults;

static void expect(int right, const char *what, const char *text) {
  if (right) return;
  faults++;
  printf("%s: %s\n", what, text);
}

/* On the heap and not ended by NUL: one byte too far is seen. */
static struct span exact(const char *text, size_t length) {
  char *at = malloc(length == 0 ? 1 : length);
  memcpy(at, text, length);
  return (struct span){at, length};
}

static void table(void) {
  for (size_t n = 0; n < sizeof checks / sizeof *checks; n++) {
    struct text id = {0}, message = {0};
    struct span span = exact(checks[n].text, strlen(checks[n].text));
    struct finding found = vg_read_check(span, &id, &message);
    expect(found.verdict == checks[n].verdict && found.error == checks[n].error, "check", checks[n].text);
    expect(found.error == VIGILOT_OK || id.length == 0, "id without a verdict", checks[n].text);
    vg_free_text(&id), vg_free_text(&message), free((void *)span.at);
  }
  for (size_t n = 0; n < sizeof baskets / sizeof *baskets; n++) {
    int32_t verdicts[2] = {VIGILOT_VERIFY, VIGILOT_VERIFY};
    struct text ids = {0}, messages = {0};
    struct span span = exact(baskets[n].text, strlen(baskets[n].text));
    struct finding found = vg_read_batch(span, baskets[n].count, verdicts, &ids, &messages);
    expect(found.verdict == baskets[n].verdict && found.error == baskets[n].error && verdicts[0] == baskets[n].first,
           "basket", baskets[n].text);
    vg_free_text(&ids), vg_free_text(&messages), free((void *)span.at);
  }
}

static void texts(void) {
  /* Cut between two characters, in both encodings; what is no text is refused. */
  const char *cut = "\xc3\xa9\xf0\x9f\x98\x80z";
  struct span span = {cut, strlen(cut)};
  for (int32_t size = 0; size < 12; size++) {
    char *narrow = malloc((size_t)size + 1);
    uint16_t *wide = malloc(2 * (size_t)size + 2);
    expect(vg_copy_out((struct room){narrow, size, 0}, span) == 8, "needed bytes", cut);
    expect(vg_copy_out((struct room){wide, size, 1}, span) == 5, "needed units", cut);
    size_t bytes = size == 0 ? 0 : strlen(narrow);
    expect(size == 0 || bytes == (size > 7 ? 7u : size > 6 ? 6u : size > 2 ? 2u : 0u), "cut", cut);
    free(narrow), free(wide);
  }
  static const uint16_t lone[] = {'a', 0xd83d, 'b', 0}, fine[] = {0xe9, 0xd83d, 0xde00, 'z', 0};
  struct text text = {0};
  vg_put_given(&text, (struct given){fine, 1});
  expect(!text.failed && text.length == 7 && memcmp(text.at, cut, 7) == 0, "from UTF-16", cut);
  vg_put_given(&text, (struct given){lone, 1});
  expect(text.failed, "a lone surrogate", "");
  vg_free_text(&text);
  struct text bad = {0};
  vg_put_given(&bad, (struct given){"caf\xe9", 0});
  expect(bad.failed, "Windows-1252", "");
  vg_free_text(&bad);
}

static uint32_t state = 20261122;
static uint32_t draw(uint32_t below) {
  state ^= state << 13, state ^= state >> 17, state ^= state << 5;
  return state % below;
}

/* Mutations of every entry of the table; true answers are among them. */
static void mutations(int rounds) {
  static const char alphabet[] = "{}[]\",:\\u0019aeltvowfyr \t\n-.\x80\xc3\xff";
  char text[2048];
  for (int round = 0; round < rounds; round++) {
    uint32_t which = draw(sizeof checks / sizeof *checks + sizeof baskets / sizeof *baskets);
    size_t plain = sizeof checks / sizeof *checks;
    const char *source = which < plain ? checks[which].text : baskets[which - plain].text;
    size_t length = strlen(source);
    memcpy(text, source, length);
    for (uint32_t edits = 1 + draw(4); edits > 0 && length > 0; edits--) {
      size_t at = draw((uint32_t)length);
      switch (draw(4)) {
        case 0: text[at] = alphabet[draw(sizeof alphabet - 1)]; break;
        case 1: memmove(text + at, text + at + 1, --length - at); break;
        case 2: length = at; break;
        default:
          memmove(text + at + 1, text + at, length - at);
          text[at] = alphabet[draw(sizeof alphabet - 1)];
          length++;
      }
    }
    struct text id = {0}, message = {0};
    struct span span = exact(text, length);
    struct finding found = vg_read_check(span, &id, &message);
    text[length] = 0;
    /* An independent and weaker reader: `allow` needs these bytes. */
    if (found.verdict == VIGILOT_ALLOW)
      expect((strstr(text, "allow") != NULL || strstr(text, "\\u0061llow") != NULL) && strchr(text, '{') != NULL &&
                 id.length > 0,
             "mutation", text);
    int32_t verdicts[3];
    vg_free_text(&id), vg_free_text(&message);
    found = vg_read_batch(span, 1 + (int32_t)draw(3), verdicts, &id, &message);
    expect(found.verdict != VIGILOT_ALLOW || strstr(text, "items") != NULL, "mutated basket", text);
    vg_free_text(&id), vg_free_text(&message), free((void *)span.at);
  }
}

/* As large and as deep as can be sent; every cut of a true answer. */
static void extremes(void) {
  struct text id = {0}, message = {0};
  size_t size = (size_t)4 << 20;
  char *deep = malloc(size);
  memset(deep, '[', size);
  expect(vg_read_check((struct span){deep, size}, &id, &message).verdict == VIGILOT_VERIFY, "deep", "");
  memset(deep, '"', size);
  expect(vg_read_check((struct span){deep, size}, &id, &message).verdict == VIGILOT_VERIFY, "quotes", "");
  free(deep);
  struct text line = {0};
  int taken = 0;
  for (int n = 0; n < 4096 && taken == 0; n++) {
    static const char block[4096] = {'x'};
    taken = vg_take_answer(&line, block, sizeof block);
  }
  expect(taken == -1, "an answer without end", "");
  vg_free_text(&line);
  for (size_t length = 0; length < strlen(A); length++) {
    struct span span = exact(A, length);
    expect(vg_read_check(span, &id, &message).verdict == VIGILOT_VERIFY, "cut", "");
    free((void *)span.at);
  }
  vg_free_text(&id), vg_free_text(&message);
}

int main(int argc, char **argv) {
  table();
  texts();
  extremes();
  mutations(argc > 1 ? atoi(argv[1]) : 100000);
  printf("faults: %d\n", faults);
  return faults == 0 ? 0 : 1;
}
