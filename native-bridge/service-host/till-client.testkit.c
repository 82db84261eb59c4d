/* A till for the Wine suite. `ask <line>…`: each line's answer; `hold`: makes an instance of the pipe and keeps it, as a thief would.
   A single one: Wine 8 does not know FILE_FLAG_FIRST_PIPE_INSTANCE, but it does keep the number. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

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
  HANDLE pipe = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1, 0, 0, 0, NULL);
  printf(pipe == INVALID_HANDLE_VALUE ? "not made: %lu\n" : "made\n", GetLastError());
  fflush(stdout);
  if (pipe == INVALID_HANDLE_VALUE) return 1;
  Sleep(INFINITE);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "ask") == 0) return ask(argc - 2, argv + 2);
  if (argc == 2 && strcmp(argv[1], "flood") == 0) return flood();
  if (argc == 2 && strcmp(argv[1], "hold") == 0) return hold();
  return 2;
}
