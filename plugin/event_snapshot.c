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
	struct instance *instance; /* that is told next */
	uint32_t incident;	   /* of it, that was told last */
	bool incidents_told;
	struct registered_walk walk;
	bool routes_told;
	uint32_t prefix; /* whose checks are told next */
};

struct snapshot *snapshot_new(void)
{
	return XCALLOC(MTYPE_PS_SNAPSHOT, sizeof(struct snapshot));
}

/* Nothing of that one is told so far; NULL: that was the last. */
static void turn_to(struct snapshot *snapshot, struct instance *instance)
{
	snapshot->instance = instance;
	snapshot->incident = 0;
	snapshot->incidents_told = false;
	snapshot->routes_told = false;
	snapshot->prefix = 0;
}

void snapshot_restart(struct snapshot *snapshot)
{
	registered_walk_end(&snapshot->walk);
	snapshot->begun = false;
	turn_to(snapshot, NULL);
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

/* All but incidents, routes and checks of prefixes, of every instance. */
static bool begin(struct snapshot *snapshot, struct ps_event_consumer *consumer)
{
	struct instance *instance;

	snapshot->begun = true;
	turn_to(snapshot, instance_first());
	if (!tell_mark(consumer, PS_EVENT_SNAPSHOT_BEGIN))
		return false;
	for (instance = instance_first(); instance; instance = instance->next)
		if (!notify_tell_instance(instance, consumer) ||
		    (instance->policy &&
		     !(notify_tell_topology(instance, consumer) &&
		       notify_tell_latency(instance, consumer))))
			return false;
	return true;
}

/*
 * Not what was told as withdrawn. What bgpd has merely taken out it may put
 * back, and then nothing more would be told of it.
 */
static bool is_to_be_told(const struct bgp_path_info *pi,
			  const struct path_record *record)
{
	return record && path_record_is_registered(record) &&
	       (record->told || !path_is_away(pi));
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
		if (!is_to_be_told(pi, record))
			continue;
		++*told;
		if (!notify_tell_route(record, registration, consumer))
			return false;
	}
	return true;
}

static enum ps_status tell_routes(struct snapshot *snapshot,
				  struct ps_event_consumer *consumer)
{
	ps_usec end = instance_now() + PS_SLICE_USEC / 2;
	unsigned int told = 0, steps = 0;
	struct bgp_dest *dest;

	while (told < PS_EVENT_BATCH &&
	       (++steps % 16 || instance_now() < end)) {
		if (!registered_walk_step(snapshot->instance,
					  &snapshot->walk)) {
			registered_walk_end(&snapshot->walk);
			return PS_OK;
		}
		dest = snapshot->walk.part.dest;
		if (dest && !tell_paths(snapshot, dest, consumer, &told))
			return PS_NO_MEMORY;
	}
	return PS_AGAIN;
}

/* A part of the instance whose turn it is; PS_OK: that was the last one. */
static enum ps_status tell_part(struct snapshot *snapshot,
				struct ps_event_consumer *consumer)
{
	bool *told = &snapshot->routes_told;
	enum ps_status status;

	if (!snapshot->instance->policy)
		return PS_OK;
	if (!snapshot->incidents_told) {
		told = &snapshot->incidents_told;
		status = incidents_tell(snapshot->instance, consumer,
					&snapshot->incident);
	} else if (!snapshot->routes_told) {
		status = tell_routes(snapshot, consumer);
	} else {
		return compliance_tell_prefixes(snapshot->instance, consumer,
						&snapshot->prefix);
	}
	if (status != PS_OK)
		return status;
	*told = true;
	return PS_AGAIN;
}

enum ps_status snapshot_step(struct snapshot *snapshot,
			     struct ps_event_consumer *consumer)
{
	enum ps_status status;

	if (!snapshot->begun)
		return begin(snapshot, consumer) ? PS_AGAIN : PS_NO_MEMORY;
	if (!snapshot->instance)
		return tell_mark(consumer, PS_EVENT_SNAPSHOT_END)
			       ? PS_OK
			       : PS_NO_MEMORY;
	status = tell_part(snapshot, consumer);
	if (status != PS_OK)
		return status;
	turn_to(snapshot, snapshot->instance->next);
	return PS_AGAIN;
}
