/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The VRPs an instance judges by: read from a JSON file by a child, checked
 * in slices, swapped in whole.
 */
#ifndef PS_VRPS_H
#define PS_VRPS_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"
#include "policy/decide.h"

struct instance;
struct child;

struct vrps {
	enum ps_rpki_data data;
	struct ps_vrp_table *table; /* complete, or NULL */
	const void *image;
	size_t size;
	struct ps_vrp_table *next;
	const void *next_image;
	size_t next_size;
	struct child *child;
	compat_event *check;
	compat_event *gate; /* end of the start gate */
	ps_usec since;	    /* of the table */
	char *failure;	    /* why the last reading failed, or NULL */
};

/*
 * A policy has come into force: start the gate when RPKI is new, read the
 * file it names, or forget everything when it names none.
 */
void vrps_reload(struct instance *instance);

void vrps_fini(struct instance *instance);

#endif
