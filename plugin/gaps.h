/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gaps: what the operator has configured in bgpd that the module can't see
 * to, so that a registered prefix isn't safe there. Looked for after each
 * commit and every PS_GAP_SCAN_SEC, since bgpd tells of no change to a
 * neighbor; each is shown, logged and told as an event when it begins and when
 * it ends.
 */
#ifndef PS_GAPS_H
#define PS_GAPS_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"

struct instance;

#define GAP_WHERE 128

/* Routes of other protocols that are named one by one. */
#define GAP_OTHER_ROUTES 64

enum gap_kind {
	GAP_OUT_MAP = 0,
	GAP_DEFAULT_ORIGINATE,
	GAP_UNSUPPRESS_MAP,
	GAP_ADVERTISE_MAP,
	GAP_SEND_COMMUNITY,
	GAP_MAP_EDITED,
	GAP_CONDITIONAL,
	GAP_DEFAULT_ORIGINATE_MAP,
	GAP_FLOWSPEC,
	GAP_MULTICAST,
	GAP_DAMPENING,
	GAP_OTHER_ROUTE,
	GAP_OTHER_ROUTES_MORE,
	GAP_QUEUE,
	GAP_KINDS
};

PREDECL_RBTREE_UNIQ(gap_tree);

struct gap {
	struct gap_tree_item item;
	enum gap_kind kind;
	/* "192.0.2.1 ipv4", "203.0.113.0/25 static", a map, or "" for all */
	char where[GAP_WHERE];
	ps_usec since;
	bool seen; /* in the scan under way */
};

struct gaps {
	struct gap_tree_head tree;
	compat_event *scan, *soon;
};

void gaps_init(struct instance *instance);
void gaps_fini(struct instance *instance);

/* Look for gaps now, or in a moment, together with what else happens. */
void gaps_scan(struct instance *instance);
void gaps_scan_soon(struct instance *instance);

/* Call each() for every gap there is. */
void gaps_each(const struct instance *instance,
	       void (*each)(const struct gap *gap, void *arg), void *arg);

/* How many there are. */
size_t gaps_count(const struct instance *instance);

/* "out-map", "flowspec", …, and a sentence with the remedy. */
const char *gap_name(enum gap_kind kind);
const char *gap_text(enum gap_kind kind);

#endif
