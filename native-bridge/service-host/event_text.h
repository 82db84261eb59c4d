/* What the event log makes of a text that is an insert of another. Portable. */
#ifndef VIGILOT_EVENT_TEXT_H
#define VIGILOT_EVENT_TEXT_H
#include <wchar.h>

/*
 * A copy, to be freed, in which no percent sign stands before a digit or another percent sign: the Event Viewer would put an
 * insert, or a message of the system, in its place (ReportEventW, %n and %%n). NULL: there is no memory.
 */
wchar_t *event_text(const wchar_t *from);

#endif
