/*
 * vigilot-service.exe: what only Windows gives to the agent, and only to C. It is the service; the agent itself is node.exe with
 * the bundled core, a child on private pipes (core.c), which is asked to stop, started again, and ended with us by a job.
 */
#ifndef VIGILOT_HOST_H
#define VIGILOT_HOST_H
#include <stdbool.h>
#include <stddef.h>
#include <windows.h>

#include "events.h"

#define SERVICE_NAME L"VigilotAgent"
/* The virtual account NT SERVICE\VigilotAgent: S-1-5-80 and the SHA-1 of the service's name in capitals. */
#define SERVICE_SID L"S-1-5-80-959035776-1436727511-2255397389-1143203508-1889095255"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* event_log.c: one entry under the source "Vigilot"; the strings are the inserts of its text, whatever is in them. */
void event_log_open(bool console);
void event_log_write(DWORD id, const wchar_t *const *strings, WORD count);

/* service.c */
/* Each returns the exit code of the process. */
int service_main(void);
int service_console(void);
int service_install(void);
int service_uninstall(void);

/* core.c: the child. One at a time. */
struct core_end {
  DWORD code;
  /* What it said last on standard error. */
  wchar_t words[512];
};
/* Starts it; false: why is in `end`. */
bool core_start(struct core_end *end);
HANDLE core_process(void);
/* Set once the hook answers. */
HANDLE core_ready(void);
/* Sends one line: `head`, then `length` bytes as they are. False where there is no core to take it. */
bool core_send(const char *head, const char *bytes, size_t length);
/* Ends it and whatever it started, waits until its pipes are read out, and says how it ended. */
void core_reap(struct core_end *end);

/* data_folder.c */
/* Finds or makes the data folder, and puts its path into VIGILOT_DATA_DIR. False: `path` is refused, and why. */
bool data_folder_open(wchar_t path[MAX_PATH], const wchar_t **why);
/* Lets a group read till.json or desk.json. NULL, or why not. */
const char *data_folder_share(const char *file, const char *group);

/* secret.c: DPAPI with the machine's key; base64 in, base64 out (to be freed), or NULL. */
char *secret_protect(const char *base64);
char *secret_unprotect(const char *base64);

/* account.c: the SID that `account` writes, or that the account or group of that name has; to be freed by LocalFree. NULL: none. */
PSID account_sid(const wchar_t *account);

/* till_pipe.c */
/* Opens the pipe to `group` alone, empty: to who is logged on and to services; later calls change to whom. NULL, or why not. */
const char *till_pipe_open(const char *group);
/* The core's answer to a call; NULL: there will be none. */
void till_pipe_answer(unsigned number, const char *bytes, size_t length);
/* The core is gone: whoever waits is turned away. */
void till_pipe_forget(void);

/* UTF-8 into `to`, cut where it is too long. */
void widen(const char *from, wchar_t *to, size_t room);

#endif
