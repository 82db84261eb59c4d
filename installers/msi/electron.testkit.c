/* What stands in for electron.exe in tests: the fuses that electron-builder sets, and a program that stays where it is asked to. */
#include <windows.h>

/* As @electron/fuses finds and writes them: a sentinel, the version, how many there are, and each ('0' off, '1' on). */
__attribute__((used)) static volatile const char wire[] =
    "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09"
    "101100001";

int main(int argc, char **argv) {
  (void)argv;
  if (wire[0] == '\0') return 1;
  if (argc > 1) Sleep(INFINITE);
  return 0;
}
