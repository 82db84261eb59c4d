/* What Windows or a person starts: the service; `--console` runs the same in a window; the installer does the rest. */
#include <stdio.h>

#include "host.h"

int wmain(int argc, wchar_t **argv) {
  if (argc == 1) return service_main();
  static const struct {
    const wchar_t *name;
    int (*run)(void);
  } commands[] = {
      {L"--console", service_console}, {L"--install", service_install}, {L"--uninstall", service_uninstall}};
  for (size_t i = 0; i < COUNT(commands) && argc == 2; i++) {
    if (wcscmp(argv[1], commands[i].name) == 0) return commands[i].run();
  }
  fputs("vigilot-service.exe [--console | --install | --uninstall]\n", stderr);
  return 2;
}
