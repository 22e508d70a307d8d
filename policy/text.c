/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 3 }; /* of a list */

struct ps_text ps_text_in(char *out, size_t size)
{
	out[0] = '\0';
	return (struct ps_text){ .out = out, .size = size };
}

void ps_text_char(struct ps_text *text, char c)
{
	if (text->used + 1 < text->size)
		text->out[text->used++] = c;
	text->out[text->used] = '\0';
}

void ps_text_add(struct ps_text *text, const char *fmt, ...)
{
	size_t room = text->size - text->used;
	va_list args;
	int length;

	va_start(args, fmt);
	length = vsnprintf(text->out + text->used, room, fmt, args);
	va_end(args);
	if (length > 0)
		text->used += (size_t)length < room ? (size_t)length : room - 1;
}

bool ps_text_item(struct ps_text_list *list)
{
	if (list->count && list->count < SHOWN)
		ps_text_add(list->text, ", ");
	return list->count++ < SHOWN;
}

void ps_text_end(const struct ps_text_list *list)
{
	if (list->count > SHOWN)
		ps_text_add(list->text, " and %u more", list->count - SHOWN);
}

void ps_text_copy(char *out, size_t size, const char *text)
{
	size_t length = strnlen(text, size - 1);

	memcpy(out, text, length);
	out[length] = '\0';
}
