/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers on the command line.
 */
#ifndef NUMBER_H
#define NUMBER_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Whether text is a number up to most; out is written only then. */
static inline bool parse_number(const char *text, unsigned long most,
				unsigned long *out)
{
	unsigned long number;

	if (!*text || strspn(text, "0123456789") != strlen(text))
		return false;
	errno = 0;
	number = strtoul(text, NULL, 10);
	if (errno || number > most)
		return false;
	*out = number;
	return true;
}

#endif
