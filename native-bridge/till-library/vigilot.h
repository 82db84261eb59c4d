/*
 * vigilot: may this pack be dispensed? The LGO's native door to the Vigilot agent of this workstation.
 *
 * Three rules:
 *   1. Only VIGILOT_ALLOW clears a pack. Whatever goes wrong (no agent, time-out, another program in its place, an answer
 *      that is not fully understood, an argument that is none) is VIGILOT_VERIFY, and vigilot_last_error() says why.
 *   2. Give the scan as the scanner typed it: separators, symbology identifier, wrong keyboard layout.
 *   3. Tell what became of the pack (vigilot_outcome).
 *
 * Every function comes twice: texts in UTF-8, and with the suffix _w in UTF-16. Texts end with NUL. A NULL or empty text
 * that is not required is left out. No patient data: `sale` is a reference of yours, 1 to 64 of [A-Za-z0-9._:-].
 *
 * Safe from any number of threads. Nothing is loaded, started or kept between calls: no other library but the system's own
 * (kernel32, advapi32), no thread, no connection. x86: __stdcall, exported without decoration.
 */
#ifndef VIGILOT_H
#define VIGILOT_H

#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define VIGILOT_CALL __stdcall
#define VIGILOT_API
typedef wchar_t vigilot_wchar;
#else
#define VIGILOT_CALL
#define VIGILOT_API __attribute__((visibility("default")))
typedef uint16_t vigilot_wchar;
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Verdicts. None is 0: a variable that nobody set, or a call that never happened, clears no pack. */
#define VIGILOT_ALLOW 1   /* dispense */
#define VIGILOT_VERIFY 10 /* a person looks first, then says why it was dispensed */
#define VIGILOT_BLOCK 20  /* do not dispense */

/* Errors, by vigilot_last_error(). */
#define VIGILOT_OK 0
#define VIGILOT_ERROR_ARGUMENT 1      /* an argument is missing, or no text in its encoding */
#define VIGILOT_ERROR_NO_AGENT 2      /* nothing answers at the address */
#define VIGILOT_ERROR_DENIED 3        /* this account may not come in by this door */
#define VIGILOT_ERROR_NOT_OUR_AGENT 4 /* what answers is not the agent: it was told nothing */
#define VIGILOT_ERROR_TIMEOUT 5       /* no answer in time */
#define VIGILOT_ERROR_BROKEN 6        /* the connection ended before the answer */
#define VIGILOT_ERROR_ANSWER 7        /* an answer that is not fully understood */
#define VIGILOT_ERROR_REFUSED 8       /* the agent refused the question; the message says why */
#define VIGILOT_ERROR_SYSTEM 9        /* the system gave no memory, or failed */
#define VIGILOT_ERROR_BUFFER 10       /* all went well, but a text did not fit: it is cut, or empty where it is JSON */

/*
 * May this pack be dispensed? Returns a verdict. `scan` is required.
 * `id` (28 bytes or more) receives the name of the check, for vigilot_outcome; empty where there is none.
 * `message` (512 is enough) receives the sentence to show. A text that does not fit is cut between two characters; a buffer
 * may be NULL with size 0. Sizes count the NUL, in bytes, or in UTF-16 units for _w.
 */
VIGILOT_API int32_t VIGILOT_CALL vigilot_check(const char *scan, const char *terminal, const char *sale,
                                               char *id, int32_t id_size, char *message, int32_t message_size);

/*
 * The same for a pack keyed by hand. `code` is a CIP7, a CIP13 or a GTIN (7, 13 or 14 digits) and required; `lot`, `expiry`
 * (2027-03-31 or 2027-03) and `serial` as far as they are known.
 */
VIGILOT_API int32_t VIGILOT_CALL vigilot_check_pack(const char *code, const char *lot, const char *expiry,
                                                    const char *serial, const char *terminal, const char *sale,
                                                    char *id, int32_t id_size, char *message, int32_t message_size);

/*
 * A whole basket, 1 to 200 scans, one a line (line feed). Returns the worst verdict; `verdicts` receives one for each of
 * `count` scans, `ids` and `messages` one line for each (empty where there is none). `count` must be the number of lines.
 */
VIGILOT_API int32_t VIGILOT_CALL vigilot_check_batch(const char *scans, const char *terminal, const char *sale,
                                                     int32_t *verdicts, int32_t count, char *ids, int32_t ids_size,
                                                     char *messages, int32_t messages_size);

/*
 * Any call of the door in JSON (docs/integration.md): one object in, the whole answer out. Returns a verdict; VIGILOT_VERIFY
 * where the answer holds none. `answer_size`: in, the room of `answer`; out, what the answer needs with its NUL. Where it does
 * not fit, `answer` is empty, the verdict stands, and vigilot_last_error() is VIGILOT_ERROR_BUFFER: asking again would be
 * another check, so give room: 64 KiB for a pack, 1 MiB for a basket.
 */
VIGILOT_API int32_t VIGILOT_CALL vigilot_ask(const char *request, char *answer, int32_t *answer_size);

/*
 * What became of a pack: `outcome` is "dispensed", "refused" or "returned". `reason` is required for "dispensed" after
 * VIGILOT_VERIFY or VIGILOT_BLOCK. Telling the same again changes nothing. Returns VIGILOT_OK, or the error: tell it again
 * later, unless it is VIGILOT_ERROR_REFUSED or VIGILOT_ERROR_ARGUMENT. `message` receives why.
 */
VIGILOT_API int32_t VIGILOT_CALL vigilot_outcome(const char *id, const char *outcome, const char *person,
                                                 const char *reason, char *message, int32_t message_size);

/* Is the agent there? Returns VIGILOT_OK or the error; `feed` (16) receives "live", "stale" or "unsynced". */
VIGILOT_API int32_t VIGILOT_CALL vigilot_status(char *feed, int32_t feed_size);

/* Why the last call of this thread gave no answer, or VIGILOT_OK. */
VIGILOT_API int32_t VIGILOT_CALL vigilot_last_error(void);

/* A sentence for an error, in the language set. Returns VIGILOT_OK, or VIGILOT_ERROR_BUFFER where it is cut. */
VIGILOT_API int32_t VIGILOT_CALL vigilot_error_text(int32_t error, char *text, int32_t size);

/*
 * For the whole process; not needed where the defaults fit, and never in the middle of a call. `address`: the pipe
 * (\\.\pipe\vigilot-till unless set) or, on Linux, the socket (/run/vigilot/till.sock); `timeout_ms`: 50 to 60000 (1500);
 * `language`: "fr" or "en" (fr). NULL, 0 and empty restore a default. Returns VIGILOT_OK or VIGILOT_ERROR_ARGUMENT.
 */
VIGILOT_API int32_t VIGILOT_CALL vigilot_configure(const char *address, int32_t timeout_ms, const char *language);

/* The version of this library, such as 1002003 for 1.2.3. */
VIGILOT_API int32_t VIGILOT_CALL vigilot_version(void);

VIGILOT_API int32_t VIGILOT_CALL vigilot_check_w(const vigilot_wchar *scan, const vigilot_wchar *terminal,
                                                 const vigilot_wchar *sale, vigilot_wchar *id, int32_t id_size,
                                                 vigilot_wchar *message, int32_t message_size);
VIGILOT_API int32_t VIGILOT_CALL vigilot_check_pack_w(const vigilot_wchar *code, const vigilot_wchar *lot,
                                                      const vigilot_wchar *expiry, const vigilot_wchar *serial,
                                                      const vigilot_wchar *terminal, const vigilot_wchar *sale,
                                                      vigilot_wchar *id, int32_t id_size,
                                                      vigilot_wchar *message, int32_t message_size);
VIGILOT_API int32_t VIGILOT_CALL vigilot_check_batch_w(const vigilot_wchar *scans, const vigilot_wchar *terminal,
                                                       const vigilot_wchar *sale, int32_t *verdicts, int32_t count,
                                                       vigilot_wchar *ids, int32_t ids_size,
                                                       vigilot_wchar *messages, int32_t messages_size);
VIGILOT_API int32_t VIGILOT_CALL vigilot_ask_w(const vigilot_wchar *request, vigilot_wchar *answer,
                                               int32_t *answer_size);
VIGILOT_API int32_t VIGILOT_CALL vigilot_outcome_w(const vigilot_wchar *id, const vigilot_wchar *outcome,
                                                   const vigilot_wchar *person, const vigilot_wchar *reason,
                                                   vigilot_wchar *message, int32_t message_size);
VIGILOT_API int32_t VIGILOT_CALL vigilot_status_w(vigilot_wchar *feed, int32_t feed_size);
VIGILOT_API int32_t VIGILOT_CALL vigilot_error_text_w(int32_t error, vigilot_wchar *text, int32_t size);
VIGILOT_API int32_t VIGILOT_CALL vigilot_configure_w(const vigilot_wchar *address, int32_t timeout_ms,
                                                     const vigilot_wchar *language);

#ifdef __cplusplus
}
#endif
#endif
