/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AS paths as people write them: "8075 64510", sets in braces: "8075 {1 2}".
 * What is printed is as bgpd prints it: "8075 {1,2}", confederations in
 * parentheses.
 */
#ifndef PS_AS_PATH_TEXT_H
#define PS_AS_PATH_TEXT_H

#include "policy/decide.h"
#include "policy/limits.h"

struct ps_as_path_text {
	struct ps_as_path path; /* points into the rest */
	struct ps_as_segment segment[PS_MAX_AS_SEGMENTS];
	uint32_t as[PS_MAX_TYPED_AS];
};

/*
 * Parse text into *out, which must stay where it is as long as the path is
 * used. The empty text is the empty path. PS_INVALID or PS_TOO_BIG.
 */
enum ps_status ps_as_path_parse(const char *text, struct ps_as_path_text *out,
				struct ps_error *err);

/* Print it into size octets, cut to fit; returns out. */
const char *ps_as_path_print(const struct ps_as_path *path, char *out,
			     size_t size);

/* A number that tells paths apart, for practical purposes. */
uint64_t ps_as_path_digest(const struct ps_as_path *path);

#endif
