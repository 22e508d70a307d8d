/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is remembered of a path: what was decided, what was done to it, and
 * what it was before, so that it can be undone exactly. Paths that the policy
 * doesn't touch have no record.
 */
#ifndef PS_PATH_RECORD_H
#define PS_PATH_RECORD_H

#include "plugin/frr_compat.h"
#include "policy/decide.h"

struct instance;
struct session;

PREDECL_HASH(path_records);
PREDECL_DLIST(session_paths);
PREDECL_DLIST(invalid_paths);

struct path_record {
	struct path_records_item by_path;
	struct session_paths_item by_session; /* in one of its two lists */
	struct invalid_paths_item by_invalid; /* while RPKI says so */
	const struct bgp_path_info *pi;	      /* only a key once it has died */
	struct bgp_dest *dest;
	struct instance *instance;
	struct session *session;
	struct ps_verdict verdict;
	uint64_t id;		      /* never another path's */
	struct aspath *as_path;	      /* that it was judged with; counted */
	struct ps_incident *incident; /* that it shows, or NULL */
	bool incident_missed;	      /* there was no room for it */
	struct ps_incident *detour;   /* that it is, while selected, or NULL */
	bool detour_missed;
	uint64_t told; /* digest of what events have told of it; 0: nothing */
	/* Set while applied: our attributes, in the path's place. */
	const struct attr *applied;
	uint32_t original_local_pref;
	uint32_t original_weight;
	bool original_has_local_pref;
	bool listed;   /* by its session */
	bool enforced; /* false: observe */
	bool denied;   /* we cleared VALID */
	bool marked;   /* what the cloud may hear of, with the community */
	bool best;     /* selected, as far as events tell */
};

DECLARE_DLIST(session_paths, struct path_record, by_session);
DECLARE_DLIST(invalid_paths, struct path_record, by_invalid);

/* Whether it is of a registered prefix: the session's first list. */
static inline bool path_record_is_registered(const struct path_record *record)
{
	return record->verdict.registration != PS_NO_INDEX;
}

struct path_counts {
	uint32_t permitted; /* paths with a rank or registered */
	uint32_t denied;
};

/* The table of records lives as long as the module. */
void path_record_init(void);

/* The record of a path, or NULL. The pointer is only compared. */
struct path_record *path_record_find(const struct bgp_path_info *pi);

/* A new record, that the session doesn't list yet. */
struct path_record *path_record_new(struct instance *instance,
				    struct bgp_dest *dest,
				    struct bgp_path_info *pi,
				    struct session *session);

/* Drop it; the path is left as it is. */
void path_record_free(struct path_record *record);

/*
 * A new verdict on a path with that AS path, and whether it is enforced;
 * keeps the counts right, and the record in its session's right list.
 */
void path_record_decide(struct path_record *record,
			const struct ps_verdict *verdict,
			struct aspath *as_path, bool enforced);

#endif
