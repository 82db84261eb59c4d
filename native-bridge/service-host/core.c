/*
 * The child: node.exe boot.cjs core, on three private pipes. What is said on them stands in service-host.ts beside this file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "host.h"

/* A basket of 200 packs with their reasons stays far below. */
enum { LONGEST_MESSAGE = 4 * 1024 * 1024 };
/*
 * Every line that may be under way at once (till_pipe.c) fits: a write never waits for a core that hangs.
 */
enum { PIPE_BYTES = 2 * 1024 * 1024 };

static struct {
  HANDLE job, process, ready;
  /* Our ends. */
  HANDLE input, output, errors;
  HANDLE readers[2];
  CRITICAL_SECTION writing;
  bool running;
  char words[512];
  size_t said;
} core;

HANDLE core_process(void) {
  return core.process;
}

HANDLE core_ready(void) {
  return core.ready;
}

void widen(const char *from, wchar_t *to, size_t room) {
  /* Bytes cut in the middle of a character become a replacement character. */
  int written = MultiByteToWideChar(CP_UTF8, 0, from, -1, to, (int)room);
  if (written == 0) {
    written = MultiByteToWideChar(CP_UTF8, 0, from, (int)room - 1, to, (int)room - 1);
    to[written] = L'\0';
  }
}

bool core_send(const char *head, const char *bytes, size_t length) {
  size_t first = strlen(head);
  char *line = malloc(first + length + 1);
  if (line == NULL) return false;
  memcpy(line, head, first);
  memcpy(line + first, bytes, length);
  line[first + length] = '\n';
  DWORD written = 0;
  EnterCriticalSection(&core.writing);
  bool sent = core.running && WriteFile(core.input, line, (DWORD)(first + length + 1), &written, NULL);
  LeaveCriticalSection(&core.writing);
  SecureZeroMemory(line, first + length);
  free(line);
  return sent;
}

static void done(const char *number, const char *data) {
  char head[32];
  snprintf(head, sizeof head, "done %.16s ", number);
  core_send(head, data, strlen(data));
}

static void fail(const char *number, const char *why) {
  char head[32];
  snprintf(head, sizeof head, "fail %.16s ", number);
  core_send(head, why, strlen(why));
}

static void sealed(const char *number, char *data) {
  if (data == NULL) {
    fail(number, "Windows' data protection (DPAPI) refused");
    return;
  }
  done(number, data);
  SecureZeroMemory(data, strlen(data));
  free(data);
}

static void settled(const char *number, const char *why) {
  if (why == NULL) done(number, "");
  else fail(number, why);
}

/* One message of the core. */
static void hear(char *line, size_t length) {
  char *rest = line;
  const char *word = cut_word(&rest);
  if (strcmp(word, "ready") == 0) {
    SetEvent(core.ready);
    return;
  }
  const char *number = cut_word(&rest);
  if (strcmp(word, "answer") == 0) {
    till_pipe_answer((unsigned)strtoul(number, NULL, 10), rest, length - (size_t)(rest - line));
  } else if (strcmp(word, "event") == 0) {
    static wchar_t text[8192];
    widen(rest, text, COUNT(text));
    const wchar_t *strings[] = {text};
    DWORD id = strtoul(number, NULL, 10) == (EVENT_AGENT_SAID & 0xffff) ? EVENT_AGENT_SAID : EVENT_AGENT_ALARM;
    event_log_write(id, strings, 1);
  } else if (strcmp(word, "pipe") == 0) {
    settled(number, till_pipe_open(rest));
  } else if (strcmp(word, "protect") == 0) {
    sealed(number, secret_protect(rest));
  } else if (strcmp(word, "unprotect") == 0) {
    sealed(number, secret_unprotect(rest));
  } else if (strcmp(word, "share") == 0) {
    const char *file = cut_word(&rest);
    settled(number, data_folder_share(file, rest));
  }
}

static DWORD WINAPI read_output(void *unused) {
  (void)unused;
  struct frame frame;
  frame_open(&frame, LONGEST_MESSAGE);
  for (;;) {
    size_t room = 0;
    char *at = frame_room(&frame, &room);
    DWORD got = 0;
    /* A core that writes no lines is none of ours: it is ended like one that died. */
    if (at == NULL || !ReadFile(core.output, at, (DWORD)room, &got, NULL) || got == 0) break;
    frame_wrote(&frame, got);
    size_t length = 0;
    for (char *line; (line = frame_line(&frame, &length)) != NULL;) {
      hear(line, length);
      SecureZeroMemory(line, length);
    }
  }
  frame_close(&frame);
  TerminateJobObject(core.job, ERROR_BROKEN_PIPE);
  return 0;
}

/* Keeps the end of what it says; the whole is in its own log file. */
static DWORD WINAPI read_errors(void *unused) {
  (void)unused;
  char bytes[1024];
  for (DWORD got = 0; ReadFile(core.errors, bytes, sizeof bytes, &got, NULL) && got > 0;) {
    for (DWORD i = 0; i < got; i++) {
      if (core.said == sizeof core.words - 1) {
        memmove(core.words, core.words + 1, --core.said);
      }
      core.words[core.said++] = bytes[i] == '\r' || bytes[i] == '\n' ? ' ' : bytes[i];
    }
  }
  return 0;
}

/* `ours` stays with us; `theirs` alone can be inherited. */
static bool open_pipe(HANDLE *ours, HANDLE *theirs, bool they_read) {
  SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
  HANDLE from, to;
  if (!CreatePipe(&from, &to, &inheritable, PIPE_BYTES)) return false;
  *theirs = they_read ? from : to;
  *ours = they_read ? to : from;
  return SetHandleInformation(*ours, HANDLE_FLAG_INHERIT, 0);
}

static void close_handle(HANDLE *handle) {
  if (*handle != NULL) CloseHandle(*handle);
  *handle = NULL;
}

/* The command line and folder: node.exe and boot.cjs stand beside us. Options as in installers/service/node-runtime.ts. */
static bool places(wchar_t folder[MAX_PATH], wchar_t *command, size_t room) {
  DWORD length = GetModuleFileNameW(NULL, folder, MAX_PATH);
  if (length == 0 || length == MAX_PATH) return false;
  wchar_t *name = wcsrchr(folder, L'\\');
  if (name == NULL) return false;
  *name = L'\0';
  return _snwprintf(command, room, L"\"%ls\\node.exe\" --max-semi-space-size=4 \"%ls\\boot.cjs\" core", folder, folder) > 0;
}

/* Nothing but the three handles of `theirs` is inherited. */
static bool spawn(HANDLE theirs[3]) {
  wchar_t folder[MAX_PATH], command[3 * MAX_PATH];
  if (!places(folder, command, COUNT(command))) return false;
  SIZE_T size = 0;
  InitializeProcThreadAttributeList(NULL, 1, 0, &size);
  STARTUPINFOEXW start = {.StartupInfo = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES}};
  start.StartupInfo.hStdInput = theirs[0];
  start.StartupInfo.hStdOutput = theirs[1];
  start.StartupInfo.hStdError = theirs[2];
  start.lpAttributeList = malloc(size);
  if (start.lpAttributeList == NULL) return false;
  PROCESS_INFORMATION made = {0};
  bool started =
      InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &size) &&
      UpdateProcThreadAttribute(start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, theirs,
                                3 * sizeof(HANDLE), NULL, NULL) &&
      CreateProcessW(NULL, command, NULL, NULL, TRUE,
                     CREATE_SUSPENDED | CREATE_NO_WINDOW | EXTENDED_STARTUPINFO_PRESENT, NULL, folder,
                     &start.StartupInfo, &made);
  free(start.lpAttributeList);
  if (!started) return false;
  core.process = made.hProcess;
  /* Suspended until it is in the job: what it starts cannot outlive us. */
  bool ours = AssignProcessToJobObject(core.job, made.hProcess) && ResumeThread(made.hThread) != (DWORD)-1;
  if (!ours) TerminateProcess(made.hProcess, ERROR_NOT_SUPPORTED);
  CloseHandle(made.hThread);
  return ours;
}

static bool prepare(void) {
  if (core.job != NULL) return true;
  InitializeCriticalSection(&core.writing);
  core.ready = CreateEventW(NULL, TRUE, FALSE, NULL);
  core.job = CreateJobObjectW(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
      .BasicLimitInformation = {.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE}};
  return core.ready != NULL && core.job != NULL &&
         SetInformationJobObject(core.job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
}

bool core_start(struct core_end *end) {
  HANDLE theirs[3] = {0};
  core.said = 0;
  bool started = prepare() && ResetEvent(core.ready) && open_pipe(&core.input, &theirs[0], true) &&
                 open_pipe(&core.output, &theirs[1], false) && open_pipe(&core.errors, &theirs[2], false) &&
                 spawn(theirs);
  DWORD why = GetLastError();
  for (size_t i = 0; i < COUNT(theirs); i++) close_handle(&theirs[i]);
  if (started) {
    core.running = true;
    core.readers[0] = CreateThread(NULL, 0, read_output, NULL, 0, NULL);
    core.readers[1] = CreateThread(NULL, 0, read_errors, NULL, 0, NULL);
    if (core.readers[0] != NULL && core.readers[1] != NULL) return true;
    why = GetLastError();
  }
  core_reap(end);
  end->code = why;
  _snwprintf(end->words, COUNT(end->words), L"Windows %lu", why);
  return false;
}

void core_reap(struct core_end *end) {
  *end = (struct core_end){0};
  EnterCriticalSection(&core.writing);
  core.running = false;
  LeaveCriticalSection(&core.writing);
  till_pipe_forget();
  TerminateJobObject(core.job, ERROR_PROCESS_ABORTED);
  if (core.process != NULL) {
    WaitForSingleObject(core.process, INFINITE);
    GetExitCodeProcess(core.process, &end->code);
  }
  for (size_t i = 0; i < COUNT(core.readers); i++) {
    if (core.readers[i] != NULL) WaitForSingleObject(core.readers[i], INFINITE);
    close_handle(&core.readers[i]);
  }
  close_handle(&core.input);
  close_handle(&core.output);
  close_handle(&core.errors);
  close_handle(&core.process);
  core.words[core.said] = '\0';
  widen(core.words, end->words, COUNT(end->words));
}
