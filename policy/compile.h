/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiler: a candidate becomes a policy image, or an error that a
 * person can act on. Slow (libyang) and meant for a process of its own.
 */
#ifndef PS_COMPILE_H
#define PS_COMPILE_H

#include <stddef.h>

#include "policy/status.h"

struct ps_compile_input {
	const char *yang_dir; /* where peering-service.yang is */
	const char *vrf;      /* the instance wanted */
	char *candidate;      /* candidate.h; NUL-terminated, cut up */
	size_t size;	      /* of the candidate, NUL excluded */
	/* Told of each thing that is allowed but looks wrong; may be NULL. */
	void (*warn)(const char *text);
};

/*
 * Compile. The image is the caller's, to be freed with free(). PS_INVALID,
 * PS_TOO_BIG, PS_NO_MEMORY or PS_IO with the place and the remedy in err.
 */
enum ps_status ps_compile(const struct ps_compile_input *input, void **image,
			  size_t *size, struct ps_error *err);

#endif
