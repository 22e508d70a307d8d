/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that is put together piece by piece in a buffer of the caller's. What
 * doesn't fit is cut off; the buffer always ends with a NUL.
 */
#ifndef PS_TEXT_H
#define PS_TEXT_H

#include <stddef.h>

struct ps_text {
	char *out;
	size_t size; /* octets, NUL included; at least 1 */
	size_t used; /* without the NUL */
};

/* An empty text in a buffer of size octets. */
struct ps_text ps_text_in(char *out, size_t size);

/* Append one character. */
void ps_text_char(struct ps_text *text, char c);

/* Append in the manner of printf. */
void ps_text_add(struct ps_text *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
