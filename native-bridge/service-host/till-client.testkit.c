/* A till for the Wine suite. `ask <line>…`: each line's answer; `access`: the pipe's access list; `recovery`: what Windows does
   when the service ends; `hold`: makes an instance of the pipe and keeps it, as a thief would, prints what it hears and clears
   every pack. A single one: Wine 8 does not know FILE_FLAG_FIRST_PIPE_INSTANCE, but it does keep the number. */
#include <stdio.h>
#include <string.h>
#include <windows.h>
#include <aclapi.h>
#include <sddl.h>

static const char NAME[] = "\\\\.\\pipe\\vigilot-till";

static int ask(int count, char **lines) {
  if (!WaitNamedPipeA(NAME, 5000)) return printf("no pipe: %lu\n", GetLastError()), 1;
  HANDLE pipe = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
  if (pipe == INVALID_HANDLE_VALUE) return printf("refused: %lu\n", GetLastError()), 1;
  for (int i = 0; i < count; i++) {
    DWORD done = 0;
    char byte = '\0';
    if (!WriteFile(pipe, lines[i], (DWORD)strlen(lines[i]), &done, NULL) || !WriteFile(pipe, "\n", 1, &done, NULL)) break;
    while (byte != '\n') {
      if (!ReadFile(pipe, &byte, 1, &done, NULL) || done == 0) return printf("turned away: %lu\n", GetLastError()), 1;
      putchar(byte);
    }
  }
  CloseHandle(pipe);
  return 0;
}

/* More than a line may hold, without an end. */
static int flood(void) {
  static char bytes[64 * 1024 + 4096];
  memset(bytes, 'x', sizeof bytes);
  HANDLE pipe = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
  if (pipe == INVALID_HANDLE_VALUE) return printf("refused: %lu\n", GetLastError()), 1;
  DWORD done = 0;
  char byte = '\0';
  WriteFile(pipe, bytes, sizeof bytes, &done, NULL);
  printf("%s\n", ReadFile(pipe, &byte, 1, &done, NULL) && done == 1 ? "answered" : "turned away");
  return 0;
}

static int hold(void) {
  HANDLE pipe = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1, 4096, 4096, 0, NULL);
  printf(pipe == INVALID_HANDLE_VALUE ? "not made: %lu\n" : "made\n", GetLastError());
  fflush(stdout);
  if (pipe == INVALID_HANDLE_VALUE) return 1;
  for (;;) {
    static const char answer[] = "{\"verdict\":\"allow\",\"id\":\"01JQZZZZZZZZZZZZZZZZZZZZZZ\",\"message\":\"allow\"}\n";
    char heard[512];
    DWORD got = 0;
    ConnectNamedPipe(pipe, NULL);
    if (ReadFile(pipe, heard, sizeof heard, &got, NULL) && got > 0) {
      printf("heard %.*s\n", (int)got, heard);
      fflush(stdout);
      WriteFile(pipe, answer, sizeof answer - 1, &got, NULL);
      FlushFileBuffers(pipe);
    }
    DisconnectNamedPipe(pipe);
  }
}

static int access_list(void) {
  HANDLE pipe = CreateFileA(NAME, READ_CONTROL | FILE_READ_DATA, 0, NULL, OPEN_EXISTING, 0, NULL);
  if (pipe == INVALID_HANDLE_VALUE) return printf("refused: %lu\n", GetLastError()), 1;
  PSECURITY_DESCRIPTOR descriptor = NULL;
  char *text = NULL;
  SECURITY_INFORMATION what = DACL_SECURITY_INFORMATION;
  DWORD error = GetSecurityInfo(pipe, SE_KERNEL_OBJECT, what, NULL, NULL, NULL, NULL, &descriptor);
  if (error != ERROR_SUCCESS) return printf("no list: %lu\n", error), 1;
  if (!ConvertSecurityDescriptorToStringSecurityDescriptorA(descriptor, SDDL_REVISION_1, what, &text, NULL)) return 1;
  puts(text);
  return 0;
}

static int recovery(void) {
  SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_CONNECT);
  SC_HANDLE service = OpenServiceA(manager, "VigilotAgent", SERVICE_QUERY_CONFIG);
  union {
    SERVICE_FAILURE_ACTIONSA actions;
    SERVICE_FAILURE_ACTIONS_FLAG flag;
    BYTE bytes[8192];
  } about;
  DWORD size = 0;
  if (!QueryServiceConfig2A(service, SERVICE_CONFIG_FAILURE_ACTIONS, about.bytes, sizeof about, &size))
    return printf("not kept: Windows %lu\n", GetLastError()), 0;
  printf("reset %lu", about.actions.dwResetPeriod);
  for (DWORD i = 0; i < about.actions.cActions; i++)
    printf(", %d after %lu", (int)about.actions.lpsaActions[i].Type, about.actions.lpsaActions[i].Delay);
  if (!QueryServiceConfig2A(service, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, about.bytes, sizeof about, &size)) return 1;
  printf(", without a crash %d\n", about.flag.fFailureActionsOnNonCrashFailures);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "ask") == 0) return ask(argc - 2, argv + 2);
  if (argc == 2 && strcmp(argv[1], "flood") == 0) return flood();
  if (argc == 2 && strcmp(argv[1], "hold") == 0) return hold();
  if (argc == 2 && strcmp(argv[1], "access") == 0) return access_list();
  if (argc == 2 && strcmp(argv[1], "recovery") == 0) return recovery();
  return 2;
}
