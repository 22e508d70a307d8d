/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between libyang 2 and libyang 3.
 */
#ifndef PS_LIBYANG_COMPAT_H
#define PS_LIBYANG_COMPAT_H

#include <libyang/libyang.h>
#include <libyang/version.h>
#include <stdio.h>

#include "policy/model_text.h"
#include "policy/status.h"
#include "policy/text.h"

/* The last error of a context, and its place as model_text.h reads it. */
struct ps_libyang_error {
	const struct ly_err_item *item; /* NULL: none */
	bool no_memory;
	char place[2 * PS_ERROR_TEXT]; /* cut to size */
};

static inline void ps_libyang_last_error(const struct ly_ctx *context,
					 struct ps_libyang_error *error)
{
	const struct ly_err_item *item = ly_err_last(context);
	struct ps_text text;

	*error = (struct ps_libyang_error){ .item = item };
	if (!item)
		return;
#if LY_VERSION_MAJOR < 3
	(void)text;
	error->no_memory = item->no == LY_EMEM;
	snprintf(error->place, sizeof(error->place), "%s",
		 item->path ? item->path : "");
#else
	error->no_memory = item->err == LY_EMEM;
	text = ps_text_in(error->place, sizeof(error->place));
	if (item->data_path)
		ps_text_add(&text, "D" PS_PLACE_DATA "%s\", ", item->data_path);
	if (item->schema_path)
		ps_text_add(&text, "s" PS_PLACE_SCHEMA "%s\", ",
			    item->schema_path);
	if (item->line)
		ps_text_add(&text, "l" PS_PLACE_LINE "%llu",
			    (unsigned long long)item->line);
#endif
}

#endif
