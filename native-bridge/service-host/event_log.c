#include <stdio.h>

#include "host.h"

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
  /* A log that takes nothing must not keep the service from working. */
  if (source != NULL) ReportEventW(source, type_of(id), 0, id, NULL, count, 0, (LPCWSTR *)strings, NULL);
  if (!on_console) return;
  wchar_t *text = NULL;
  DWORD how = FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY;
  /* As many inserts as any message has. */
  DWORD_PTR inserts[3] = {0};
  for (WORD i = 0; i < count && i < COUNT(inserts); i++) inserts[i] = (DWORD_PTR)strings[i];
  if (FormatMessageW(how, NULL, id, 0, (LPWSTR)&text, 0, (va_list *)inserts) == 0) return;
  char out[8192];
  if (WideCharToMultiByte(CP_UTF8, 0, text, -1, out, sizeof out, NULL, NULL) > 0) {
    fprintf(stderr, "event %lu %s", id & 0xffff, out);
    fflush(stderr);
  }
  LocalFree(text);
}
