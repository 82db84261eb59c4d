/* The calls of vigilot.h, each once for both encodings. */
#include "../vigilot.h"
#include "answer.h"
#include "json.h"
#include "system.h"
/* Sentences and version, from the message catalogue and package.json (build.ts). */
#include "generated.h"

#define DEFAULT_TIMEOUT 1500
#define ADDRESS_SIZE 512

static struct {
  char address[ADDRESS_SIZE];
  int32_t timeout;
  int english;
} configured;

struct settings {
  char address[ADDRESS_SIZE];
  int64_t deadline;
  int english;
};

static struct given utf8(const char *at) { return (struct given){at, 0}; }
static struct given utf16(const vigilot_wchar *at) { return (struct given){at, 1}; }
static struct room room8(char *at, int32_t size) { return (struct room){at, size, 0}; }
static struct room room16(vigilot_wchar *at, int32_t size) { return (struct room){at, size, 1}; }
static struct span span_of(const struct text *text) { return (struct span){text->at, text->length}; }

static struct span literal(const char *at) {
  struct span span = {at, 0};
  while (at[span.length] != 0) span.length++;
  return span;
}

static void copy_address(char *to, const char *from, size_t length) {
  for (size_t n = 0; n < length; n++) to[n] = from[n];
  to[length] = 0;
}

static struct settings settings_now(void) {
  struct settings now;
  vg_lock();
  const char *address = configured.address[0] == 0 ? vg_default_address : configured.address;
  copy_address(now.address, address, literal(address).length);
  now.deadline = vg_now() + (configured.timeout == 0 ? DEFAULT_TIMEOUT : configured.timeout);
  now.english = configured.english;
  vg_unlock();
  return now;
}

static struct span sentence(int32_t error, int english) {
  if (error < 0 || error >= (int32_t)(sizeof sentences / sizeof *sentences)) error = VIGILOT_ERROR_SYSTEM;
  return literal(sentences[error][english]);
}

/* `,"name":"value"`, where there is a value; the first member of an object has no comma. */
static void put_member(struct text *line, const char *name, struct given value) {
  if (vg_blank(value)) return;
  struct text content = {0};
  vg_put_given(&content, value);
  if (line->length > 0 && line->at[line->length - 1] != '{') vg_put_literal(line, ",");
  vg_put_literal(line, "\"");
  vg_put_literal(line, name);
  vg_put_literal(line, "\":");
  vg_put_json(line, span_of(&content));
  line->failed |= content.failed;
  vg_free_text(&content);
}

/* Sends `line` (its end is added) and appends the answer. A line that failed is an argument that is no text. */
static int32_t exchange(const struct settings *settings, struct text *line, struct text *answer) {
  vg_put_literal(line, "\n");
  if (line->failed) return VIGILOT_ERROR_ARGUMENT;
  int32_t error = vg_exchange(settings->address, settings->deadline, span_of(line), answer);
  return error == VIGILOT_OK && answer->failed ? VIGILOT_ERROR_SYSTEM : error;
}

/* Whether the text was not wholly wanted, or wholly fits. */
static int give(struct room room, struct span span) {
  return vg_copy_out(room, span) <= room.size || room.at == NULL;
}

/* Hands out what was found, and keeps its error; the sentence of the error stands where the agent gave none. */
static int32_t conclude(const struct settings *settings, struct finding found, struct room id, const struct text *name,
                        struct room message, const struct text *said) {
  struct span words = said->length > 0 ? span_of(said) : sentence(found.error, settings->english);
  int fits = give(id, span_of(name));
  fits &= give(message, words);
  vg_set_error(found.error == VIGILOT_OK && !fits ? VIGILOT_ERROR_BUFFER : found.error);
  return found.verdict;
}

/* Asks one check: `line` is the object, not yet closed. Frees it. */
static int32_t ask_check(const struct settings *settings, struct text *line, int32_t error, struct room id,
                         struct room message) {
  struct text answer = {0}, name = {0}, said = {0};
  struct finding found = {VIGILOT_VERIFY, error};
  if (error == VIGILOT_OK) {
    put_member(line, "language", utf8(settings->english ? "en" : "fr"));
    vg_put_literal(line, "}");
    found.error = exchange(settings, line, &answer);
  }
  if (found.error == VIGILOT_OK) found = vg_read_check(span_of(&answer), &name, &said);
  int32_t verdict = conclude(settings, found, id, &name, message, &said);
  vg_free_text(line);
  vg_free_text(&answer);
  vg_free_text(&name);
  vg_free_text(&said);
  return verdict;
}

static int32_t check(struct given scan, struct given terminal, struct given sale, struct room id, struct room message) {
  struct settings settings = settings_now();
  struct text line = {0};
  vg_put_literal(&line, "{");
  put_member(&line, "scan", scan);
  put_member(&line, "terminal", terminal);
  put_member(&line, "saleReference", sale);
  return ask_check(&settings, &line, vg_blank(scan) ? VIGILOT_ERROR_ARGUMENT : VIGILOT_OK, id, message);
}

static const char *name_of_code(struct given code) {
  struct text digits = {0};
  vg_put_given(&digits, code);
  size_t length = digits.failed ? 0 : digits.length;
  vg_free_text(&digits);
  return length == 7 ? "cip7" : length == 13 ? "cip13" : "gtin";
}

static int32_t check_pack(struct given code, struct given lot, struct given expiry, struct given serial,
                          struct given terminal, struct given sale, struct room id, struct room message) {
  struct settings settings = settings_now();
  struct text line = {0};
  vg_put_literal(&line, "{");
  put_member(&line, name_of_code(code), code);
  put_member(&line, "lot", lot);
  put_member(&line, "expiry", expiry);
  put_member(&line, "serial", serial);
  put_member(&line, "terminal", terminal);
  put_member(&line, "saleReference", sale);
  return ask_check(&settings, &line, vg_blank(code) ? VIGILOT_ERROR_ARGUMENT : VIGILOT_OK, id, message);
}

/* `{"op":"batch","items":[…]}` of the lines of `scans`; how many there are. */
static int32_t put_basket(struct text *line, struct given scans, struct given terminal, struct given sale) {
  struct text all = {0}, rest = {0};
  int32_t count = 0;
  vg_put_given(&all, scans);
  line->failed |= all.failed;
  put_member(&rest, "terminal", terminal);
  put_member(&rest, "saleReference", sale);
  line->failed |= rest.failed;
  vg_put_literal(line, "{\"op\":\"batch\",\"items\":[");
  /* A last line feed ends the last line. */
  size_t end = all.length > 0 && all.at[all.length - 1] == '\n' ? all.length - 1 : all.length;
  for (size_t at = 0; at <= end && all.length > 0 && !line->failed; count++) {
    size_t next = at;
    while (next < end && all.at[next] != '\n') next++;
    size_t last = next > at && all.at[next - 1] == '\r' ? next - 1 : next;
    vg_put_literal(line, count > 0 ? ",{\"scan\":" : "{\"scan\":");
    vg_put_json(line, (struct span){all.at + at, last - at});
    if (rest.length > 0) vg_put_literal(line, ",");
    vg_put(line, rest.at, rest.length);
    vg_put_literal(line, "}");
    at = next + 1;
  }
  vg_put_literal(line, "]");
  vg_free_text(&all);
  vg_free_text(&rest);
  return count;
}

static int32_t check_batch(struct given scans, struct given terminal, struct given sale, int32_t *verdicts,
                           int32_t count, struct room ids, struct room messages) {
  struct settings settings = settings_now();
  struct text line = {0}, answer = {0}, names = {0}, said = {0};
  struct finding found = {VIGILOT_VERIFY, VIGILOT_ERROR_ARGUMENT};
  for (int32_t n = 0; verdicts != NULL && n < count; n++) verdicts[n] = VIGILOT_VERIFY;
  if (count > 0 && verdicts != NULL && put_basket(&line, scans, terminal, sale) == count) {
    put_member(&line, "language", utf8(settings.english ? "en" : "fr"));
    vg_put_literal(&line, "}");
    found.error = exchange(&settings, &line, &answer);
    if (found.error == VIGILOT_OK) found = vg_read_batch(span_of(&answer), count, verdicts, &names, &said);
  }
  int32_t verdict = conclude(&settings, found, ids, &names, messages, &said);
  vg_free_text(&line);
  vg_free_text(&answer);
  vg_free_text(&names);
  vg_free_text(&said);
  return verdict;
}

static int count_one(void *context, struct span element) {
  (void)context, (void)element;
  return 1;
}

/* One object on one line; its items, where it is a basket. False where it is no object. */
static int put_request(struct text *line, struct given request, int32_t *items) {
  struct members members;
  vg_put_given(line, request);
  if (line->failed || !vg_members(span_of(line), &members)) return 0;
  *items = members.of[MEMBER_ITEMS].at == NULL ? 0 : vg_elements(members.of[MEMBER_ITEMS], count_one, NULL);
  /* Outside of strings, where JSON has no raw line ends, they are spaces. */
  for (size_t n = 0; n < line->length; n++)
    if (line->at[n] == '\n' || line->at[n] == '\r') line->at[n] = ' ';
  return *items >= 0;
}

static int32_t ask(struct given request, void *answer_at, int32_t *answer_size, int wide) {
  struct settings settings = settings_now();
  struct text line = {0}, answer = {0};
  struct finding found = {VIGILOT_VERIFY, VIGILOT_ERROR_ARGUMENT};
  struct room room = {answer_at, answer_size == NULL ? 0 : *answer_size, wide};
  int32_t items = 0;
  if (put_request(&line, request, &items)) {
    found.error = exchange(&settings, &line, &answer);
    /* Without a whole answer there is none. */
    if (found.error != VIGILOT_OK) answer.length = 0;
    else found = vg_read_any(span_of(&answer), items);
  }
  int32_t needed = vg_copy_out(room, (struct span){NULL, 0});
  if (found.error != VIGILOT_ERROR_ANSWER) {
    needed = vg_copy_out((struct room){NULL, 0, wide}, span_of(&answer));
    if (needed <= room.size && room.at != NULL) vg_copy_out(room, span_of(&answer));
    else if (found.error == VIGILOT_OK && room.at != NULL) found.error = VIGILOT_ERROR_BUFFER;
  }
  if (answer_size != NULL) *answer_size = needed;
  vg_set_error(found.error);
  vg_free_text(&line);
  vg_free_text(&answer);
  return found.verdict;
}

/* NUL-ended UTF-8 of what was given. */
static const char *narrow(struct text *text, struct given given) {
  vg_put_given(text, given);
  vg_put(text, "", 1);
  return text->failed ? NULL : text->at;
}

static int32_t outcome(struct given id, struct given what, struct given person, struct given reason,
                       struct room message) {
  struct settings settings = settings_now();
  struct text line = {0}, answer = {0}, said = {0}, name = {0}, word = {0};
  const char *plain_id = narrow(&name, id), *plain_word = narrow(&word, what);
  int32_t error = VIGILOT_ERROR_ARGUMENT;
  if (!vg_blank(id) && !vg_blank(what) && plain_id != NULL && plain_word != NULL) {
    vg_put_literal(&line, "{\"op\":\"outcome\"");
    put_member(&line, "id", id);
    put_member(&line, "outcome", what);
    put_member(&line, "operator", person);
    put_member(&line, "reason", reason);
    put_member(&line, "language", utf8(settings.english ? "en" : "fr"));
    vg_put_literal(&line, "}");
    error = exchange(&settings, &line, &answer);
    if (error == VIGILOT_OK) error = vg_read_outcome(span_of(&answer), plain_id, plain_word, &said);
  }
  struct span words = said.length > 0 ? span_of(&said) : sentence(error, settings.english);
  vg_copy_out(message, error == VIGILOT_OK ? (struct span){NULL, 0} : words);
  vg_set_error(error);
  vg_free_text(&line);
  vg_free_text(&answer);
  vg_free_text(&said);
  vg_free_text(&name);
  vg_free_text(&word);
  return error;
}

static int32_t status(struct room feed) {
  struct settings settings = settings_now();
  struct text line = {0}, answer = {0}, state = {0};
  vg_put_literal(&line, "{\"op\":\"status\"}");
  int32_t error = exchange(&settings, &line, &answer);
  if (error == VIGILOT_OK) error = vg_read_status(span_of(&answer), &state);
  if (!give(feed, span_of(&state)) && error == VIGILOT_OK) error = VIGILOT_ERROR_BUFFER;
  vg_set_error(error);
  vg_free_text(&line);
  vg_free_text(&answer);
  vg_free_text(&state);
  return error;
}

static int32_t error_text(int32_t error, struct room text) {
  vg_lock();
  int english = configured.english;
  vg_unlock();
  return vg_copy_out(text, sentence(error, english)) <= text.size ? VIGILOT_OK : VIGILOT_ERROR_BUFFER;
}

static int32_t configure(struct given address, int32_t timeout, struct given language) {
  struct text place = {0}, tongue = {0};
  const char *where = narrow(&place, address), *spoken = narrow(&tongue, language);
  int fine = where != NULL && spoken != NULL && place.length <= ADDRESS_SIZE &&
             (where[0] == 0 || vg_address_fits(where)) && (timeout == 0 || (timeout >= 50 && timeout <= 60000));
  int english = fine && spoken[0] == 'e' && spoken[1] == 'n' && spoken[2] == 0;
  if (fine && !english) fine = spoken[0] == 0 || (spoken[0] == 'f' && spoken[1] == 'r' && spoken[2] == 0);
  if (fine) {
    vg_lock();
    copy_address(configured.address, where, place.length - 1);
    configured.timeout = timeout;
    configured.english = english;
    vg_unlock();
  }
  vg_free_text(&place);
  vg_free_text(&tongue);
  return fine ? VIGILOT_OK : VIGILOT_ERROR_ARGUMENT;
}

int32_t VIGILOT_CALL vigilot_check(const char *scan, const char *terminal, const char *sale, char *id, int32_t id_size,
                                   char *message, int32_t message_size) {
  return check(utf8(scan), utf8(terminal), utf8(sale), room8(id, id_size), room8(message, message_size));
}

int32_t VIGILOT_CALL vigilot_check_w(const vigilot_wchar *scan, const vigilot_wchar *terminal,
                                     const vigilot_wchar *sale, vigilot_wchar *id, int32_t id_size,
                                     vigilot_wchar *message, int32_t message_size) {
  return check(utf16(scan), utf16(terminal), utf16(sale), room16(id, id_size), room16(message, message_size));
}

int32_t VIGILOT_CALL vigilot_check_pack(const char *code, const char *lot, const char *expiry, const char *serial,
                                        const char *terminal, const char *sale, char *id, int32_t id_size,
                                        char *message, int32_t message_size) {
  return check_pack(utf8(code), utf8(lot), utf8(expiry), utf8(serial), utf8(terminal), utf8(sale), room8(id, id_size),
                    room8(message, message_size));
}

int32_t VIGILOT_CALL vigilot_check_pack_w(const vigilot_wchar *code, const vigilot_wchar *lot,
                                          const vigilot_wchar *expiry, const vigilot_wchar *serial,
                                          const vigilot_wchar *terminal, const vigilot_wchar *sale, vigilot_wchar *id,
                                          int32_t id_size, vigilot_wchar *message, int32_t message_size) {
  return check_pack(utf16(code), utf16(lot), utf16(expiry), utf16(serial), utf16(terminal), utf16(sale),
                    room16(id, id_size), room16(message, message_size));
}

int32_t VIGILOT_CALL vigilot_check_batch(const char *scans, const char *terminal, const char *sale, int32_t *verdicts,
                                         int32_t count, char *ids, int32_t ids_size, char *messages,
                                         int32_t messages_size) {
  return check_batch(utf8(scans), utf8(terminal), utf8(sale), verdicts, count, room8(ids, ids_size),
                     room8(messages, messages_size));
}

int32_t VIGILOT_CALL vigilot_check_batch_w(const vigilot_wchar *scans, const vigilot_wchar *terminal,
                                           const vigilot_wchar *sale, int32_t *verdicts, int32_t count,
                                           vigilot_wchar *ids, int32_t ids_size, vigilot_wchar *messages,
                                           int32_t messages_size) {
  return check_batch(utf16(scans), utf16(terminal), utf16(sale), verdicts, count, room16(ids, ids_size),
                     room16(messages, messages_size));
}

int32_t VIGILOT_CALL vigilot_ask(const char *request, char *answer, int32_t *answer_size) {
  return ask(utf8(request), answer, answer_size, 0);
}

int32_t VIGILOT_CALL vigilot_ask_w(const vigilot_wchar *request, vigilot_wchar *answer, int32_t *answer_size) {
  return ask(utf16(request), answer, answer_size, 1);
}

int32_t VIGILOT_CALL vigilot_outcome(const char *id, const char *what, const char *person, const char *reason,
                                     char *message, int32_t message_size) {
  return outcome(utf8(id), utf8(what), utf8(person), utf8(reason), room8(message, message_size));
}

int32_t VIGILOT_CALL vigilot_outcome_w(const vigilot_wchar *id, const vigilot_wchar *what, const vigilot_wchar *person,
                                       const vigilot_wchar *reason, vigilot_wchar *message, int32_t message_size) {
  return outcome(utf16(id), utf16(what), utf16(person), utf16(reason), room16(message, message_size));
}

int32_t VIGILOT_CALL vigilot_status(char *feed, int32_t feed_size) { return status(room8(feed, feed_size)); }

int32_t VIGILOT_CALL vigilot_status_w(vigilot_wchar *feed, int32_t feed_size) {
  return status(room16(feed, feed_size));
}

int32_t VIGILOT_CALL vigilot_last_error(void) { return vg_get_error(); }

int32_t VIGILOT_CALL vigilot_error_text(int32_t error, char *text, int32_t size) {
  return error_text(error, room8(text, size));
}

int32_t VIGILOT_CALL vigilot_error_text_w(int32_t error, vigilot_wchar *text, int32_t size) {
  return error_text(error, room16(text, size));
}

int32_t VIGILOT_CALL vigilot_configure(const char *address, int32_t timeout_ms, const char *language) {
  return configure(utf8(address), timeout_ms, utf8(language));
}

int32_t VIGILOT_CALL vigilot_configure_w(const vigilot_wchar *address, int32_t timeout_ms,
                                         const vigilot_wchar *language) {
  return configure(utf16(address), timeout_ms, utf16(language));
}

int32_t VIGILOT_CALL vigilot_version(void) { return VERSION; }
