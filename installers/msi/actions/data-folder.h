/* The folder of the agent's data: made or adopted for the service, and emptied of what we made. */
#ifndef VIGILOT_DATA_FOLDER_H
#define VIGILOT_DATA_FOLDER_H

#include <stdbool.h>
#include <windows.h>

/* In a path of ours, with its end. */
#define PATH_CHARS 1024

/* Of VigilotAgent, as Windows derives it from the name (SHA-1 of the name in capitals, UTF-16): there before the service is. */
#define SERVICE_SID L"S-1-5-80-959035776-1436727511-2255397389-1143203508-1889095255"

/* Where the enrolment token waits for the service, inside the folder. */
#define TOKEN_FILE L"enrolment-token"

/* What stood in the way, with the system's error where it gave one. Each has its message in the Error table. */
enum folder_fault {
  FOLDER_OK = 0,
  FOLDER_PATH = 25020,     /* no full path on a fixed disk of this machine */
  FOLDER_LINK = 25021,     /* the path leads through a link, or a link lies in the folder */
  FOLDER_FOREIGN = 25022,  /* not empty, and not ours; or somebody else's */
  FOLDER_FAILED = 25023,   /* the system refused */
};

struct folder_report {
  enum folder_fault fault;
  DWORD error;              /* of the system, or 0 */
  WCHAR name[PATH_CHARS];   /* the entry that stood in the way, or empty */
};

/* Whether this is a full path, as it is written on a fixed disk: neither a share, nor a device, nor a root, without `.` and `..`. */
bool folder_path_is_local(const WCHAR *path);

/* Looks without changing anything: FOLDER_OK where the folder is absent, empty or ours. */
struct folder_report folder_inspect(const WCHAR *path);

/* Makes the folder or adopts it: administrators own it, and its protected DACL is ours, down to each entry. */
struct folder_report folder_secure(const WCHAR *path);

/* Writes the token where the service alone, and administrators, can read it. Returns the system's error, or 0. */
DWORD folder_write_token(const WCHAR *folder, const char *token, DWORD length);

/* Removes the token's file; one that is not there is no error. */
void folder_discard_token(const WCHAR *folder);

/* Deletes what we made, never through a link, and the folder where nothing else is left. Says the names that stay to `tell`. */
struct folder_report folder_purge(const WCHAR *path, void (*tell)(void *context, const WCHAR *left), void *context);

#endif
