#include "properties.h"

#include <string.h>

#define MAX_TEXT 1000
#define DIGITS L"0123456789"
#define LETTERS L"abcdefghijklmnopqrstuvwxyz"
#define CAPITALS L"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool consists_of(const wchar_t *text, const wchar_t *characters) {
  size_t length = wcslen(text);
  return length > 0 && length <= MAX_TEXT && wcsspn(text, characters) == length;
}

static const wchar_t *after(const wchar_t *text, const wchar_t *start) {
  size_t length = wcslen(start);
  return _wcsnicmp(text, start, length) == 0 ? text + length : NULL;
}

bool property_is_port(const wchar_t *text) {
  return consists_of(text, DIGITS) && wcslen(text) <= 5 && wcstoul(text, NULL, 10) <= 65535;
}

bool property_is_switch(const wchar_t *text) { return wcscmp(text, L"0") == 0 || wcscmp(text, L"1") == 0; }

bool property_is_update_mode(const wchar_t *text) {
  return wcscmp(text, L"install") == 0 || wcscmp(text, L"announce") == 0 || wcscmp(text, L"off") == 0;
}

/* A name or an address, and a port or none, up to the first `/` or the end; null where it is neither. */
static const wchar_t *authority(const wchar_t *text, wchar_t *host, size_t size) {
  size_t length = *text == L'[' ? wcscspn(text, L"]") + 1 : wcscspn(text, L":/");
  size_t whole = wcscspn(text, L"/");
  if (length == 0 || length > whole || length >= size) return NULL;
  wmemcpy(host, text, length);
  host[length] = L'\0';
  bool numeric = *text == L'[';
  if (numeric ? wcsspn(host + 1, DIGITS L"abcdefABCDEF:.") != length - 2
              : wcsspn(host, LETTERS CAPITALS DIGITS L"-.") != length)
    return NULL;
  if (length < whole) {
    wchar_t port[7] = L"";
    if (text[length] != L':' || whole - length > 6) return NULL;
    wmemcpy(port, text + length + 1, whole - length - 1);
    if (!property_is_port(port)) return NULL;
  }
  return text + whole;
}

static bool is_loopback(const wchar_t *host) {
  return wcscmp(host, L"127.0.0.1") == 0 || wcscmp(host, L"[::1]") == 0 || _wcsicmp(host, L"localhost") == 0;
}

bool property_is_portal_url(const wchar_t *text) {
  wchar_t host[256];
  if (wcslen(text) > MAX_TEXT) return false;
  const wchar_t *secure = after(text, L"https://");
  const wchar_t *rest = secure != NULL ? secure : after(text, L"http://");
  if (rest == NULL || (rest = authority(rest, host, 256)) == NULL) return false;
  if (secure == NULL && !is_loopback(host)) return false;
  return *rest == L'\0' || consists_of(rest, LETTERS CAPITALS DIGITS L"/-._~%!$&'()*+,;=:@");
}

bool property_is_proxy(const wchar_t *text) {
  wchar_t host[256];
  const wchar_t *rest = after(text, L"http://");
  if (rest == NULL || (rest = authority(rest, host, 256)) == NULL) return false;
  return *rest == L'\0' || wcscmp(rest, L"/") == 0;
}

bool property_is_token(const wchar_t *text) { return consists_of(text, LETTERS CAPITALS DIGITS L"-._~+/="); }
