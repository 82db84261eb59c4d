/* What an answer of the agent means. */
#ifndef VG_ANSWER_H
#define VG_ANSWER_H

#include "text.h"

/* What became of one question. `id` and `message` are appended to. */
struct finding {
  int32_t verdict, error;
};

/* One check: VIGILOT_ALLOW only where it is a check of the agent, understood whole. */
struct finding vg_read_check(struct span answer, struct text *id, struct text *message);

/*
 * A basket of `count`: the worst verdict. `verdicts` receives one each, `ids` and `messages` a line each. Where the answer is
 * not understood whole, all are VIGILOT_VERIFY.
 */
struct finding vg_read_batch(struct span answer, int32_t count, int32_t *verdicts, struct text *ids,
                             struct text *messages);

/* Any answer to one call: a basket where `count` > 0, else a check, or something that holds no verdict. */
struct finding vg_read_any(struct span answer, int32_t count);

/* Whether this is the record of that outcome. */
int32_t vg_read_outcome(struct span answer, const char *id, const char *outcome, struct text *message);

/* The state of the feed. */
int32_t vg_read_status(struct span answer, struct text *feed);

#endif
