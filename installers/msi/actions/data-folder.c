#include "data-folder.h"

#include <aclapi.h>
#include <sddl.h>
#include <wchar.h>
#include <wctype.h>

/* Made by build.ts from agent/data-folder.ts. */
#include "data-names.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * System and administrators: everything. The service: everything but the folder's own rights. Users: they may go through, to
 * till.json and desk.json whose own rights let them in; nothing they could list or read is inherited.
 */
static const WCHAR FOLDER_SDDL[] =
    L"O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;" SERVICE_SID L")(A;;0x1200a0;;;BU)";

/* The service reads the token and deletes it. */
static const WCHAR TOKEN_SDDL[] = L"D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x130089;;;" SERVICE_SID L")";

/* Who may own what we adopt: what a user of the machine made is not ours, whatever its name. */
static const WCHAR *const trusted_owners[] = {L"S-1-5-18", L"S-1-5-32-544", SERVICE_SID};

/* Files and folders below the data folder are at most this deep. */
#define MAX_DEPTH 8

static struct folder_report report(enum folder_fault fault, DWORD error, const WCHAR *name) {
  struct folder_report result = {fault, error, L""};
  if (name != NULL) lstrcpynW(result.name, name, PATH_CHARS);
  return result;
}

static struct folder_report fine(void) { return report(FOLDER_OK, 0, NULL); }

static struct folder_report failed(const WCHAR *name) { return report(FOLDER_FAILED, GetLastError(), name); }

bool folder_path_is_local(const WCHAR *path) {
  size_t length = wcslen(path);
  /* 200: room below it for the names we make, within what every program of Windows can open. */
  if (length < 4 || length > 200 || !iswalpha(path[0]) || path[1] != L':' || path[2] != L'\\') return false;
  if (path[length - 1] == L'\\' || wcspbrk(path + 2, L":*?\"<>|/") != NULL) return false;
  for (const WCHAR *part = path + 3;; part++) {
    size_t size = wcscspn(part, L"\\");
    if (size == 0 || part[size - 1] == L'.' || part[size - 1] == L' ') return false;
    for (size_t at = 0; at < size; at++)
      if (part[at] < L' ') return false;
    part += size;
    if (*part == L'\0') break;
  }
  const WCHAR root[] = {path[0], L':', L'\\', L'\0'};
  return GetDriveTypeW(root) == DRIVE_FIXED;
}

static bool grown_from(const WCHAR *name, const WCHAR *made) {
  size_t length = wcslen(made);
  return _wcsnicmp(name, made, length) == 0 && (name[length] == L'\0' || name[length] == L'.' || name[length] == L'-');
}

static bool is_made_file(const WCHAR *name) {
  for (size_t at = 0; at < COUNT(made_names); at++)
    if (grown_from(name, made_names[at])) return true;
  return false;
}

static bool is_made_folder(const WCHAR *name) {
  for (size_t at = 0; at < COUNT(made_folders); at++)
    if (_wcsicmp(name, made_folders[at]) == 0) return true;
  return false;
}

static bool is_expected(const WCHAR *name) {
  for (size_t at = 0; at < COUNT(expected_names); at++)
    if (_wcsicmp(name, expected_names[at]) == 0) return true;
  return false;
}

/* The thing itself, not what a link leads to. */
static HANDLE open_itself(const WCHAR *path, DWORD access) {
  return CreateFileW(path, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                     FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
}

static bool is_link(HANDLE handle) {
  BY_HANDLE_FILE_INFORMATION information;
  return !GetFileInformationByHandle(handle, &information) ||
         (information.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

/* Whether what is open stands where it was asked for: a link anywhere on the way shows here, with no moment between look and use. */
static bool is_where_asked(HANDLE handle, const WCHAR *path) {
  WCHAR final[PATH_CHARS];
  DWORD length = GetFinalPathNameByHandleW(handle, final, PATH_CHARS, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
  if (length == 0 || length >= PATH_CHARS) return false;
  const WCHAR *plain = wcsncmp(final, L"\\\\?\\", 4) == 0 ? final + 4 : final;
  return _wcsicmp(plain, path) == 0;
}

static bool is_trusted(PSID owner) {
  for (size_t at = 0; at < COUNT(trusted_owners); at++) {
    PSID trusted = NULL;
    bool same = ConvertStringSidToSidW(trusted_owners[at], &trusted) && EqualSid(trusted, owner);
    LocalFree(trusted);
    if (same) return true;
  }
  /* Whoever installs: the system under Windows Installer. */
  HANDLE token;
  BYTE user[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  DWORD size;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
  bool self = GetTokenInformation(token, TokenUser, user, sizeof user, &size) &&
              EqualSid(((TOKEN_USER *)user)->User.Sid, owner);
  CloseHandle(token);
  return self;
}

static bool is_owned_by_us(HANDLE handle) {
  PSID owner = NULL;
  PSECURITY_DESCRIPTOR descriptor = NULL;
  if (GetSecurityInfo(handle, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL, NULL, NULL, &descriptor) !=
      ERROR_SUCCESS)
    return false;
  bool trusted = is_trusted(owner);
  LocalFree(descriptor);
  return trusted;
}

typedef struct folder_report (*visit)(void *context, const WCHAR *path, const WIN32_FIND_DATAW *entry);

static struct folder_report each_entry(const WCHAR *folder, visit look, void *context) {
  WCHAR path[PATH_CHARS];
  if (_snwprintf(path, PATH_CHARS, L"%ls\\*", folder) < 0) return report(FOLDER_FAILED, ERROR_FILENAME_EXCED_RANGE, folder);
  WIN32_FIND_DATAW entry;
  HANDLE find = FindFirstFileW(path, &entry);
  if (find == INVALID_HANDLE_VALUE) return GetLastError() == ERROR_FILE_NOT_FOUND ? fine() : failed(folder);
  struct folder_report result = fine();
  do {
    if (wcscmp(entry.cFileName, L".") == 0 || wcscmp(entry.cFileName, L"..") == 0) continue;
    result = _snwprintf(path, PATH_CHARS, L"%ls\\%ls", folder, entry.cFileName) < 0
                 ? report(FOLDER_FAILED, ERROR_FILENAME_EXCED_RANGE, entry.cFileName)
                 : look(context, path, &entry);
  } while (result.fault == FOLDER_OK && FindNextFileW(find, &entry));
  FindClose(find);
  return result;
}

/* One walk for looking and for adopting, so that what is adopted is what was looked at. */
struct adoption {
  bool change;
  int depth;
};

/* Forgets rights of its own: what the folder hands down is all there is. */
static DWORD inherit_alone(HANDLE handle) {
  ACL empty;
  if (!InitializeAcl(&empty, sizeof empty, ACL_REVISION)) return GetLastError();
  return SetSecurityInfo(handle, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION | UNPROTECTED_DACL_SECURITY_INFORMATION, NULL,
                         NULL, &empty, NULL);
}

static struct folder_report adopt_entry(void *context, const WCHAR *path, const WIN32_FIND_DATAW *entry) {
  struct adoption *adoption = context;
  bool directory = (entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  bool known = adoption->depth > 0 || (directory ? is_made_folder(entry->cFileName)
                                                 : is_made_file(entry->cFileName) || is_expected(entry->cFileName));
  if (!known || adoption->depth > MAX_DEPTH) return report(FOLDER_FOREIGN, 0, entry->cFileName);
  HANDLE handle = open_itself(path, READ_CONTROL | FILE_READ_ATTRIBUTES | (adoption->change ? WRITE_DAC : 0));
  if (handle == INVALID_HANDLE_VALUE) return failed(entry->cFileName);
  struct folder_report result = fine();
  if (is_link(handle) || !is_where_asked(handle, path)) result = report(FOLDER_LINK, 0, entry->cFileName);
  else if (!is_owned_by_us(handle)) result = report(FOLDER_FOREIGN, 0, entry->cFileName);
  else if (adoption->change) {
    DWORD error = inherit_alone(handle);
    if (error != ERROR_SUCCESS) result = report(FOLDER_FAILED, error, entry->cFileName);
  }
  if (result.fault == FOLDER_OK && directory) {
    struct adoption below = {adoption->change, adoption->depth + 1};
    result = each_entry(path, adopt_entry, &below);
  }
  CloseHandle(handle);
  return result;
}

static struct folder_report examine(HANDLE folder, const WCHAR *path) {
  if (is_link(folder) || !is_where_asked(folder, path)) return report(FOLDER_LINK, 0, NULL);
  struct adoption look = {false, 0};
  return each_entry(path, adopt_entry, &look);
}

/* `foreign`: whether the folder is there, sound and another's; then it is empty, since its entries would be his too. */
static struct folder_report inspect(const WCHAR *path, bool *foreign) {
  *foreign = false;
  if (!folder_path_is_local(path)) return report(FOLDER_PATH, 0, NULL);
  HANDLE folder = open_itself(path, READ_CONTROL | FILE_READ_ATTRIBUTES | FILE_LIST_DIRECTORY);
  if (folder == INVALID_HANDLE_VALUE) {
    DWORD error = GetLastError();
    return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ? fine() : report(FOLDER_FAILED, error, NULL);
  }
  struct folder_report result = examine(folder, path);
  *foreign = !is_owned_by_us(folder);
  CloseHandle(folder);
  return result;
}

struct folder_report folder_inspect(const WCHAR *path) {
  bool foreign;
  return inspect(path, &foreign);
}

static void enable(const WCHAR *privilege) {
  HANDLE token;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token)) return;
  TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1};
  if (LookupPrivilegeValueW(NULL, privilege, &wanted.Privileges[0].Luid)) {
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
  }
  CloseHandle(token);
}

/* Parents with the rights of their place; the last one is ours from its first moment. */
static DWORD make_folder(const WCHAR *path, PSECURITY_DESCRIPTOR descriptor) {
  WCHAR parent[PATH_CHARS];
  for (const WCHAR *end = wcschr(path + 3, L'\\'); end != NULL; end = wcschr(end + 1, L'\\')) {
    lstrcpynW(parent, path, (int)(end - path) + 1);
    if (!CreateDirectoryW(parent, NULL) && GetLastError() != ERROR_ALREADY_EXISTS) return GetLastError();
  }
  SECURITY_ATTRIBUTES attributes = {sizeof attributes, descriptor, FALSE};
  if (CreateDirectoryW(path, &attributes)) return ERROR_SUCCESS;
  return GetLastError() == ERROR_ALREADY_EXISTS ? ERROR_SUCCESS : GetLastError();
}

static DWORD give(HANDLE folder, PSECURITY_DESCRIPTOR descriptor) {
  PSID owner;
  PACL dacl;
  BOOL present, defaulted;
  if (!GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) ||
      !GetSecurityDescriptorDacl(descriptor, &present, &dacl, &defaulted))
    return GetLastError();
  return SetSecurityInfo(folder, SE_FILE_OBJECT,
                         OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                         owner, NULL, dacl, NULL);
}

struct folder_report folder_secure(const WCHAR *path) {
  bool foreign;
  struct folder_report result = inspect(path, &foreign);
  if (result.fault != FOLDER_OK) return result;
  /*
   * Another's folder is not adopted but replaced by one of ours: he may hold it open, and what he holds outlives every change of
   * rights. RemoveDirectory takes an empty folder alone.
   */
  if (foreign && !RemoveDirectoryW(path)) return report(FOLDER_FOREIGN, GetLastError(), NULL);
  enable(SE_TAKE_OWNERSHIP_NAME);
  enable(SE_RESTORE_NAME);
  PSECURITY_DESCRIPTOR descriptor = NULL;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(FOLDER_SDDL, SDDL_REVISION_1, &descriptor, NULL))
    return failed(NULL);
  DWORD error = make_folder(path, descriptor);
  if (error != ERROR_SUCCESS) result = report(FOLDER_FAILED, error, NULL);
  HANDLE folder = INVALID_HANDLE_VALUE;
  if (result.fault == FOLDER_OK) {
    folder = open_itself(path, READ_CONTROL | WRITE_DAC | WRITE_OWNER | FILE_READ_ATTRIBUTES | FILE_LIST_DIRECTORY);
    result = folder == INVALID_HANDLE_VALUE ? failed(NULL) : examine(folder, path);
  }
  /* Not ours still: somebody was quicker than we. */
  if (result.fault == FOLDER_OK && !is_owned_by_us(folder)) result = report(FOLDER_FOREIGN, 0, NULL);
  if (result.fault == FOLDER_OK) {
    /* First the folder, so that nobody puts anything in between; then what was there before is looked at again. */
    error = give(folder, descriptor);
    struct adoption adopt = {true, 0};
    result = error == ERROR_SUCCESS ? each_entry(path, adopt_entry, &adopt) : report(FOLDER_FAILED, error, NULL);
  }
  if (folder != INVALID_HANDLE_VALUE) CloseHandle(folder);
  LocalFree(descriptor);
  return result;
}

static bool token_path(WCHAR *path, const WCHAR *folder) {
  return _snwprintf(path, PATH_CHARS, L"%ls\\%ls", folder, TOKEN_FILE) > 0;
}

void folder_discard_token(const WCHAR *folder) {
  WCHAR path[PATH_CHARS];
  if (token_path(path, folder)) DeleteFileW(path);
}

DWORD folder_write_token(const WCHAR *folder, const char *token, DWORD length) {
  WCHAR path[PATH_CHARS];
  PSECURITY_DESCRIPTOR descriptor = NULL;
  if (!token_path(path, folder)) return ERROR_FILENAME_EXCED_RANGE;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(TOKEN_SDDL, SDDL_REVISION_1, &descriptor, NULL))
    return GetLastError();
  /* Made anew: the rights are those of the making, and one that another installation left is no longer wanted. */
  DeleteFileW(path);
  SECURITY_ATTRIBUTES attributes = {sizeof attributes, descriptor, FALSE};
  HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, &attributes, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
  DWORD error = file == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS;
  LocalFree(descriptor);
  if (error != ERROR_SUCCESS) return error;
  DWORD written = 0;
  if (!WriteFile(file, token, length, &written, NULL) || written != length || !FlushFileBuffers(file)) {
    error = GetLastError() != ERROR_SUCCESS ? GetLastError() : ERROR_WRITE_FAULT;
  }
  CloseHandle(file);
  if (error != ERROR_SUCCESS) DeleteFileW(path);
  return error;
}

static bool is_real_folder(const WCHAR *path) {
  HANDLE folder = open_itself(path, FILE_READ_ATTRIBUTES);
  if (folder == INVALID_HANDLE_VALUE) return false;
  bool real = !is_link(folder) && is_where_asked(folder, path);
  CloseHandle(folder);
  return real;
}

struct purge {
  int depth;
  void (*tell)(void *context, const WCHAR *left);
  void *context;
};

/* Goes on whatever happens: what cannot be deleted is told, and stays. */
static struct folder_report purge_entry(void *context, const WCHAR *path, const WIN32_FIND_DATAW *entry) {
  struct purge *purge = context;
  bool directory = (entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  bool made = purge->depth > 0 || (directory ? is_made_folder(entry->cFileName) : is_made_file(entry->cFileName));
  bool link = (entry->dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  bool gone = false;
  if (made && !link && purge->depth <= MAX_DEPTH && (!directory || is_real_folder(path))) {
    if (directory) {
      struct purge below = {purge->depth + 1, purge->tell, purge->context};
      each_entry(path, purge_entry, &below);
      gone = RemoveDirectoryW(path);
    } else {
      SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
      gone = DeleteFileW(path);
    }
  }
  if (!gone) purge->tell(purge->context, path);
  return fine();
}

struct folder_report folder_purge(const WCHAR *path, void (*tell)(void *context, const WCHAR *left), void *context) {
  if (!folder_path_is_local(path)) return report(FOLDER_PATH, 0, NULL);
  HANDLE folder = open_itself(path, READ_CONTROL | FILE_READ_ATTRIBUTES | FILE_LIST_DIRECTORY);
  if (folder == INVALID_HANDLE_VALUE) return GetLastError() == ERROR_FILE_NOT_FOUND ? fine() : failed(NULL);
  bool here = !is_link(folder) && is_where_asked(folder, path);
  bool ours = is_owned_by_us(folder);
  CloseHandle(folder);
  if (!here) return report(FOLDER_LINK, 0, NULL);
  if (!ours) return report(FOLDER_FOREIGN, 0, NULL);
  struct purge purge = {0, tell, context};
  struct folder_report result = each_entry(path, purge_entry, &purge);
  if (!RemoveDirectoryW(path)) tell(context, path);
  return result;
}
