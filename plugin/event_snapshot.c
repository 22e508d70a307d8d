/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/event_snapshot.h"

#include "plugin/convert.h"
#include "plugin/event_socket.h"
#include "plugin/instance.h"
#include "plugin/registered_walk.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_SNAPSHOT, "peering-service snapshot");

struct snapshot {
	bool begun;
	struct instance *instance; /* whose routes are told next */
	struct registered_walk walk;
};

struct snapshot *snapshot_new(void)
{
	return XCALLOC(MTYPE_PS_SNAPSHOT, sizeof(struct snapshot));
}

void snapshot_restart(struct snapshot *snapshot)
{
	registered_walk_end(&snapshot->walk);
	snapshot->begun = false;
	snapshot->instance = NULL;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	snapshot_restart(snapshot);
	XFREE(MTYPE_PS_SNAPSHOT, snapshot);
}

static bool tell_mark(struct ps_event_consumer *consumer,
		      enum ps_event_kind kind)
{
	const struct ps_event event = { .kind = kind };

	return event_socket_tell(consumer, &event);
}

/* All but the routes, of every instance. */
static bool begin(struct snapshot *snapshot, struct ps_event_consumer *consumer)
{
	struct instance *instance;

	snapshot->begun = true;
	snapshot->instance = instance_first();
	if (!tell_mark(consumer, PS_EVENT_SNAPSHOT_BEGIN))
		return false;
	for (instance = instance_first(); instance; instance = instance->next)
		if (!notify_tell_instance(instance, consumer) ||
		    (instance->policy &&
		     !notify_tell_topology(instance, consumer)))
			return false;
	return true;
}

/*
 * A destination inside several registered prefixes is met once for each: its
 * turn is with the innermost.
 */
static bool tell_paths(const struct snapshot *snapshot, struct bgp_dest *dest,
		       struct ps_event_consumer *consumer, unsigned int *told)
{
	uint32_t registration = snapshot->walk.registration - 1;
	struct path_record *record;
	struct bgp_path_info *pi;
	struct ps_prefix prefix;

	convert_to_engine(compat_dest_prefix(dest), &prefix);
	if (ps_policy_match(snapshot->instance->policy, &prefix) !=
	    registration)
		return true;
	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next) {
		record = path_record_find(pi);
		if (!record || !path_record_is_registered(record))
			continue;
		++*told;
		if (!notify_tell_route(record, registration, consumer))
			return false;
	}
	return true;
}

enum ps_status snapshot_step(struct snapshot *snapshot,
			     struct ps_event_consumer *consumer)
{
	unsigned int told = 0, met = 0;
	struct bgp_dest *dest;

	if (!snapshot->begun)
		return begin(snapshot, consumer) ? PS_AGAIN : PS_NO_MEMORY;
	while (snapshot->instance) {
		if (told >= PS_EVENT_BATCH || ++met > PS_SLICE_DESTINATIONS)
			return PS_AGAIN;
		dest = snapshot->instance->policy
			       ? registered_walk_next(snapshot->instance,
						      &snapshot->walk)
			       : NULL;
		if (dest && !tell_paths(snapshot, dest, consumer, &told))
			return PS_NO_MEMORY;
		if (dest)
			continue;
		registered_walk_end(&snapshot->walk);
		snapshot->instance = snapshot->instance->next;
	}
	return tell_mark(consumer, PS_EVENT_SNAPSHOT_END) ? PS_OK
							  : PS_NO_MEMORY;
}
