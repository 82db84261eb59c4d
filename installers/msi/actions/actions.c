/*
 * The custom actions of the MSI: what tables cannot say. CheckProperties looks before anything is changed; the others run as the
 * system, with all they need in CustomActionData, since they cannot read properties. Fields of it are separated by `|`, which
 * stands in no path and no token.
 */
#include <windows.h>

#include <msi.h>
#include <msiquery.h>
#include <psapi.h>
#include <stdio.h>
#include <wchar.h>

#include "data-folder.h"
#include "properties.h"

/* Numbers of the Error table (installers/msi/messages.ts). */
enum {
  BAD_TOKEN_FILE = 25010,
  BAD_TOKEN_TWICE = 25011,
};

/* A token has some fifty characters; with a byte order mark, in two bytes each, and line ends. */
#define TOKEN_FILE_BYTES 4096
#define TOKEN_CHARS 1001
/* Takes a remembered value away. */
#define NOTHING L"-"

static void note(MSIHANDLE session, INSTALLMESSAGE kind, int number, const WCHAR *first, const WCHAR *second) {
  MSIHANDLE record = MsiCreateRecord(3);
  MsiRecordSetInteger(record, 1, number);
  MsiRecordSetStringW(record, 2, first);
  MsiRecordSetStringW(record, 3, second);
  MsiProcessMessage(session, kind, record);
  MsiCloseHandle(record);
}

static UINT refuse(MSIHANDLE session, int number, const WCHAR *first, const WCHAR *second) {
  note(session, INSTALLMESSAGE_ERROR | MB_OK | MB_ICONERROR, number, first, second);
  return ERROR_INSTALL_FAILURE;
}

/* A line in the log of the installation. */
static void say(MSIHANDLE session, const WCHAR *text, const WCHAR *value) {
  MSIHANDLE record = MsiCreateRecord(2);
  MsiRecordSetStringW(record, 0, L"Vigilot: [1] [2]");
  MsiRecordSetStringW(record, 1, text);
  MsiRecordSetStringW(record, 2, value);
  MsiProcessMessage(session, INSTALLMESSAGE_INFO, record);
  MsiCloseHandle(record);
}

static UINT refuse_folder(MSIHANDLE session, struct folder_report report, const WCHAR *path) {
  WCHAR detail[PATH_CHARS + 32];
  _snwprintf(detail, PATH_CHARS + 32, report.error != 0 ? L"%ls (%lu)" : L"%ls", report.name, report.error);
  return refuse(session, report.fault, path, detail);
}

/* The text of a property, empty where there is none or where it is longer than we take. */
static void read_property(MSIHANDLE session, const WCHAR *name, WCHAR *text, DWORD size) {
  if (MsiGetPropertyW(session, name, text, &size) != ERROR_SUCCESS) text[0] = L'\0';
}

static const struct {
  const WCHAR *name;
  bool (*accepts)(const wchar_t *text);
  int number;
} settings[] = {
    {L"PORTALURL", property_is_portal_url, 25001}, {L"HOOKPORT", property_is_port, 25002},
    {L"AUTOSTART", property_is_switch, 25003},     {L"UPDATES", property_is_update_mode, 25004},
    {L"PROXY", property_is_proxy, 25005},          {L"PURGE", property_is_switch, 25006},
};

static bool is_too_long(MSIHANDLE session, const WCHAR *name) {
  DWORD length = 0;
  WCHAR none[1];
  return MsiGetPropertyW(session, name, none, &length) == ERROR_MORE_DATA && length >= PATH_CHARS;
}

static UINT check_token(MSIHANDLE session, const WCHAR *folder) {
  WCHAR token[PATH_CHARS], file[PATH_CHARS], data[3 * PATH_CHARS];
  read_property(session, L"ENROLMENTTOKEN", token, PATH_CHARS);
  read_property(session, L"ENROLMENTTOKENFILE", file, PATH_CHARS);
  UINT result = ERROR_SUCCESS;
  if (token[0] != L'\0' && file[0] != L'\0') result = refuse(session, BAD_TOKEN_TWICE, L"", L"");
  else if (is_too_long(session, L"ENROLMENTTOKEN") || (token[0] != L'\0' && !property_is_token(token)))
    result = refuse(session, 25007, L"", L"");
  else if (file[0] != L'\0' && wcschr(file, L'|') != NULL) result = refuse(session, BAD_TOKEN_FILE, file, L"");
  else {
    _snwprintf(data, 3 * PATH_CHARS, L"%ls|%ls|%ls", folder, token, file);
    MsiSetPropertyW(session, L"KeepToken", data);
    MsiSetPropertyW(session, L"DropTokenFile", file);
  }
  SecureZeroMemory(token, sizeof token);
  SecureZeroMemory(data, sizeof data);
  return result;
}

/*
 * What an earlier installation was told stands in where nothing is given now. A search of the registry would overwrite what is given,
 * and writes numbers as `#17013`.
 */
static void recall(MSIHANDLE session, const WCHAR *name) {
  WCHAR text[PATH_CHARS], searched[64];
  read_property(session, name, text, PATH_CHARS);
  _snwprintf(searched, 64, L"REMEMBERED%ls", name);
  if (text[0] != L'\0' || is_too_long(session, name) || is_too_long(session, searched)) return;
  read_property(session, searched, text, PATH_CHARS);
  if (text[0] != L'\0') MsiSetPropertyW(session, name, text[0] == L'#' ? text + 1 : text);
}

/* Without the backslash that folders of Windows Installer and hand-written paths end with. */
static void data_folder(MSIHANDLE session, WCHAR *path) {
  recall(session, L"DATADIR");
  read_property(session, L"DATADIR", path, PATH_CHARS);
  if (path[0] == L'\0' && !is_too_long(session, L"DATADIR")) {
    WCHAR common[PATH_CHARS];
    read_property(session, L"CommonAppDataFolder", common, PATH_CHARS);
    size_t end = wcslen(common);
    _snwprintf(path, PATH_CHARS, end > 0 && common[end - 1] == L'\\' ? L"%lsVigilot" : L"%ls\\Vigilot", common);
  }
  size_t length = wcslen(path);
  if (length > 3 && path[length - 1] == L'\\') path[length - 1] = L'\0';
  MsiSetPropertyW(session, L"DATADIR", path);
}

/* Immediate: refuses what the agent would not take, before anything is changed, and hands on what deferred actions need. */
UINT __stdcall CheckProperties(MSIHANDLE session) {
  WCHAR text[PATH_CHARS];
  for (size_t at = 0; at < sizeof settings / sizeof settings[0]; at++) {
    recall(session, settings[at].name);
    read_property(session, settings[at].name, text, PATH_CHARS);
    if (wcscmp(text, NOTHING) == 0) MsiSetPropertyW(session, settings[at].name, L"");
    else if (is_too_long(session, settings[at].name) || (text[0] != L'\0' && !settings[at].accepts(text)))
      return refuse(session, settings[at].number, settings[at].name, text);
  }
  if (is_too_long(session, L"DATADIR")) return refuse(session, FOLDER_PATH, L"", L"");
  data_folder(session, text);
  struct folder_report report = folder_inspect(text);
  if (report.fault != FOLDER_OK) return refuse_folder(session, report, text);
  MsiSetPropertyW(session, L"SecureData", text);
  MsiSetPropertyW(session, L"DiscardToken", text);
  return check_token(session, text);
}

/* Deferred, as the system: the data folder is made, or adopted. */
UINT __stdcall SecureData(MSIHANDLE session) {
  WCHAR path[PATH_CHARS];
  read_property(session, L"CustomActionData", path, PATH_CHARS);
  struct folder_report report = folder_secure(path);
  return report.fault == FOLDER_OK ? ERROR_SUCCESS : refuse_folder(session, report, path);
}

/* The token in a text file: ASCII, UTF-8 or, as PowerShell's `>` writes, UTF-16. Returns its length, 0 where there is none. */
static DWORD read_token(const WCHAR *path, char *token) {
  BYTE bytes[TOKEN_FILE_BYTES];
  WCHAR wide[TOKEN_CHARS] = L"";
  DWORD size = 0, length = 0;
  HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, NULL);
  if (file == INVALID_HANDLE_VALUE) return 0;
  BY_HANDLE_FILE_INFORMATION information;
  bool plain = GetFileType(file) == FILE_TYPE_DISK && GetFileInformationByHandle(file, &information) &&
               (information.dwFileAttributes & (FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY)) == 0;
  if (!plain || !ReadFile(file, bytes, sizeof bytes, &size, NULL)) size = 0;
  CloseHandle(file);
  DWORD step = size >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE ? 2 : 1;
  DWORD at = step == 2 ? 2 : size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  for (; at + step <= size && size < sizeof bytes; at += step) {
    BYTE low = bytes[at];
    bool other = low >= 0x80 || (step == 2 && bytes[at + 1] != 0);
    bool blank = low == ' ' || low == '\t' || low == '\r' || low == '\n';
    if (blank && length == 0) continue;
    if (length == TOKEN_CHARS - 1 || other) {
      length = 0;
      break;
    }
    wide[length] = low;
    token[length++] = (char)low;
  }
  while (length > 0 && wcschr(L" \t\r\n", wide[length - 1]) != NULL) length--;
  wide[length] = L'\0';
  if (!property_is_token(wide)) length = 0;
  SecureZeroMemory(bytes, sizeof bytes);
  SecureZeroMemory(wide, sizeof wide);
  return length;
}

/* Deferred, as the system, its target hidden: the token, given or in a file, is put where the service alone reads it. */
UINT __stdcall KeepToken(MSIHANDLE session) {
  WCHAR data[3 * PATH_CHARS];
  char token[TOKEN_CHARS];
  read_property(session, L"CustomActionData", data, 3 * PATH_CHARS);
  WCHAR *given = wcschr(data, L'|');
  WCHAR *file = given == NULL ? NULL : wcschr(given + 1, L'|');
  if (file == NULL) return ERROR_INSTALL_FAILURE;
  *given++ = L'\0';
  *file++ = L'\0';
  DWORD length = 0;
  for (; given[length] != L'\0' && length < TOKEN_CHARS - 1; length++) token[length] = (char)given[length];
  if (length == 0) length = read_token(file, token);
  UINT result = ERROR_SUCCESS;
  if (length == 0) result = refuse(session, BAD_TOKEN_FILE, file, L"");
  else {
    DWORD error = folder_write_token(data, token, length);
    struct folder_report report = {FOLDER_FAILED, error, TOKEN_FILE};
    if (error != ERROR_SUCCESS) result = refuse_folder(session, report, data);
  }
  SecureZeroMemory(token, sizeof token);
  SecureZeroMemory(data, sizeof data);
  return result;
}

/* Rollback of KeepToken. */
UINT __stdcall DiscardToken(MSIHANDLE session) {
  WCHAR folder[PATH_CHARS];
  read_property(session, L"CustomActionData", folder, PATH_CHARS);
  folder_discard_token(folder);
  return ERROR_SUCCESS;
}

/* Commit: the file that brought the token goes, but for one on a share, which serves other machines too. */
UINT __stdcall DropTokenFile(MSIHANDLE session) {
  WCHAR path[PATH_CHARS];
  read_property(session, L"CustomActionData", path, PATH_CHARS);
  WCHAR root[] = {path[0], L':', L'\\', L'\0'};
  UINT kind = path[1] == L':' ? GetDriveTypeW(root) : DRIVE_REMOTE;
  if (kind == DRIVE_REMOTE || kind == DRIVE_NO_ROOT_DIR) say(session, L"stays, as it is on a share:", path);
  else if (!DeleteFileW(path)) say(session, L"could not be deleted; please do:", path);
  return ERROR_SUCCESS;
}

static void tell(void *context, const WCHAR *left) { say(*(MSIHANDLE *)context, L"not deleted:", left); }

/* Programs at most that are looked at, and how long they are waited for. */
#define MOST_PROGRAMS 8192
#define END_MS 60000
#define LOOK_MS 100

/* How many programs of a folder run, in any session; ended at once where `end`. */
static int programs_in(const WCHAR *folder, bool end) {
  static DWORD ids[MOST_PROGRAMS];
  DWORD bytes = 0;
  int found = 0;
  if (!EnumProcesses(ids, sizeof ids, &bytes)) return 0;
  for (DWORD at = 0; at < bytes / sizeof ids[0]; at++) {
    WCHAR path[PATH_CHARS];
    DWORD length = PATH_CHARS;
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | (end ? PROCESS_TERMINATE : 0), FALSE, ids[at]);
    if (process == NULL) continue;
    if (QueryFullProcessImageNameW(process, 0, path, &length) && _wcsnicmp(path, folder, wcslen(folder)) == 0) {
      found++;
      if (end) TerminateProcess(process, 0);
    }
    CloseHandle(process);
  }
  return found;
}

/*
 * Deferred, as the system, once services are told to stop: a program that is still ending keeps its file, which would wait for a
 * restart of Windows and be missing after an upgrade. The service is waited for; the application of every session is ended, which
 * holds no data: the agent does.
 */
UINT __stdcall EndPrograms(MSIHANDLE session) {
  WCHAR folder[PATH_CHARS], service[PATH_CHARS], application[PATH_CHARS];
  read_property(session, L"CustomActionData", folder, PATH_CHARS);
  if (folder[0] == L'\0') return ERROR_SUCCESS;
  _snwprintf(service, PATH_CHARS, L"%lsservice\\", folder);
  _snwprintf(application, PATH_CHARS, L"%lsapp\\", folder);
  for (int waited = 0; programs_in(service, false) + programs_in(application, true) > 0; waited += LOOK_MS) {
    if (waited >= END_MS) {
      say(session, L"programs still run in", folder);
      break;
    }
    Sleep(LOOK_MS);
  }
  return ERROR_SUCCESS;
}

/* Immediate, of an uninstallation with PURGE=1: which folder it is, while the registry still says so. */
UINT __stdcall FindData(MSIHANDLE session) {
  WCHAR path[PATH_CHARS];
  data_folder(session, path);
  MsiSetPropertyW(session, L"PurgeData", path);
  return ERROR_SUCCESS;
}

/* Commit of an uninstallation with PURGE=1. What cannot be deleted is said in the log, and fails nothing. */
UINT __stdcall PurgeData(MSIHANDLE session) {
  WCHAR path[PATH_CHARS];
  read_property(session, L"CustomActionData", path, PATH_CHARS);
  struct folder_report report = folder_purge(path, tell, &session);
  if (report.fault != FOLDER_OK) note(session, INSTALLMESSAGE_WARNING, report.fault, path, report.name);
  return ERROR_SUCCESS;
}
