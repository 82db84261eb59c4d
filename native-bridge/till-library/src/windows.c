/*
 * Windows: a named pipe of this machine. Who answers is told by the system: the service's process where Vigilot is installed
 * as a service, else a process of this very user. No C runtime: kernel32 and advapi32 alone.
 */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0601
#include <windows.h>

#include "../vigilot.h"
#include "system.h"

#define SERVICE L"VigilotAgent"
#define PIPES "\\\\.\\pipe\\"

const char vg_default_address[] = PIPES "vigilot-till";

static SRWLOCK lock = SRWLOCK_INIT;
/* The slot of the thread's last error plus one, 0 until it is wanted: an error is small, the slot's value itself holds it. */
static volatile LONG error_slot;

void *vg_alloc(size_t size) { return HeapAlloc(GetProcessHeap(), 0, size); }

void vg_free(void *at) {
  if (at != NULL) HeapFree(GetProcessHeap(), 0, at);
}

static DWORD slot(void) {
  LONG known = error_slot;
  if (known != 0) return (DWORD)known - 1;
  DWORD made = TlsAlloc();
  if (made == TLS_OUT_OF_INDEXES) return made;
  known = InterlockedCompareExchange(&error_slot, (LONG)made + 1, 0);
  if (known == 0) return made;
  /* Another thread was first. */
  TlsFree(made);
  return (DWORD)known - 1;
}

void vg_set_error(int32_t error) { TlsSetValue(slot(), (void *)(INT_PTR)error); }

int32_t vg_get_error(void) {
  DWORD which = slot();
  return which == TLS_OUT_OF_INDEXES ? VIGILOT_ERROR_SYSTEM : (int32_t)(INT_PTR)TlsGetValue(which);
}

void vg_lock(void) { AcquireSRWLockExclusive(&lock); }
void vg_unlock(void) { ReleaseSRWLockExclusive(&lock); }
int64_t vg_now(void) { return (int64_t)GetTickCount64(); }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* A pipe of this machine, never \\server\pipe\…: another machine's would be handed this user's credentials. */
int vg_address_fits(const char *address) {
  static const char pipes[] = PIPES;
  int n = 0;
  for (; pipes[n] != 0; n++)
    if (lower(address[n]) != pipes[n]) return 0;
  int first = n;
  for (; address[n] != 0; n++)
    if (address[n] == '\\' || address[n] == '/') return 0;
  return n > first && n < 250;
}

static DWORD left_of(int64_t deadline) {
  int64_t left = deadline - vg_now();
  return left <= 0 ? 0 : (DWORD)left;
}

static int32_t error_of(DWORD code) {
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_BAD_PATHNAME: return VIGILOT_ERROR_NO_AGENT;
    case ERROR_ACCESS_DENIED: return VIGILOT_ERROR_DENIED;
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED:
    case ERROR_HANDLE_EOF: return VIGILOT_ERROR_BROKEN;
    case ERROR_SEM_TIMEOUT:
    case WAIT_TIMEOUT: return VIGILOT_ERROR_TIMEOUT;
    default: return VIGILOT_ERROR_SYSTEM;
  }
}

static int32_t open_pipe(const WCHAR *name, int64_t deadline, HANDLE *pipe) {
  for (;;) {
    /*
     * Not GENERIC_WRITE: it asks for the right to make further instances of the pipe, which tills do not have. Identification:
     * the server may see who calls, and never act in our name.
     */
    *pipe = CreateFileW(name, FILE_READ_DATA | FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE, 0, NULL,
                        OPEN_EXISTING, FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
    if (*pipe != INVALID_HANDLE_VALUE) return VIGILOT_OK;
    DWORD code = GetLastError(), left = left_of(deadline);
    if (code != ERROR_PIPE_BUSY) return error_of(code);
    if (left == 0) return VIGILOT_ERROR_TIMEOUT;
    /* All instances are taken. False is the time-out, or that the server went: the next attempt tells. */
    if (!WaitNamedPipeW(name, left) && GetLastError() == ERROR_SEM_TIMEOUT) return VIGILOT_ERROR_TIMEOUT;
  }
}

/* The user of a process, into `user`; false where it cannot be told. */
static int user_of(HANDLE process, BYTE *user, DWORD size) {
  HANDLE token;
  if (!OpenProcessToken(process, TOKEN_QUERY, &token)) return 0;
  int told = GetTokenInformation(token, TokenUser, user, size, &size) != 0;
  CloseHandle(token);
  return told;
}

#define USER_SIZE (sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE)

static int same_user(DWORD pid) {
  _Alignas(TOKEN_USER) BYTE ours[USER_SIZE], theirs[USER_SIZE];
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  if (process == NULL) return 0;
  int same = user_of(GetCurrentProcess(), ours, sizeof ours) && user_of(process, theirs, sizeof theirs) &&
             EqualSid(((TOKEN_USER *)ours)->User.Sid, ((TOKEN_USER *)theirs)->User.Sid);
  CloseHandle(process);
  return same;
}

/* Where the service is installed, it and nothing else; a service that cannot be asked about is not absent. */
static int is_agent(HANDLE pipe) {
  ULONG pid = 0;
  if (!GetNamedPipeServerProcessId(pipe, &pid) || pid == 0) return 0;
  SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
  if (manager == NULL) return 0;
  int agent = 0;
  SC_HANDLE service = OpenServiceW(manager, SERVICE, SERVICE_QUERY_STATUS);
  if (service == NULL) {
    agent = GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST && same_user(pid);
  } else {
    SERVICE_STATUS_PROCESS status;
    DWORD needed;
    agent = QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)&status, sizeof status, &needed) &&
            status.dwProcessId == pid;
    CloseServiceHandle(service);
  }
  CloseServiceHandle(manager);
  return agent;
}

/* The end of an operation begun with `overlapped`, or its cancellation at `deadline`: the buffer is ours again either way. */
static int32_t finish(HANDLE pipe, OVERLAPPED *overlapped, BOOL done, int64_t deadline, DWORD *count) {
  if (!done) {
    DWORD code = GetLastError();
    if (code != ERROR_IO_PENDING) return error_of(code);
    if (WaitForSingleObject(overlapped->hEvent, left_of(deadline)) != WAIT_OBJECT_0) {
      CancelIoEx(pipe, overlapped);
      GetOverlappedResult(pipe, overlapped, count, TRUE);
      return VIGILOT_ERROR_TIMEOUT;
    }
  }
  return GetOverlappedResult(pipe, overlapped, count, TRUE) ? VIGILOT_OK : error_of(GetLastError());
}

static int32_t converse(HANDLE pipe, HANDLE event, int64_t deadline, struct span line, struct text *answer) {
  char bytes[2048];
  DWORD count;
  for (size_t sent = 0; sent < line.length; sent += count) {
    OVERLAPPED overlapped = {.hEvent = event};
    BOOL done = WriteFile(pipe, line.at + sent, (DWORD)(line.length - sent), NULL, &overlapped);
    int32_t error = finish(pipe, &overlapped, done, deadline, &count);
    if (error == VIGILOT_OK) continue;
    /* A server that turns a caller away says why before it ends the connection. */
    if (error != VIGILOT_ERROR_BROKEN) return error;
    break;
  }
  for (;;) {
    OVERLAPPED overlapped = {.hEvent = event};
    BOOL done = ReadFile(pipe, bytes, sizeof bytes, NULL, &overlapped);
    int32_t error = finish(pipe, &overlapped, done, deadline, &count);
    if (error != VIGILOT_OK) return error;
    int taken = vg_take_answer(answer, bytes, count);
    if (taken != 0) return taken > 0 ? VIGILOT_OK : VIGILOT_ERROR_ANSWER;
    if (left_of(deadline) == 0) return VIGILOT_ERROR_TIMEOUT;
  }
}

int32_t vg_exchange(const char *address, int64_t deadline, struct span line, struct text *answer) {
  WCHAR name[256];
  HANDLE pipe;
  vg_copy_out((struct room){name, 256, 1}, (struct span){address, (size_t)lstrlenA(address)});
  int32_t error = open_pipe(name, deadline, &pipe);
  if (error != VIGILOT_OK) return error;
  HANDLE event = NULL;
  if (!is_agent(pipe)) error = VIGILOT_ERROR_NOT_OUR_AGENT;
  else if ((event = CreateEventW(NULL, TRUE, FALSE, NULL)) == NULL) error = VIGILOT_ERROR_SYSTEM;
  else error = converse(pipe, event, deadline, line, answer);
  if (event != NULL) CloseHandle(event);
  CloseHandle(pipe);
  return error;
}

/* Nothing is set up when the library is loaded, and nothing is left when it goes but one slot. */
BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved);
BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved) {
  (void)instance;
  if (reason == DLL_PROCESS_DETACH && reserved == NULL && error_slot != 0) TlsFree((DWORD)error_slot - 1);
  return TRUE;
}

/* What the compiler itself calls for. */
void *memset(void *at, int byte, size_t size);
void *memset(void *at, int byte, size_t size) {
  volatile char *bytes = at;
  while (size-- > 0) bytes[size] = (char)byte;
  return at;
}

void *memcpy(void *to, const void *from, size_t size);
void *memcpy(void *to, const void *from, size_t size) {
  volatile char *bytes = to;
  for (size_t n = 0; n < size; n++) bytes[n] = ((const char *)from)[n];
  return to;
}
