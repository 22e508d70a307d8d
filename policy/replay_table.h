/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The paths of registered prefixes that a replay knows, as a router's table
 * has them.
 */
#ifndef PS_REPLAY_TABLE_H
#define PS_REPLAY_TABLE_H

#include "policy/decide.h"
#include "policy/incident.h"

struct ps_replay_key {
	struct ps_prefix prefix;
	uint32_t neighbor; /* the replay's number for it */
	uint32_t path_id;
};

struct ps_replay_entry {
	struct ps_replay_entry *next; /* in its bucket */
	struct ps_replay_key key;
	struct ps_verdict verdict;
	struct ps_incident *incident; /* that it shows, or NULL */
	uint64_t digest;	      /* of its AS path */
	bool enforced;
	bool missed; /* there was no room for its incident */
};

struct ps_replay_table; /* opaque */

/* NULL without memory. */
struct ps_replay_table *ps_replay_table_new(void);

/* Destroy, with all entries; NULL is accepted. */
void ps_replay_table_free(struct ps_replay_table *table);

/* The path of that key, or NULL. */
struct ps_replay_entry *
ps_replay_table_find(const struct ps_replay_table *table,
		     const struct ps_replay_key *key);

/*
 * A new path, all but its key zero. NULL with *status PS_TOO_BIG, when
 * PS_MAX_REPLAY_ROUTES are there, or PS_NO_MEMORY.
 */
struct ps_replay_entry *ps_replay_table_add(struct ps_replay_table *table,
					    const struct ps_replay_key *key,
					    enum ps_status *status);

/* Remove and free it. */
void ps_replay_table_remove(struct ps_replay_table *table,
			    struct ps_replay_entry *entry);

uint32_t ps_replay_table_count(const struct ps_replay_table *table);

/* Whether a path of that prefix isn't denied. */
bool ps_replay_table_is_in_use(const struct ps_replay_table *table,
			       const struct ps_prefix *prefix);

/* Call each() for every path of a neighbor; it may remove that one. */
void ps_replay_table_each_of(struct ps_replay_table *table, uint32_t neighbor,
			     void (*each)(struct ps_replay_entry *entry,
					  void *arg),
			     void *arg);

#endif
