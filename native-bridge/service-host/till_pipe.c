/*
 * The named pipe of pharmacy software that cannot speak HTTP: lines go to the core with the SID of who asks, answers come back.
 * What a line may hold is the core's affair (agent/hook/line-door.ts); sizes, times and numbers are bounded here.
 */
#include <windows.h>
#include <aclapi.h>
#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "host.h"

static const wchar_t NAME[] = L"\\\\.\\pipe\\vigilot-till";

/* Nobody over the network, whatever else they are. SYSTEM, administrators and the service do everything. */
#define OURS_SDDL L"D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;" SERVICE_SID L")"
/*
 * Who may ask, unless IT names a group: people logged on at this machine, at its screen or by remote desktop (IU), since the
 * till's software runs as they, and services of this machine (SU), since some of it asks from one.
 * Generic write holds the right to make another instance of the pipe, and every common client asks for it. It gives nothing
 * away: all instances there may be are ours from the first moment, and none is closed before the service ends.
 */
static const wchar_t PIPE_SDDL[] = OURS_SDDL L"(A;;GRGW;;;IU)(A;;GRGW;;;SU)";
/* With a group: it alone, by its SID. */
#define GROUP_SDDL OURS_SDDL L"(A;;GRGW;;;%ls)"

enum {
  INSTANCES = 16,
  /* As at the line door: no honest caller on the same machine comes near. Bytes and milliseconds. */
  LONGEST_LINE = 64 * 1024,
  LINE_MS = 10000,
  ANSWER_MS = 10000,
  /* A caller that asks nothing gives its place back; it connects again when it has something to ask. */
  IDLE_MS = 60000,
  /* Windows' SECURITY_MAX_SID_STRING_CHARACTERS, which mingw does not have. */
  SID_CHARACTERS = 187
};

struct instance {
  HANDLE pipe;
  OVERLAPPED io;
  struct frame frame;
  /* Of the call that waits for an answer; 0: none does. */
  unsigned call;
  HANDLE answered;
  char *answer;
  size_t answer_length;
};

static struct instance instances[INSTANCES];
static CRITICAL_SECTION calls;
static unsigned last_call;
static bool is_open;

/* Waits for what was begun on the instance; false where it failed or took longer. */
static bool finish(struct instance *at, BOOL ended, DWORD limit, DWORD *count) {
  if (!ended && GetLastError() != ERROR_IO_PENDING) return false;
  if (!ended && WaitForSingleObject(at->io.hEvent, limit) != WAIT_OBJECT_0) CancelIoEx(at->pipe, &at->io);
  return GetOverlappedResult(at->pipe, &at->io, count, TRUE);
}

static bool connected(struct instance *at) {
  DWORD none = 0;
  BOOL ended = ConnectNamedPipe(at->pipe, &at->io);
  return (!ended && GetLastError() == ERROR_PIPE_CONNECTED) || finish(at, ended, INFINITE, &none);
}

/* The account at the other end. Good once something was read of it (ImpersonateNamedPipeClient). */
static bool caller_of(struct instance *at, char *sid, size_t room) {
  if (!ImpersonateNamedPipeClient(at->pipe)) return false;
  HANDLE token = NULL;
  BOOL opened = OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token);
  /* Never on as somebody else. */
  if (!RevertToSelf()) ExitProcess(GetLastError());
  if (!opened) return false;
  BYTE user[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  DWORD size = 0;
  char *text = NULL;
  bool known = GetTokenInformation(token, TokenUser, user, sizeof user, &size) &&
               ConvertSidToStringSidA(((TOKEN_USER *)user)->User.Sid, &text) && strlen(text) < room;
  if (known) strcpy(sid, text);
  LocalFree(text);
  CloseHandle(token);
  return known;
}

static void settle(struct instance *at, const char *bytes, size_t length) {
  at->call = 0;
  at->answer = bytes == NULL ? NULL : malloc(length + 1);
  if (at->answer != NULL) {
    memcpy(at->answer, bytes, length);
    at->answer[length] = '\n';
    at->answer_length = length + 1;
  }
  SetEvent(at->answered);
}

void till_pipe_answer(unsigned number, const char *bytes, size_t length) {
  if (!is_open || number == 0) return;
  EnterCriticalSection(&calls);
  for (size_t i = 0; i < INSTANCES; i++) {
    if (instances[i].call == number) settle(&instances[i], bytes, length);
  }
  LeaveCriticalSection(&calls);
}

void till_pipe_forget(void) {
  if (!is_open) return;
  EnterCriticalSection(&calls);
  for (size_t i = 0; i < INSTANCES; i++) {
    if (instances[i].call != 0) settle(&instances[i], NULL, 0);
  }
  LeaveCriticalSection(&calls);
}

/* Asks the core; the answer is to be freed. NULL: there is none, and the caller is turned away. */
static char *ask(struct instance *at, const char *line, size_t length, size_t *answer_length) {
  char sid[SID_CHARACTERS], head[sizeof sid + 32];
  if (!caller_of(at, sid, sizeof sid)) return NULL;
  EnterCriticalSection(&calls);
  /* 0 means none; after four thousand million calls the numbers begin again. */
  if (++last_call == 0) ++last_call;
  at->call = last_call;
  at->answer = NULL;
  ResetEvent(at->answered);
  snprintf(head, sizeof head, "call %u %s ", at->call, sid);
  LeaveCriticalSection(&calls);
  if (core_send(head, line, length)) WaitForSingleObject(at->answered, ANSWER_MS);
  EnterCriticalSection(&calls);
  at->call = 0;
  char *answer = at->answer;
  *answer_length = at->answer_length;
  at->answer = NULL;
  LeaveCriticalSection(&calls);
  return answer;
}

static bool write_all(struct instance *at, const char *bytes, size_t length) {
  DWORD count = 0;
  BOOL ended = WriteFile(at->pipe, bytes, (DWORD)length, NULL, &at->io);
  return finish(at, ended, ANSWER_MS, &count) && count == length;
}

/* Answers line after line, until the caller goes, is slow, or says too much. */
static void converse(struct instance *at) {
  for (;;) {
    size_t room = 0;
    char *to = frame_room(&at->frame, &room);
    if (to == NULL) return;
    DWORD got = 0;
    BOOL ended = ReadFile(at->pipe, to, (DWORD)room, NULL, &at->io);
    if (!finish(at, ended, frame_waits(&at->frame) ? LINE_MS : IDLE_MS, &got) || got == 0) return;
    frame_wrote(&at->frame, got);
    size_t length = 0;
    for (char *line; (line = frame_line(&at->frame, &length)) != NULL;) {
      size_t answer_length = 0;
      char *answer = ask(at, line, length, &answer_length);
      bool taken = answer != NULL && write_all(at, answer, answer_length);
      free(answer);
      if (!taken) return;
    }
  }
}

static DWORD WINAPI serve(void *argument) {
  struct instance *at = argument;
  for (;;) {
    if (connected(at)) {
      frame_open(&at->frame, LONGEST_LINE);
      converse(at);
      frame_close(&at->frame);
    }
    /* The same instance again: never one less for a moment. */
    DisconnectNamedPipe(at->pipe);
  }
  return 0;
}

/*
 * The access list where `group` alone may ask; empty: the usual one. Of a group that nobody knows it is nobody but ours: tills
 * verify and IT is told, where the usual list would let in whom IT meant to keep out.
 */
static void access_of(const char *group, wchar_t *sddl, size_t room) {
  if (*group == '\0') {
    wcscpy(sddl, PIPE_SDDL);
    return;
  }
  wchar_t name[256], *text = NULL;
  widen(group, name, COUNT(name));
  PSID sid = account_sid(name);
  if (sid != NULL && ConvertSidToStringSidW(sid, &text)) {
    _snwprintf(sddl, room, GROUP_SDDL, text);
  } else {
    const wchar_t *strings[] = {name};
    event_log_write(EVENT_TILL_GROUP_UNKNOWN, strings, 1);
    wcscpy(sddl, OURS_SDDL);
  }
  LocalFree(text);
  LocalFree(sid);
}

/* A core that was started again may have read another group. The list is the pipe's, not the instance's. */
static bool grant(PSECURITY_DESCRIPTOR access) {
  BOOL present = FALSE, defaulted = FALSE;
  PACL list = NULL;
  SECURITY_INFORMATION what = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
  return GetSecurityDescriptorDacl(access, &present, &list, &defaulted) && list != NULL &&
         SetSecurityInfo(instances[0].pipe, SE_KERNEL_OBJECT, what, NULL, NULL, list, NULL) == ERROR_SUCCESS;
}

static bool make(struct instance *at, bool first, SECURITY_ATTRIBUTES *access) {
  DWORD open = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE | WRITE_DAC : 0);
  DWORD how = PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS;
  at->io.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
  at->answered = CreateEventW(NULL, TRUE, FALSE, NULL);
  if (at->io.hEvent == NULL || at->answered == NULL) return false;
  /* Last, so that the last error says why there is none. */
  at->pipe = CreateNamedPipeW(NAME, open, how, INSTANCES, 4096, 4096, 0, access);
  return at->pipe != INVALID_HANDLE_VALUE;
}

static void unmake(struct instance *at) {
  if (at->pipe != NULL && at->pipe != INVALID_HANDLE_VALUE) CloseHandle(at->pipe);
  if (at->io.hEvent != NULL) CloseHandle(at->io.hEvent);
  if (at->answered != NULL) CloseHandle(at->answered);
  *at = (struct instance){0};
}

static const char *make_all(SECURITY_ATTRIBUTES *access) {
  static char why[128];
  size_t made = 0;
  while (made < INSTANCES && make(&instances[made], made == 0, access)) made++;
  DWORD error = GetLastError();
  if (made == INSTANCES) {
    InitializeCriticalSection(&calls);
    is_open = true;
    /* A thread that cannot be made leaves its place unanswered, which a till takes for verify. */
    for (size_t i = 0; i < INSTANCES; i++) {
      HANDLE thread = CreateThread(NULL, 0, serve, &instances[i], 0, NULL);
      if (thread != NULL) CloseHandle(thread);
    }
    return NULL;
  }
  for (size_t i = 0; i <= made && i < INSTANCES; i++) unmake(&instances[i]);
  bool taken = error == ERROR_ACCESS_DENIED || error == ERROR_PIPE_BUSY;
  snprintf(why, sizeof why, taken ? "another program has the pipe (Windows %lu)" : "Windows %lu", error);
  return why;
}

const char *till_pipe_open(const char *group) {
  wchar_t sddl[COUNT(PIPE_SDDL) + SID_CHARACTERS + 32];
  access_of(group, sddl, COUNT(sddl));
  SECURITY_ATTRIBUTES access = {.nLength = sizeof access};
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &access.lpSecurityDescriptor, NULL)) {
    return "its access list cannot be made";
  }
  const char *why = NULL;
  if (!is_open) why = make_all(&access);
  else if (!grant(access.lpSecurityDescriptor)) why = "its access list cannot be changed";
  LocalFree(access.lpSecurityDescriptor);
  return why;
}
