#include "event_text.h"

#include <stdlib.h>

wchar_t *event_text(const wchar_t *from) {
  wchar_t *copy = malloc((2 * wcslen(from) + 1) * sizeof *copy);
  if (copy == NULL) return NULL;
  wchar_t *to = copy;
  for (; *from != L'\0'; from++) {
    *to++ = *from;
    if (from[0] == L'%' && (from[1] == L'%' || (from[1] >= L'0' && from[1] <= L'9'))) *to++ = L' ';
  }
  *to = L'\0';
  return copy;
}
