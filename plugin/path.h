/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One path of a destination: judged against the policy in force, and made
 * what the verdict says.
 */
#ifndef PS_PATH_H
#define PS_PATH_H

#include "plugin/path_record.h"
#include "plugin/view.h"

/* Whether a registered prefix covers the destination. The hot path. */
bool path_is_registered(const struct instance *instance,
			const struct bgp_dest *dest);

/* The path that bgpd has selected, or NULL. */
struct bgp_path_info *path_selected(struct bgp_dest *dest);

/*
 * Whether bgpd has taken it out: to free it soon, or, with dampening, to count
 * its flaps. Where dampening is switched off, bgpd forgets to free it.
 */
bool path_is_away(const struct bgp_path_info *pi);

/*
 * What the policy in force makes of a path, and the view that it was judged
 * by. Returns whether that is enforced. Nothing is changed. The instance has
 * a policy, or the path is one imported from a denied one.
 */
bool path_decide(struct instance *instance, const struct bgp_dest *dest,
		 struct bgp_path_info *pi, struct view *view,
		 struct ps_verdict *verdict);

/*
 * Judge a path and make it so: clear or set VALID, set or restore the rank.
 * Observe only records. registered: as path_is_registered() says, asked once
 * for all paths. Returns whether the path was changed. Paths being removed
 * are left alone.
 */
bool path_judge(struct instance *instance, struct bgp_dest *dest,
		struct bgp_path_info *pi, bool registered);

/* The same at its birth, when bgpd hasn't queued it yet. */
void path_judge_born(struct instance *instance, struct bgp_dest *dest,
		     struct bgp_path_info *pi, bool registered);

/* A path has died: drop its record, if any, and tell of the withdrawal. */
void path_forget(const struct bgp_path_info *pi);

/* Undo everything done to an instance's paths and drop their records. */
void path_forget_all(struct instance *instance);

#endif
