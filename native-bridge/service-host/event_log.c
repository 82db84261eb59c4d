#include <stdio.h>
#include <stdlib.h>

#include "event_text.h"
#include "host.h"

/* As many inserts as any message has. */
enum { INSERTS = 3 };

static HANDLE source;
static bool on_console;

void event_log_open(bool console) {
  on_console = console;
  source = RegisterEventSourceW(NULL, L"Vigilot");
}

/* The severity of a message's identifier, as its two highest bits say it (mc.exe). */
static WORD type_of(DWORD id) {
  switch (id >> 30) {
    case 3: return EVENTLOG_ERROR_TYPE;
    case 2: return EVENTLOG_WARNING_TYPE;
    default: return EVENTLOG_INFORMATION_TYPE;
  }
}

void event_log_write(DWORD id, const wchar_t *const *strings, WORD count) {
  wchar_t *texts[INSERTS] = {NULL};
  const wchar_t *given[INSERTS] = {NULL};
  for (WORD i = 0; i < count && i < INSERTS; i++) {
    texts[i] = event_text(strings[i]);
    given[i] = texts[i] == NULL ? L"" : texts[i];
  }
  /* A log that takes nothing must not keep the service from working. */
  if (source != NULL) ReportEventW(source, type_of(id), 0, id, NULL, count, 0, given, NULL);
  for (size_t i = 0; i < INSERTS; i++) free(texts[i]);
  if (!on_console) return;
  wchar_t *text = NULL;
  DWORD how = FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY;
  DWORD_PTR inserts[INSERTS] = {0};
  for (WORD i = 0; i < count && i < INSERTS; i++) inserts[i] = (DWORD_PTR)strings[i];
  if (FormatMessageW(how, NULL, id, 0, (LPWSTR)&text, 0, (va_list *)inserts) == 0) return;
  char out[8192];
  if (WideCharToMultiByte(CP_UTF8, 0, text, -1, out, sizeof out, NULL, NULL) > 0) {
    fprintf(stderr, "event %lu %s", id & 0xffff, out);
    fflush(stderr);
  }
  LocalFree(text);
}
