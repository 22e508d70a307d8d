/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show_text.h"

#include "plugin/instance.h"

#define COLUMNS 80
#define OVERLONG_INDENT 4

/* Go on at a column; further lines are indented. */
static void wrap(struct vty *vty, unsigned int column, unsigned int indent,
		 const char *text)
{
	unsigned int length;
	bool first = true;

	for (; *text; text += length + strspn(text + length, " ")) {
		length = strcspn(text, " ");
		if (!first && column + 1 + length > COLUMNS) {
			vty_out(vty, "\n%*s", indent, "");
			column = indent;
			first = true;
		}
		vty_out(vty, "%s%.*s", first ? "" : " ", length, text);
		column += length + !first;
		first = false;
	}
	vty_out(vty, "\n");
}

void show_wrapped(struct vty *vty, unsigned int indent, const char *text)
{
	vty_out(vty, "%*s", indent, "");
	wrap(vty, indent, indent + 2, text);
}

void show_wrapf(struct vty *vty, unsigned int indent, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = vasprintfrr(MTYPE_TMP, fmt, args);
	va_end(args);
	show_wrapped(vty, indent, text);
	XFREE(MTYPE_TMP, text);
}

void show_labelled(struct vty *vty, unsigned int width, const char *label,
		   const char *fmt, ...)
{
	unsigned int column = 2 + width + 1;
	va_list args;
	char *text;

	vty_out(vty, "  %-*s ", width, label);
	va_start(args, fmt);
	text = vasprintfrr(MTYPE_TMP, fmt, args);
	va_end(args);
	wrap(vty, column, column, text);
	XFREE(MTYPE_TMP, text);
}

static size_t longest_word(const char *text)
{
	size_t longest = 0, length;

	for (; *text; text += length + strspn(text + length, " ")) {
		length = strcspn(text, " ");
		if (length > longest)
			longest = length;
	}
	return longest;
}

void show_column(struct vty *vty, unsigned int from, unsigned int width,
		 const char *text)
{
	if (strlen(text) <= width) {
		vty_out(vty, "%-*s ", width, text);
		return;
	}
	if (longest_word(text) > COLUMNS - from) {
		vty_out(vty, "\n%*s", OVERLONG_INDENT, "");
		wrap(vty, OVERLONG_INDENT, OVERLONG_INDENT, text);
	} else {
		wrap(vty, from, from, text);
	}
	vty_out(vty, "%*s", from + width + 1, "");
}

const char *show_age(ps_usec since, char buf[SHOW_AGE])
{
	uint64_t seconds = (instance_now() - since) / PS_USEC_PER_SEC;

	if (seconds < 86400)
		snprintf(buf, SHOW_AGE, "%02u:%02u:%02u",
			 (unsigned int)(seconds / 3600),
			 (unsigned int)(seconds / 60 % 60),
			 (unsigned int)(seconds % 60));
	else
		snprintf(buf, SHOW_AGE, "%" PRIu64 "d%02uh", seconds / 86400,
			 (unsigned int)(seconds / 3600 % 24));
	return buf;
}
