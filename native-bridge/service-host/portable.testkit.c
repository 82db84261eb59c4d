/* What of the host is not Windows, tried where sanitizers are. Prints what fails; exits with how much. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event_text.h"
#include "frame.h"
#include "restart.h"

static int failures;

static void expect(bool holds, const char *what) {
  if (holds) return;
  printf("failed: %s\n", what);
  failures++;
}

/* Puts `text` in by pieces of `size`; the lines come out joined by '|'. False where the frame refused. */
static bool lines_of(const char *text, size_t size, size_t most, char *out) {
  struct frame frame;
  frame_open(&frame, most);
  *out = '\0';
  bool taken = true;
  for (size_t left = strlen(text); left > 0 && taken;) {
    size_t room = 0;
    char *at = frame_room(&frame, &room);
    taken = at != NULL;
    if (!taken) break;
    size_t count = left < size ? left : size;
    if (count > room) count = room;
    memcpy(at, text, count);
    frame_wrote(&frame, count);
    text += count;
    left -= count;
    size_t length = 0;
    for (char *line; (line = frame_line(&frame, &length)) != NULL;) {
      expect(strlen(line) == length, "a line's length is its own");
      strcat(strcat(out, line), "|");
    }
  }
  frame_close(&frame);
  return taken;
}

static void lines(void) {
  char out[256];
  for (size_t size = 1; size < 12; size++) {
    expect(lines_of("one\n\ntwo three\nrest", size, 64, out) && strcmp(out, "one||two three|") == 0,
           "lines are the same whatever the pieces");
  }
  expect(lines_of("12345678\n", 9, 8, out) && strcmp(out, "12345678|") == 0, "a line may be as long as allowed");
  expect(lines_of("12345678\n12345678\n", 3, 8, out) && strcmp(out, "12345678|12345678|") == 0, "each of them");
  expect(!lines_of("123456789\n", 1, 8, out), "a longer one is refused");
}

static void long_lines(void) {
  enum { MOST = 100000 };
  struct frame frame;
  frame_open(&frame, MOST);
  for (size_t written = 0; written < MOST;) {
    size_t room = 0;
    char *at = frame_room(&frame, &room);
    expect(at != NULL && room > 0, "a frame grows");
    if (at == NULL || room == 0) break;
    if (room > MOST - written) room = MOST - written;
    memset(at, 'x', room);
    frame_wrote(&frame, room);
    written += room;
  }
  size_t room = 0, length = 0;
  char *at = frame_room(&frame, &room);
  expect(at != NULL && room == 1, "there is room for the end");
  if (at != NULL) *at = '\n';
  frame_wrote(&frame, 1);
  expect(frame_line(&frame, &length) != NULL && length == MOST, "a line grows to what is allowed");
  frame_close(&frame);
}

static void words(void) {
  char text[] = "call 7  x";
  char *rest = text;
  expect(strcmp(cut_word(&rest), "call") == 0, "the first word");
  expect(strcmp(cut_word(&rest), "7") == 0, "the second");
  expect(strcmp(rest, " x") == 0, "the rest as it is");
  expect(strcmp(cut_word(&rest), "") == 0, "an empty word before a blank");
  expect(strcmp(cut_word(&rest), "x") == 0 && *rest == '\0', "the last word");
  expect(strcmp(cut_word(&rest), "") == 0, "nothing after it");
}

static void restarts(void) {
  struct restarts given = {0};
  uint64_t now = 1000;
  expect(restart_pause(&given, now) == 250, "a short pause first");
  expect(restart_pause(&given, now += 300) == 1000, "then longer");
  expect(restart_pause(&given, now += 1100) == 3000, "and longer");
  expect(restart_pause(&given, now += 3100) == 8000, "to the longest");
  expect(restart_pause(&given, now += 8100) == -1, "then no more");
  expect(restart_pause(&given, now + 60000) == 250, "a quiet minute forgives");
  struct restarts rare = {0};
  for (int day = 0; day < 10; day++) {
    expect(restart_pause(&rare, (uint64_t)day * 86400000) == 250, "one a day is always started again");
  }
}

static void texts(void) {
  static const struct {
    const wchar_t *from, *to;
  } cases[] = {{L"", L""},
               {L"100 % of %TEMP%", L"100 % of %TEMP%"},
               {L"%1 and %20", L"% 1 and % 20"},
               {L"%%4115 %%%1%", L"% % 4115 % % % 1%"},
               {L"%", L"%"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    wchar_t *text = event_text(cases[i].from);
    expect(text != NULL && wcscmp(text, cases[i].to) == 0, "no insert is left in a text");
    free(text);
  }
}

int main(void) {
  lines();
  texts();
  long_lines();
  words();
  restarts();
  return failures;
}
