/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the model says about its places; model.c's.
 */
#ifndef PS_MODEL_SCHEMA_H
#define PS_MODEL_SCHEMA_H

#include <libyang/libyang.h>
#include <stdbool.h>

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
