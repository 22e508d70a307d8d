/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that is put together piece by piece in a buffer of the caller's. What
 * doesn't fit is cut off; the buffer always ends with a NUL.
 */
#ifndef PS_TEXT_H
#define PS_TEXT_H

#include <stdbool.h>
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

/* A list in a text: the first few items are shown, the rest is counted. */
struct ps_text_list {
	struct ps_text *text;
	unsigned int count; /* begins at 0 */
};

/* Begin one more item; whether it is shown, that is to be appended now. */
bool ps_text_item(struct ps_text_list *list);

/* The list is complete: say how many weren't shown. */
void ps_text_end(const struct ps_text_list *list);

/* Copy a text into a buffer of size octets, cut to fit. */
void ps_text_copy(char *out, size_t size, const char *text);

#endif
