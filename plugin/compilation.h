/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a candidate to a policy that could come into force: a child compiles
 * it, and the image that comes back is checked in slices.
 */
#ifndef PS_COMPILATION_H
#define PS_COMPILATION_H

#include "plugin/frr_compat.h"
#include "policy/policy.h"

struct compilation; /* opaque */
struct instance;

/* A policy together with what it stands on. */
struct compiled {
	struct ps_policy *policy;
	const void *image;
	size_t size;
	int fd; /* of the image's memory file, or -1 */
};

/* Let go of it; one with nothing in it is accepted. */
void compiled_free(struct compiled *compiled);

/*
 * It has ended. result is the callee's and text what the compiler remarked,
 * or ""; or result is NULL and text says why.
 */
typedef void (*compilation_done)(struct compiled *result, const char *text,
				 void *arg);

/*
 * Compile a candidate (policy/candidate.h), which is borrowed. done() is
 * called once, later. NULL with err filled when it can't be started.
 */
struct compilation *compilation_start(const struct instance *instance,
				      const char *candidate, size_t size,
				      compilation_done done, void *arg,
				      struct ps_error *err);

/* Stop; done() won't be called. NULL is accepted. */
void compilation_cancel(struct compilation *compilation);

#endif
