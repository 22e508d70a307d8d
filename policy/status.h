/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a function of the engine says that it failed: a status for the
 * program and one sentence, with the place and the remedy, for a person.
 */
#ifndef PS_STATUS_H
#define PS_STATUS_H

#define PS_ERROR_TEXT 512 /* octets, NUL included; longer text is cut */

enum ps_status {
	PS_OK = 0,
	PS_AGAIN,     /* not finished: call again */
	PS_INVALID,   /* the input breaks a rule; the text says which */
	PS_TOO_BIG,   /* a limit of limits.h is reached */
	PS_NO_MEMORY, /* an allocation failed; nothing was changed */
	PS_IO,	      /* the system refused a read or a write */
};

struct ps_error {
	enum ps_status status;
	char text[PS_ERROR_TEXT];
};

/*
 * Fill err (NULL is accepted: only the status is wanted) and return status.
 * The text is the printf-style fmt, cut to PS_ERROR_TEXT.
 */
enum ps_status ps_fail(struct ps_error *err, enum ps_status status,
		       const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
