/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-service validate FILE: what would change if the policy file were in
 * force, without changing anything. A child compiles the candidate, another
 * compares it with what is in force, and the routes that are there are judged
 * by both, in slices; the operator waits for the result, bgpd doesn't.
 */
#ifndef PS_VALIDATE_H
#define PS_VALIDATE_H

#include "plugin/show.h"

struct validate_request {
	const char *file;
	const char *instead_of; /* the policy file it would replace, or NULL */
	struct show show;	/* which instances, and how to print */
};

/*
 * Begin; the request is copied. Returns the command's result. One validation
 * at a time.
 */
int validate_start(struct vty *vty, const struct validate_request *request);

/* An instance is about to go: the validation that is under way ends. */
void validate_abandon(void);

#endif
