#include "answer.h"
#include "../vigilot.h"
#include "json.h"
#include "system.h"

static const struct finding misunderstood = {VIGILOT_VERIFY, VIGILOT_ERROR_ANSWER};

static int32_t verdict_of(struct span value) {
  if (vg_is(value, "allow")) return VIGILOT_ALLOW;
  if (vg_is(value, "block")) return VIGILOT_BLOCK;
  return vg_is(value, "verify") ? VIGILOT_VERIFY : 0;
}

static int has(const struct members *members, enum member which) { return members->of[which].at != NULL; }

/* A problem document (RFC 9457): what it says goes to `message`. */
static int read_problem(const struct members *problem, struct text *message) {
  return has(problem, MEMBER_TYPE) && has(problem, MEMBER_STATUS) && !has(problem, MEMBER_VERDICT) &&
         vg_put_meaning(message, problem->of[MEMBER_TITLE]);
}

struct finding vg_read_check(struct span answer, struct text *id, struct text *message) {
  struct finding found = misunderstood;
  struct members members;
  if (!vg_members(answer, &members)) return found;
  if (read_problem(&members, message)) {
    found.error = VIGILOT_ERROR_REFUSED;
    return found;
  }
  int32_t verdict = verdict_of(members.of[MEMBER_VERDICT]);
  /* A check and nothing else: no basket, no problem, nothing of a document that has a status. */
  if (verdict == 0 || has(&members, MEMBER_PROBLEM) || has(&members, MEMBER_ITEMS) || has(&members, MEMBER_STATUS) ||
      vg_is(members.of[MEMBER_ID], "") || vg_is(members.of[MEMBER_MESSAGE], ""))
    return found;
  struct text name = {0}, sentence = {0};
  if (vg_put_meaning(&name, members.of[MEMBER_ID]) && vg_put_meaning(&sentence, members.of[MEMBER_MESSAGE])) {
    vg_put(id, name.at, name.length);
    vg_put(message, sentence.at, sentence.length);
    if (name.failed || sentence.failed || id->failed || message->failed) {
      found.error = VIGILOT_ERROR_SYSTEM;
    } else {
      found.verdict = verdict;
      found.error = VIGILOT_OK;
    }
  }
  vg_free_text(&name);
  vg_free_text(&sentence);
  return found;
}

struct basket {
  int32_t count, seen, worst, error;
  int32_t *verdicts;
  struct text *ids, *messages;
};

/* A line of its own: what would end it becomes a space. */
static void put_line(struct text *lines, int32_t index, struct text *line) {
  if (index > 0) vg_put(lines, "\n", 1);
  for (size_t n = 0; n < line->length; n++)
    if (line->at[n] == '\n' || line->at[n] == '\r') line->at[n] = ' ';
  vg_put(lines, line->at, line->length);
  lines->failed |= line->failed;
  vg_free_text(line);
}

static int read_item(void *context, struct span element) {
  struct basket *basket = context;
  struct text id = {0}, message = {0};
  struct members item, problem;
  struct finding found;
  if (basket->seen == basket->count || !vg_members(element, &item)) return 0;
  if (has(&item, MEMBER_PROBLEM) && !has(&item, MEMBER_VERDICT)) {
    found = misunderstood;
    if (vg_members(item.of[MEMBER_PROBLEM], &problem) && read_problem(&problem, &message))
      found.error = VIGILOT_ERROR_REFUSED;
  } else {
    found = vg_read_check(element, &id, &message);
    /* A problem stands under its name in a basket. */
    if (found.error == VIGILOT_ERROR_REFUSED) found = misunderstood;
  }
  if (basket->verdicts != NULL) basket->verdicts[basket->seen] = found.verdict;
  if (found.verdict > basket->worst) basket->worst = found.verdict;
  if (found.error != VIGILOT_OK && basket->error != VIGILOT_ERROR_ANSWER) basket->error = found.error;
  put_line(basket->ids, basket->seen, &id);
  put_line(basket->messages, basket->seen, &message);
  basket->seen++;
  return found.error == VIGILOT_OK || found.error == VIGILOT_ERROR_REFUSED;
}

struct finding vg_read_batch(struct span answer, int32_t count, int32_t *verdicts, struct text *ids,
                             struct text *messages) {
  struct finding found = misunderstood;
  struct members members;
  struct basket basket = {count, 0, VIGILOT_ALLOW, VIGILOT_OK, verdicts, ids, messages};
  if (!vg_members(answer, &members)) return found;
  if (read_problem(&members, messages)) {
    found.error = VIGILOT_ERROR_REFUSED;
    return found;
  }
  if (!has(&members, MEMBER_STATUS) && !has(&members, MEMBER_PROBLEM) &&
      vg_elements(members.of[MEMBER_ITEMS], read_item, &basket) == count &&
      verdict_of(members.of[MEMBER_VERDICT]) == basket.worst && !ids->failed && !messages->failed) {
    found.verdict = basket.worst;
    found.error = basket.error;
    return found;
  }
  for (int32_t n = 0; verdicts != NULL && n < count; n++) verdicts[n] = VIGILOT_VERIFY;
  ids->length = messages->length = 0;
  return found;
}

struct finding vg_read_any(struct span answer, int32_t count) {
  struct members members;
  struct text id = {0}, message = {0};
  struct finding found = misunderstood;
  if (count > 0) found = vg_read_batch(answer, count, NULL, &id, &message);
  else if (!vg_members(answer, &members)) return found;
  else if (has(&members, MEMBER_VERDICT) || has(&members, MEMBER_STATUS)) found = vg_read_check(answer, &id, &message);
  else found.error = VIGILOT_OK;
  vg_free_text(&id);
  vg_free_text(&message);
  return found;
}

int32_t vg_read_outcome(struct span answer, const char *id, const char *outcome, struct text *message) {
  struct members members;
  if (!vg_members(answer, &members)) return VIGILOT_ERROR_ANSWER;
  if (read_problem(&members, message)) return VIGILOT_ERROR_REFUSED;
  return vg_is(members.of[MEMBER_CHECK_ID], id) && vg_is(members.of[MEMBER_OUTCOME], outcome) ? VIGILOT_OK
                                                                                             : VIGILOT_ERROR_ANSWER;
}

int32_t vg_read_status(struct span answer, struct text *feed) {
  struct members members, inner;
  if (!vg_members(answer, &members)) return VIGILOT_ERROR_ANSWER;
  if (read_problem(&members, feed)) {
    feed->length = 0;
    return VIGILOT_ERROR_REFUSED;
  }
  if (!vg_members(members.of[MEMBER_FEED], &inner) || !vg_put_meaning(feed, inner.of[MEMBER_STATE]))
    return VIGILOT_ERROR_ANSWER;
  return VIGILOT_OK;
}

int vg_take_answer(struct text *answer, const char *bytes, size_t length) {
  for (size_t n = 0; n < length; n++) {
    if (bytes[n] != '\n') continue;
    vg_put(answer, bytes, n);
    /* One line was asked for. */
    return n + 1 == length ? 1 : -1;
  }
  vg_put(answer, bytes, length);
  return answer->failed ? -1 : 0;
}
