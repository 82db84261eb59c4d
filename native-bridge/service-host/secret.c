/*
 * The workstation's key at rest. Machine scope, so that a repaired service or another account of it still reads its data: any
 * program of this machine that can read the sealed file could unseal it. It keeps a stolen disk or backup shut; what keeps other
 * users of the machine out is the access list of the data folder.
 */
#include <stdlib.h>
#include <windows.h>
#include <wincrypt.h>

#include "host.h"

/* Told apart from what other programs seal; no secret. */
static const char PURPOSE[] = "Vigilot workstation key 1";

static bool from_base64(const char *text, DATA_BLOB *blob) {
  if (!CryptStringToBinaryA(text, 0, CRYPT_STRING_BASE64, NULL, &blob->cbData, NULL, NULL)) return false;
  blob->pbData = malloc(blob->cbData + 1);
  return blob->pbData != NULL &&
         CryptStringToBinaryA(text, 0, CRYPT_STRING_BASE64, blob->pbData, &blob->cbData, NULL, NULL);
}

static char *to_base64(const DATA_BLOB *blob) {
  DWORD form = CRYPT_STRING_BASE64 | CRYPT_STRING_NOCRLF;
  DWORD length = 0;
  if (!CryptBinaryToStringA(blob->pbData, blob->cbData, form, NULL, &length)) return NULL;
  char *text = malloc(length);
  if (text != NULL && CryptBinaryToStringA(blob->pbData, blob->cbData, form, text, &length)) return text;
  free(text);
  return NULL;
}

typedef BOOL WINAPI sealing(DATA_BLOB *, LPCWSTR, DATA_BLOB *, PVOID, CRYPTPROTECT_PROMPTSTRUCT *, DWORD, DATA_BLOB *);

static BOOL WINAPI unseal(DATA_BLOB *in, LPCWSTR name, DATA_BLOB *entropy, PVOID unused,
                          CRYPTPROTECT_PROMPTSTRUCT *prompt, DWORD how, DATA_BLOB *out) {
  (void)name;
  return CryptUnprotectData(in, NULL, entropy, unused, prompt, how & ~(DWORD)CRYPTPROTECT_LOCAL_MACHINE, out);
}

static char *pass(const char *base64, sealing *through) {
  DATA_BLOB in = {0}, out = {0};
  DATA_BLOB purpose = {sizeof PURPOSE - 1, (BYTE *)PURPOSE};
  DWORD how = CRYPTPROTECT_LOCAL_MACHINE | CRYPTPROTECT_UI_FORBIDDEN;
  char *text = NULL;
  if (from_base64(base64, &in) && through(&in, L"Vigilot", &purpose, NULL, NULL, how, &out)) text = to_base64(&out);
  if (in.pbData != NULL) SecureZeroMemory(in.pbData, in.cbData);
  if (out.pbData != NULL) SecureZeroMemory(out.pbData, out.cbData);
  free(in.pbData);
  LocalFree(out.pbData);
  return text;
}

char *secret_protect(const char *base64) {
  return pass(base64, CryptProtectData);
}

char *secret_unprotect(const char *base64) {
  return pass(base64, unseal);
}
