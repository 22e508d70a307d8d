/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of the show commands: within 80 columns, whatever names are in it. Only
 * a single word may be longer.
 */
#ifndef PS_SHOW_TEXT_H
#define PS_SHOW_TEXT_H

#include <zebra.h>

#include "vty.h"

#include "policy/clock.h"

#define SHOW_AGE 24

/* For how long: "00:03:11", or "3d04h" from a day on. Returns buf. */
const char *show_age(ps_usec since, char buf[SHOW_AGE]);

/* Print a text, broken between words before column 80 and indented. */
void show_wrapped(struct vty *vty, unsigned int indent, const char *text);

/* The same with a text in the manner of printf. */
void show_wrapf(struct vty *vty, unsigned int indent, const char *fmt, ...)
	PRINTFRR(3, 4);

/*
 * The same behind a label, of at most that width, in column 2; further lines
 * begin where the text did.
 */
void show_labelled(struct vty *vty, unsigned int width, const char *label,
		   const char *fmt, ...) PRINTFRR(4, 5);

/*
 * A text in a column of a table, and a blank. One that is too long for it is
 * broken like the others, and the next column is on a line of its own.
 */
void show_column(struct vty *vty, unsigned int from, unsigned int width,
		 const char *text);

#endif
