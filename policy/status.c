/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/status.h"

#include <stdarg.h>
#include <stdio.h>

enum ps_status ps_fail(struct ps_error *err, enum ps_status status,
		       const char *fmt, ...)
{
	va_list args;

	if (!err)
		return status;
	err->status = status;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	return status;
}
