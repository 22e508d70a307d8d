/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The selection gate: it stands before bgpd's best-path selection, on the
 * process queue, and looks at every destination's paths before bgpd does.
 * A denied path has lost its VALID flag and a permitted one carries its rank
 * when selection sees them; whatever the operator's maps, weights or sources
 * did before, nothing is selected unseen.
 */
#ifndef PS_GATE_H
#define PS_GATE_H

#include "plugin/frr_compat.h"

struct instance;

struct gate {
	wq_item_status (*original)(struct work_queue *wq, void *item);
	bool trusted;	      /* process_queue.h */
	unsigned int judged;  /* of the item being run, from its head on … */
	unsigned int imports; /* … as long as leak_imports() is this */
};

/* Stand before the instance's selection. */
void gate_install(struct instance *instance);

/* Put the original work function back; the mirror of gate_install(). */
void gate_remove(struct instance *instance);

/* Whether a table's destinations are looked at: unicast, and VPN for leaks. */
bool gate_looks_at(const struct bgp_table *table);

/*
 * Judge every path of a destination and apply the verdicts. Returns whether
 * one was changed; if none was, there is nothing to select anew.
 */
bool gate_judge(struct instance *instance, struct bgp_dest *dest);

/* A path was born: judge it at once. */
void gate_judge_born(struct instance *instance, struct bgp_dest *dest,
		     struct bgp_path_info *pi);

/*
 * A neighbor is told of a path, of which bgpd has made a copy with its flags:
 * if it is ahead of the selection, then select at once.
 */
void gate_told(struct instance *instance, const struct bgp_path_info *copy);

/* A path of the destination is about to change: settle it soon. */
void gate_hurry(struct instance *instance, struct bgp_dest *dest);

/*
 * Judge a destination outside of the queue and see to it that selection
 * follows: at once when the selected path was denied, by the queue when any
 * other was changed. Returns whether there was anything to do.
 */
bool gate_settle(struct instance *instance, struct bgp_dest *dest);

/* Judge a destination and have it selected anew, past the queue if possible. */
void gate_select(struct instance *instance, struct bgp_dest *dest);

/*
 * Judge a destination and have it selected, whether that changed anything or
 * not: bgpd has dropped an earlier request. One that it drops again is tried
 * again later.
 */
void gate_select_again(struct instance *instance, struct bgp_dest *dest);

#endif
