/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The VRPs that an instance judges by. They come whole from peering-rtrd
 * (vrp_feed.h), are checked in slices and swapped in at once; then what they
 * changed is looked at again (vrp_change.h), and only then comes the next set.
 * They serve until they expire, whatever becomes of peering-rtrd.
 */
#ifndef PS_VRPS_H
#define PS_VRPS_H

#include "plugin/frr_compat.h"
#include "plugin/vrp_change.h"
#include "plugin/vrp_image.h"
#include "plugin/vrp_told.h"
#include "policy/clock.h"
#include "policy/decide.h"
#include "policy/feed.h"

struct instance;
struct vrp_feed;

struct vrps {
	enum ps_rpki_data data;
	struct vrp_feed *feed;	  /* NULL: nothing is configured */
	struct vrp_image now;	  /* in force */
	struct vrp_image old;	  /* until what has changed was looked at */
	struct vrp_image next;	  /* being checked */
	struct vrp_image waiting; /* the latest that came meanwhile */
	struct vrp_change change;
	compat_event *check;
	compat_event *gate; /* end of the start gate */
	ps_usec gate_began;
	compat_event *expiry; /* of the set in force */
	ps_usec since;	      /* it is in force */
	ps_usec expires;      /* PS_USEC_NEVER: it doesn't */
	uint32_t sets;	      /* that came into force */
	uint32_t added;	      /* by the last one that changed another */
	uint32_t removed;
	bool stale; /* none of its sources is in sync */
	struct vrp_told told;
	char *failure; /* why peering-rtrd or its last set failed, or NULL */
};

/*
 * A policy has come into force: start the gate when RPKI is new, start
 * peering-rtrd with the sources it names or have it read its files again, or
 * forget everything when it names none.
 */
void vrps_reload(struct instance *instance);

/* VRPs in force. */
uint32_t vrps_count(const struct vrps *vrps);

/* What is wrong with the data, or NULL. */
const char *vrps_failure(const struct vrps *vrps);

void vrps_fini(struct instance *instance);

#endif
