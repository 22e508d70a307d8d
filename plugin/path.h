/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One path of a destination: how the engine sees it, what was decided, what
 * was done to it, and what it was before, so that it can be undone exactly.
 * Paths that the policy doesn't touch have no record.
 */
#ifndef PS_PATH_H
#define PS_PATH_H

#include "plugin/frr_compat.h"
#include "policy/decide.h"

struct instance;
struct session;

PREDECL_HASH(path_records);
PREDECL_DLIST(session_paths);

struct path_record {
	struct path_records_item by_path;
	struct session_paths_item by_session;
	const struct bgp_path_info *pi; /* only a key once it has died */
	struct bgp_dest *dest;
	struct instance *instance;
	struct session *session;
	struct ps_verdict verdict;
	/* Set while applied: our attributes, in the path's place. */
	const struct attr *applied;
	uint32_t original_local_pref;
	uint32_t original_weight;
	bool original_has_local_pref;
	bool enforced;	/* false: observe */
	bool denied;	/* we cleared VALID */
	bool announced; /* an event has told of it */
};

struct path_counts {
	uint32_t permitted; /* paths with a rank or registered */
	uint32_t denied;
};

/* The table of records lives as long as the module. */
void path_init(void);

/*
 * The engine's view of a path. segments must have room for
 * PS_MAX_AS_SEGMENTS and live as long as route.
 */
void path_view(struct instance *instance, const struct bgp_dest *dest,
	       struct bgp_path_info *pi, struct ps_as_segment *segments,
	       struct ps_route *route);

/* Whether a registered prefix covers the destination. The hot path. */
bool path_is_registered(const struct instance *instance,
			const struct bgp_dest *dest);

/*
 * Judge a path against the policy in force and make it so: clear or set
 * VALID, set or restore the rank. Observe only records. registered: as
 * path_is_registered() says, asked once for all paths. Returns whether the
 * path was changed. Paths being removed are left alone.
 */
bool path_judge(struct instance *instance, struct bgp_dest *dest,
		struct bgp_path_info *pi, bool registered);

/* The record of a path, or NULL. The pointer is only compared. */
struct path_record *path_record_find(const struct bgp_path_info *pi);

/* A path has died: drop its record, if any, and tell of the withdrawal. */
void path_forget(const struct bgp_path_info *pi);

/* Undo everything done to an instance's paths and drop their records. */
void path_forget_all(struct instance *instance);

#endif
