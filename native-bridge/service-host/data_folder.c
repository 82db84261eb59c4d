/*
 * The data folder: ours, or nobody's. Whoever could write there would decide what is recalled, so a folder that was made by
 * others, that others may write, or that is a link to elsewhere, is refused, and the service does not start on it.
 */
#include <aclapi.h>
#include <sddl.h>
#include <shlobj.h>
#include <stdio.h>
#include <string.h>

#include "host.h"

/*
 * Protected: nothing is inherited from ProgramData, where every user may make files. SYSTEM, administrators and the service do
 * everything, and so for all that is made in it. till.json and desk.json are opened one by one (data_folder_share).
 */
static const wchar_t FOLDER_SDDL[] = L"D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;" SERVICE_SID L")";

enum {
  /* Rights by which what the folder holds could be changed. */
  WRITES = FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER | GENERIC_WRITE |
           GENERIC_ALL
};

static wchar_t folder[MAX_PATH];

/* HKLM\Software\Vigilot, as the installer wrote it; else ProgramData\Vigilot. */
static bool configured(wchar_t path[MAX_PATH]) {
  DWORD size = MAX_PATH * sizeof(wchar_t);
  DWORD how = RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY;
  LONG read = RegGetValueW(HKEY_LOCAL_MACHINE, L"Software\\Vigilot", L"DataDir", how, NULL, path, &size);
  if (read == ERROR_SUCCESS && path[0] != L'\0') return true;
  /* Unreadable is not absent. */
  if (read != ERROR_SUCCESS && read != ERROR_FILE_NOT_FOUND) return false;
  wchar_t *data = NULL;
  bool found = SUCCEEDED(SHGetKnownFolderPath(&FOLDERID_ProgramData, 0, NULL, &data)) &&
               _snwprintf(path, MAX_PATH, L"%ls\\Vigilot", data) > 0;
  CoTaskMemFree(data);
  return found;
}

static bool is_one_of(PSID sid, const wchar_t *const *texts, size_t count) {
  wchar_t *text = NULL;
  if (!ConvertSidToStringSidW(sid, &text)) return false;
  bool found = false;
  for (size_t i = 0; i < count; i++) found = found || wcscmp(text, texts[i]) == 0;
  LocalFree(text);
  return found;
}

/* SYSTEM, administrators, the installer of Windows, the service, or the account we run as. */
static bool trusted(PSID sid) {
  static const wchar_t *const always[] = {
      L"S-1-5-18", L"S-1-5-32-544", L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464", SERVICE_SID};
  if (is_one_of(sid, always, COUNT(always))) return true;
  BYTE user[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  DWORD size = 0;
  HANDLE token;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
  bool known = GetTokenInformation(token, TokenUser, user, sizeof user, &size);
  CloseHandle(token);
  return known && EqualSid(sid, ((TOKEN_USER *)user)->User.Sid);
}

/* Whether an access list lets somebody else write. None at all lets everybody. */
static bool others_write(PACL list) {
  static const wchar_t *const creator[] = {L"S-1-3-0"};
  if (list == NULL) return true;
  for (DWORD i = 0; i < list->AceCount; i++) {
    ACCESS_ALLOWED_ACE *entry = NULL;
    if (!GetAce(list, i, (void **)&entry)) return true;
    if (entry->Header.AceType == ACCESS_DENIED_ACE_TYPE) continue;
    if (entry->Header.AceType != ACCESS_ALLOWED_ACE_TYPE) return true;
    PSID sid = &entry->SidStart;
    if ((entry->Mask & (DWORD)WRITES) == 0 || trusted(sid)) continue;
    /* CREATOR OWNER gives what is made in the folder to who made it: one of those. */
    if ((entry->Header.AceFlags & INHERIT_ONLY_ACE) && is_one_of(sid, creator, COUNT(creator))) continue;
    return true;
  }
  return false;
}

/* NULL, or why the folder behind the handle is none of ours. */
static const wchar_t *refusal(HANDLE handle, const wchar_t *path) {
  BY_HANDLE_FILE_INFORMATION about;
  if (!GetFileInformationByHandle(handle, &about)) return L"it cannot be looked at";
  if (about.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) return L"it is a link";
  if (!(about.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)) return L"it is no folder";
  wchar_t real[MAX_PATH + 8];
  DWORD length = GetFinalPathNameByHandleW(handle, real, COUNT(real), 0);
  if (length == 0 || length >= COUNT(real)) return L"its real place cannot be found";
  const wchar_t *plain = wcsncmp(real, L"\\\\?\\", 4) == 0 ? real + 4 : real;
  if (_wcsicmp(plain, path) != 0) return L"a folder above it is a link, or its name is not written in full";
  PSID owner = NULL;
  PACL list = NULL;
  PSECURITY_DESCRIPTOR descriptor = NULL;
  SECURITY_INFORMATION what = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
  if (GetSecurityInfo(handle, SE_FILE_OBJECT, what, &owner, NULL, &list, NULL, &descriptor) != ERROR_SUCCESS) {
    return L"its access list cannot be read";
  }
  const wchar_t *why = NULL;
  if (!trusted(owner)) why = L"it belongs to somebody else";
  else if (others_write(list)) why = L"others may write there";
  LocalFree(descriptor);
  return why;
}

/* A folder of this machine's own disk: C:\… */
static bool local(const wchar_t *path) {
  wchar_t root[] = {path[0], L':', L'\\', L'\0'};
  return path[0] != L'\0' && path[1] == L':' && path[2] == L'\\' && GetDriveTypeW(root) == DRIVE_FIXED;
}

bool data_folder_open(wchar_t path[MAX_PATH], const wchar_t **why) {
  wchar_t given[MAX_PATH] = L"HKLM\\Software\\Vigilot\\DataDir";
  *why = L"its path cannot be read";
  memcpy(path, given, sizeof given);
  if (!configured(given)) return false;
  *why = L"it is not on a disk of this machine";
  DWORD length = GetFullPathNameW(given, MAX_PATH, path, NULL);
  if (length == 0 || length >= MAX_PATH || !local(path)) return false;
  /* An installer's folders end so; the name of the folder does not. */
  if (length > 3 && path[length - 1] == L'\\') path[length - 1] = L'\0';
  SECURITY_ATTRIBUTES access = {.nLength = sizeof access};
  *why = L"it cannot be made";
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(FOLDER_SDDL, SDDL_REVISION_1, &access.lpSecurityDescriptor,
                                                            NULL)) {
    return false;
  }
  bool there = CreateDirectoryW(path, &access) || GetLastError() == ERROR_ALREADY_EXISTS;
  LocalFree(access.lpSecurityDescriptor);
  if (!there) return false;
  /* The link itself, where it is one; and nobody puts another in its place while we look. */
  HANDLE handle = CreateFileW(path, READ_CONTROL | FILE_READ_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
  *why = L"it cannot be opened";
  if (handle == INVALID_HANDLE_VALUE) return false;
  *why = refusal(handle, path);
  CloseHandle(handle);
  wcscpy(folder, path);
  return *why == NULL && SetEnvironmentVariableW(L"VIGILOT_DATA_DIR", path);
}

const char *data_folder_share(const char *file, const char *group) {
  /* Nothing else is ever opened to others. */
  if (strcmp(file, "till") != 0 && strcmp(file, "desk") != 0) return "no file of that name is shared";
  wchar_t path[2 * MAX_PATH], name[256], file_name[8];
  widen(group, name, COUNT(name));
  widen(file, file_name, COUNT(file_name));
  _snwprintf(path, COUNT(path), L"%ls\\%ls.json", folder, file_name);
  PSID sid = account_sid(name);
  if (sid == NULL) return "there is no such account or group";
  PACL list = NULL, wider = NULL;
  PSECURITY_DESCRIPTOR descriptor = NULL;
  EXPLICIT_ACCESSW reads = {
      .grfAccessPermissions = FILE_GENERIC_READ,
      .grfAccessMode = GRANT_ACCESS,
      .Trustee = {.TrusteeForm = TRUSTEE_IS_SID, .TrusteeType = TRUSTEE_IS_UNKNOWN, .ptstrName = sid}};
  bool shared = GetNamedSecurityInfoW(path, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &list, NULL,
                                      &descriptor) == ERROR_SUCCESS &&
                SetEntriesInAclW(1, &reads, list, &wider) == ERROR_SUCCESS &&
                SetNamedSecurityInfoW(path, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, wider, NULL) ==
                    ERROR_SUCCESS;
  LocalFree(wider);
  LocalFree(descriptor);
  LocalFree(sid);
  return shared ? NULL : "its access list cannot be changed";
}
