/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of each path of a prefix, and why: gathered here, printed as
 * text (explain.c) or as JSON (explain_json.c).
 */
#ifndef PS_EXPLAIN_H
#define PS_EXPLAIN_H

#include "plugin/path.h"
#include "policy/announce.h"
#include "policy/evidence.h"

#define EXPLAIN_LABEL (2 * PS_MAX_NAME + 2)

struct explained {
	struct bgp_path_info *pi;
	struct view view;
	struct ps_verdict verdict;
	bool enforced;
	const struct path_record *record; /* NULL: untouched */
	char source[EXPLAIN_LABEL];	  /* "ashburn r1", "customer", … */
	char evidence[PS_EVIDENCE_TEXT];  /* or "" */
	const char *neighbor;		  /* as the operator wrote it */
	const char *as_path;
	const char *state;   /* what bgpd makes of it: "best", "valid", … */
	uint32_t local_pref; /* now; the default if it has none */
	uint32_t original_local_pref; /* without us, if we changed it */
};

/* "ashburn r1", or what a neighbor is if it isn't a location's. */
void explain_source(const struct instance *instance, const struct ps_peer *peer,
		    char out[EXPLAIN_LABEL]);

/* Look at one path. */
void explain_path(struct instance *instance, struct bgp_dest *dest,
		  struct bgp_path_info *pi, struct explained *out);

/*
 * All paths of a destination: the selected one, then the permitted ones, best
 * rank first, then the denied ones. *count is how many; free with
 * explain_free().
 */
struct bgp_path_info **explain_order(struct instance *instance,
				     struct bgp_dest *dest, size_t *count);
void explain_free(struct bgp_path_info **paths);

/* The registered prefix number i, and a destination, as JSON. */
json_object *explain_registration_json(const struct ps_policy *policy,
				       uint32_t i);
json_object *explain_dest_json(struct instance *instance,
			       struct bgp_dest *dest);

/* Whether and how the selected path is announced to the cloud. */
struct ps_announce explain_announce(struct instance *instance,
				    const struct explained *best,
				    uint32_t location);

#endif
