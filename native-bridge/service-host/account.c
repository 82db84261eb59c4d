#include <windows.h>
#include <sddl.h>

#include "host.h"

PSID account_sid(const wchar_t *account) {
  PSID sid = NULL;
  if (ConvertStringSidToSidW(account, &sid)) return sid;
  wchar_t domain[256];
  DWORD size = SECURITY_MAX_SID_SIZE, domain_size = COUNT(domain);
  SID_NAME_USE kind;
  sid = LocalAlloc(LPTR, size);
  bool found = sid != NULL && LookupAccountNameW(NULL, account, sid, &size, domain, &domain_size, &kind);
  /* A domain or a machine has a SID too, and is nobody. */
  if (found && (kind == SidTypeUser || kind == SidTypeGroup || kind == SidTypeAlias || kind == SidTypeWellKnownGroup)) {
    return sid;
  }
  LocalFree(sid);
  return NULL;
}
