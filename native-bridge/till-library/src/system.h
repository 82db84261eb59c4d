/* What the library needs of the operating system: unix.c, windows.c. */
#ifndef VG_SYSTEM_H
#define VG_SYSTEM_H

#include "text.h"

/* Where the agent's door is unless told. */
extern const char vg_default_address[];

/* NULL where there is no memory. */
void *vg_alloc(size_t size);
void vg_free(void *at);

/* Milliseconds on a clock that nobody sets. */
int64_t vg_now(void);

/* Of this thread. */
void vg_set_error(int32_t error);
int32_t vg_get_error(void);

/* Around the settings of the process, held for a copy. */
void vg_lock(void);
void vg_unlock(void);

/* Whether an address names a door of this machine. */
int vg_address_fits(const char *address);

/*
 * Connects, makes sure that who answers is the agent, and only then sends `line` (with its end); appends the answer up to its
 * line feed, which is left out. Ends the connection. Gives up at `deadline`. Returns VIGILOT_OK or the error.
 */
int32_t vg_exchange(const char *address, int64_t deadline, struct span line, struct text *answer);

/*
 * For vg_exchange: appends what was read. 1 when the line is complete, 0 when more is to come, -1 where it is no answer
 * (something follows the line, or it is too long).
 */
int vg_take_answer(struct text *answer, const char *bytes, size_t length);

#endif
