/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model itself, and what it says about its places; model.c's.
 */
#ifndef PS_MODEL_SCHEMA_H
#define PS_MODEL_SCHEMA_H

#include <libyang/libyang.h>
#include <stdbool.h>

#include "policy/status.h"

/*
 * Load the model from yang_dir; *context is the caller's, on failure too.
 * PS_INVALID when it isn't there, or is of another revision than this was
 * made for.
 */
enum ps_status ps_schema_load(const char *yang_dir, struct ly_ctx **context,
			      struct ps_error *err);

/*
 * The values that the leaf at a place (model_text.h) takes when it is an
 * enumeration: "observe, enforce". NULL otherwise. Cut to size.
 */
const char *ps_schema_values(const struct ly_ctx *context, const char *place,
			     char *out, size_t size);

/*
 * The path below the instance (candidate.h) that the words of a line, without
 * 'peering-service' before them, name, and the value that they give it. False
 * when they name nothing, or the path is longer than size.
 */
bool ps_schema_line(const struct ly_ctx *context, const char *words, char *path,
		    size_t size, const char **value);

#endif
