/*
 * A till in C. Usage: till <address, or - for the usual one> <scan>…
 * Windows: x86_64-w64-mingw32-gcc till.c vigilot.lib -o till.exe, or cl till.c vigilot.lib
 * Linux:   gcc till.c -L. -lvigilot -o till
 */
#include <stdio.h>
#include <string.h>

#include "vigilot.h"

int main(int argc, char **argv) {
  char id[28], message[512];
  if (argc > 1 && strcmp(argv[1], "-") != 0 && vigilot_configure(argv[1], 0, "fr") != VIGILOT_OK) {
    fprintf(stderr, "no such address: %s\n", argv[1]);
    return 2;
  }
  for (int n = 2; n < argc; n++) {
    int verdict = vigilot_check(argv[n], "comptoir-1", "VENTE-0001", id, sizeof id, message, sizeof message);
    const char *outcome = "refused", *reason = NULL;
    switch (verdict) {
      case VIGILOT_ALLOW:
        outcome = "dispensed";
        printf("allow\t%s\n", message);
        break;
      case VIGILOT_BLOCK:
        printf("block\t%s\n", message);
        break;
      default:
        /* A real till asks a person here. One who dispenses all the same gives the reason for "dispensed". */
        printf("verify\t%s\n", message);
    }
    /* Without an id there is no check to report on: the agent was not there, or refused the question. */
    if (id[0] != 0 && vigilot_outcome(id, outcome, "AB", reason, message, sizeof message) != VIGILOT_OK)
      fprintf(stderr, "outcome to be told again: %s\n", message);
  }
  return 0;
}
