/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places and errors of the model in the operator's words: what libyang says
 * about paths becomes what stands in the configuration.
 */
#ifndef PS_MODEL_TEXT_H
#define PS_MODEL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/status.h"

/* What libyang says about an error; place, tag and values may be NULL. */
struct ps_model_error {
	const char *message;
	const char *place;  /* with a path, a line number, both or none */
	const char *tag;    /* error-app-tag, RFC 7950, 15 */
	const char *values; /* what the leaf takes: "observe, enforce" */
};

/*
 * "/…/instance[vrf='default']/prefix[prefix='192.0.2.0/24']/side" as "prefix
 * 192.0.2.0/24 side"; the instance itself as "instance default". Cut to
 * size. Returns out.
 */
const char *ps_model_words(const char *path, char *out, size_t size);

/* The line under 'router bgp' that sets path to value. Cut to size. */
const char *ps_model_line(const char *path, const char *value, char *out,
			  size_t size);

/*
 * The path of the data or of the schema that place names; false when there
 * is none or it doesn't fit.
 */
#define PS_PLACE_DATA "ata location \""
#define PS_PLACE_SCHEMA "chema location \""
#define PS_PLACE_LINE "ine number "
bool ps_model_path(const char *place, const char *kind, char *out, size_t size);

/* Take the keys out of a path: from the data's to the schema's. */
void ps_model_strip_keys(char *path);

/*
 * Say that what stands at place has been given before; first and second are
 * the files, or NULL for a line. Returns PS_INVALID.
 */
enum ps_status ps_model_fail_twice(const char *place, const char *first,
				   const char *second, struct ps_error *err);

/*
 * Say it in one sentence: file (NULL: none), line number, place, message,
 * remedy. Returns PS_INVALID.
 */
enum ps_status ps_model_explain(const char *file,
				const struct ps_model_error *said,
				struct ps_error *err);

#endif
