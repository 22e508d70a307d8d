/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AS path of a route as the engine sees it (RFC 4271, 4.3; RFC 5065, 3;
 * RFC 6793), and what can be asked of it.
 */
#ifndef PS_AS_PATH_H
#define PS_AS_PATH_H

#include <stdbool.h>
#include <stdint.h>

enum ps_as_segment_type {
	PS_AS_SET = 1,
	PS_AS_SEQUENCE = 2,
	PS_AS_CONFED_SEQUENCE = 3,
	PS_AS_CONFED_SET = 4,
};

struct ps_as_segment {
	const uint32_t *as; /* borrowed, host byte order */
	uint16_t count;
	uint8_t type; /* enum ps_as_segment_type */
};

struct ps_as_path {
	const struct ps_as_segment *segment; /* borrowed */
	uint16_t count;
	bool overflow; /* more than PS_MAX_AS_SEGMENTS: not looked at whole */
};

/* The origin AS (RFC 6811, 2), or false: AS_SET, empty or overlong. */
bool ps_as_path_origin(const struct ps_as_path *path, uint32_t *origin);

/* The first AS that isn't a confederation's, or false. */
bool ps_as_path_first(const struct ps_as_path *path, uint32_t *first);

/*
 * Hops as best-path selection counts them (RFC 4271, 9.1.2.2 a): an AS_SET is
 * one, confederation segments are none.
 */
uint32_t ps_as_path_length(const struct ps_as_path *path);

/*
 * The first AS of the path, confederation segments left out, for which test()
 * is true; it is written to *found. False: there is none.
 */
bool ps_as_path_find(const struct ps_as_path *path,
		     bool (*test)(uint32_t asn, const void *arg),
		     const void *arg, uint32_t *found);

/*
 * Whether an AS stands twice in a row, as prepending leaves it; confederation
 * segments are left out, and an AS_SET is no neighbor to anybody. *repeated
 * is the first such AS.
 */
bool ps_as_path_repeated(const struct ps_as_path *path, uint32_t *repeated);

/*
 * Whether an AS has no business in a path of the internet: AS 0 (RFC 7607),
 * AS_TRANS (RFC 6793), private use (RFC 6996), last of a range (RFC 7300), or
 * reserved by IANA. What is for documentation (RFC 5398) isn't among them, so
 * that examples work as printed.
 */
bool ps_as_is_private_or_reserved(uint32_t asn);

#endif
