/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/replay.h"

#include <stdlib.h>
#include <string.h>

#include "policy/anomaly.h"
#include "policy/as_path_text.h"
#include "policy/evidence.h"
#include "policy/ignore.h"
#include "policy/replay_table.h"

struct neighbor {
	struct ps_mrt_peer is;
	struct ps_peer peer;
};

struct ps_replay {
	struct ps_replay_host host;
	struct ps_incidents *incidents;
	struct ps_replay_table *table;
	struct neighbor *neighbor; /* in the order of their first word */
	uint32_t neighbors;
	enum ps_status status;
	struct ps_replay_counts counts;
	ps_usec ticked;
	bool begun;
};

static void told_incident(const struct ps_incident *incident,
			  enum ps_incident_change change, void *arg)
{
	const struct ps_replay *replay = arg;

	replay->host.incident(incident, change,
			      change == PS_INCIDENT_BEGUN ? incident->began
							  : replay->ticked,
			      replay->host.arg);
}

struct ps_replay *ps_replay_new(const struct ps_replay_host *host)
{
	struct ps_replay *replay = calloc(1, sizeof(*replay));

	if (!replay)
		return NULL;
	replay->host = *host;
	replay->neighbor =
		calloc(PS_MAX_REPLAY_NEIGHBORS, sizeof(replay->neighbor[0]));
	replay->table = ps_replay_table_new();
	replay->incidents = ps_incidents_new(told_incident, replay);
	if (replay->neighbor && replay->table && replay->incidents)
		return replay;
	ps_replay_free(replay);
	return NULL;
}

void ps_replay_free(struct ps_replay *replay)
{
	if (!replay)
		return;
	ps_incidents_free(replay->incidents);
	ps_replay_table_free(replay->table);
	free(replay->neighbor);
	free(replay);
}

/*
 * Once a second, as on a router. When nothing has been said for longer than it
 * takes to tell of everything, the rest of that time is skipped.
 */
static void pass_time(struct ps_replay *replay, ps_usec when)
{
	ps_usec second = PS_INCIDENT_TELL_SEC * PS_USEC_PER_SEC;

	if (!replay->begun)
		replay->ticked = replay->counts.when = when;
	replay->begun = true;
	for (int i = 0;
	     i < 2 * PS_INCIDENT_QUIET_SEC && replay->ticked + second <= when;
	     i++) {
		replay->ticked += second;
		ps_incidents_tick(replay->incidents, replay->ticked,
				  UINT32_MAX);
	}
	if (replay->ticked + second <= when)
		replay->ticked = when;
	if (when > replay->counts.when)
		replay->counts.when = when;
}

/* A collector may have several sessions with an address, of different AS. */
static struct neighbor *find_neighbor(struct ps_replay *replay,
				      const struct ps_mrt_peer *is)
{
	struct neighbor *neighbor = replay->neighbor;

	for (uint32_t i = 0; i < replay->neighbors; i++, neighbor++)
		if (neighbor->is.asn == is->asn &&
		    !strcmp(neighbor->is.address, is->address))
			return neighbor;
	if (replay->neighbors == PS_MAX_REPLAY_NEIGHBORS) {
		replay->status = PS_TOO_BIG;
		return NULL;
	}
	replay->neighbors++;
	neighbor->is = *is;
	neighbor->peer.source = is->asn == is->local_as ? PS_SOURCE_INTERNAL
							: PS_SOURCE_EXTERNAL;
	replay->host.find_peer(neighbor->is.address, is->asn, &neighbor->peer,
			       replay->host.arg);
	return neighbor;
}

static void tell_route(struct ps_replay *replay,
		       const struct ps_replay_entry *entry,
		       const struct ps_as_path *path)
{
	const struct ps_replay_route route = {
		.when = replay->counts.when,
		.prefix = entry->key.prefix,
		.neighbor = replay->neighbor[entry->key.neighbor].is.address,
		.path_id = entry->key.path_id,
		.verdict = &entry->verdict,
		.path = path,
		.enforced = entry->enforced,
	};

	replay->host.route(&route, replay->host.arg);
}

static void see(struct ps_replay *replay, struct ps_replay_entry *entry,
		const struct ps_sighting *sighting)
{
	entry->incident = ps_incidents_see(replay->incidents, entry->incident,
					   sighting, replay->counts.when);
	entry->missed = sighting && !entry->incident;
}

static void forget(struct ps_replay *replay, struct ps_replay_entry *entry)
{
	if (entry->incident)
		see(replay, entry, NULL);
	tell_route(replay, entry, NULL);
	replay->counts.denied -= entry->verdict.action == PS_DENY;
	ps_replay_table_remove(replay->table, entry);
}

static void withdraw(struct ps_replay *replay, const struct ps_replay_key *key)
{
	struct ps_replay_entry *entry =
		ps_replay_table_find(replay->table, key);

	if (entry)
		forget(replay, entry);
}

static bool is_own_as(uint32_t asn, const void *arg)
{
	const uint32_t *own = arg;

	return asn == *own;
}

/* RFC 4271, 9.1.2: such a route isn't taken. */
static bool is_loop(const struct ps_context *context,
		    const struct ps_route *route)
{
	uint32_t found;

	return context->own_as && route->peer->source == PS_SOURCE_EXTERNAL &&
	       ps_as_path_find(&route->path, is_own_as, &context->own_as,
			       &found);
}

static void see_anomaly(struct ps_replay *replay, struct ps_replay_entry *entry,
			const struct ps_route *route,
			const struct ps_anomaly *anomaly, bool at_start)
{
	const struct ps_context *context = &replay->host.context;
	char path[PS_INCIDENT_PATH], evidence[PS_EVIDENCE_TEXT];
	struct ps_sighting sighting = {
		.anomaly = *anomaly,
		.announced = route->prefix,
		.neighbor = replay->neighbor[entry->key.neighbor].is.address,
		.as_path = ps_as_path_print(&route->path, path, sizeof(path)),
		.evidence =
			ps_evidence(context, route, &entry->verdict, evidence),
		.reason = entry->verdict.reason,
		.rpki = entry->verdict.rpki,
		.enforced = entry->enforced,
		.at_start = at_start,
		.missed = entry->missed,
	};

	ps_policy_prefix(context->policy, entry->verdict.registration,
			 &sighting.registered);
	see(replay, entry, &sighting);
}

static bool is_ignored(const struct ps_replay *replay,
		       const struct ps_replay_entry *entry,
		       const struct ps_route *route)
{
	const char *name = replay->neighbor[entry->key.neighbor].is.address;
	const char *const names[PS_PEER_NAMES] = { name, name, name };

	return ps_ignore_covers(replay->host.context.policy, route, names,
				replay->counts.when / PS_USEC_PER_SEC);
}

static void look_for_anomaly(struct ps_replay *replay,
			     struct ps_replay_entry *entry,
			     const struct ps_route *route, bool at_start)
{
	struct ps_anomaly anomaly = { .kind = PS_ANOMALY_NONE };
	bool in_use;

	if (entry->verdict.action == PS_DENY) {
		in_use = ps_replay_table_is_in_use(replay->table,
						   &route->prefix);
		ps_anomaly_of(&replay->host.context, route, &entry->verdict,
			      in_use, &anomaly);
	}
	if (anomaly.kind != PS_ANOMALY_NONE &&
	    !is_ignored(replay, entry, route))
		see_anomaly(replay, entry, route, &anomaly, at_start);
	else
		see(replay, entry, NULL);
}

/* Whether it is to be told of; what is compared is kept. */
static bool has_changed(struct ps_replay_entry *entry, bool fresh,
			const struct ps_verdict *verdict,
			const struct ps_as_path *path, bool enforced)
{
	uint64_t digest = ps_as_path_digest(path);
	bool changed = fresh || entry->digest != digest ||
		       entry->enforced != enforced ||
		       entry->verdict.action != verdict->action ||
		       entry->verdict.reason != verdict->reason ||
		       entry->verdict.rank != verdict->rank ||
		       entry->verdict.rpki != verdict->rpki;

	entry->digest = digest;
	entry->verdict = *verdict;
	entry->enforced = enforced;
	return changed;
}

static void judge(struct ps_replay *replay, const struct ps_replay_key *key,
		  const struct ps_route *route, bool at_start)
{
	const struct ps_context *context = &replay->host.context;
	struct ps_replay_entry *entry;
	struct ps_verdict verdict;
	bool fresh, enforced;

	ps_decide(context, route, &verdict);
	if (verdict.registration == PS_NO_INDEX || is_loop(context, route)) {
		withdraw(replay, key);
		return;
	}
	entry = ps_replay_table_find(replay->table, key);
	fresh = !entry;
	if (fresh)
		entry = ps_replay_table_add(replay->table, key,
					    &replay->status);
	if (!entry)
		return;
	enforced =
		ps_verdict_mode(context->policy, &verdict) == PS_MODE_ENFORCE;
	replay->counts.denied += verdict.action == PS_DENY;
	replay->counts.denied -= !fresh && entry->verdict.action == PS_DENY;
	if (has_changed(entry, fresh, &verdict, &route->path, enforced))
		tell_route(replay, entry, &route->path);
	look_for_anomaly(replay, entry, route, at_start);
}

static void take_announcement(struct ps_replay *replay,
			      const struct ps_replay_key *key,
			      const struct ps_mrt_event *event)
{
	const struct ps_mrt_attributes *attributes = event->attributes;
	const struct ps_route route = {
		.prefix = key->prefix,
		.path = attributes->path,
		.peer = &replay->neighbor[key->neighbor].peer,
		.otc = attributes->otc,
		.graceful_shutdown = attributes->graceful_shutdown,
		.blackhole = attributes->blackhole,
		.stale = attributes->long_lived_stale,
	};

	replay->counts.announced++;
	judge(replay, key, &route, event->from_table);
}

static void forget_of(struct ps_replay_entry *entry, void *arg)
{
	forget(arg, entry);
}

void ps_replay_take(const struct ps_mrt_event *event, void *arg)
{
	struct ps_replay *replay = arg;
	struct ps_replay_key key = {
		.prefix = event->prefix,
		.path_id = event->path_id,
	};
	const struct neighbor *neighbor;

	if (replay->status != PS_OK)
		return;
	pass_time(replay, event->when);
	if (!replay->host.context.own_as)
		replay->host.context.own_as = event->peer->local_as;
	neighbor = find_neighbor(replay, event->peer);
	if (!neighbor)
		return;
	key.neighbor = neighbor - replay->neighbor;
	switch (event->kind) {
	case PS_MRT_ANNOUNCED:
		take_announcement(replay, &key, event);
		break;
	case PS_MRT_WITHDRAWN:
		replay->counts.withdrawn++;
		withdraw(replay, &key);
		break;
	case PS_MRT_PEER_DOWN:
		ps_replay_table_each_of(replay->table, key.neighbor, forget_of,
					replay);
		break;
	}
}

enum ps_status ps_replay_status(const struct ps_replay *replay,
				struct ps_error *err)
{
	if (replay->status == PS_TOO_BIG)
		return ps_fail(err, PS_TOO_BIG,
			       "more than %d neighbors, or %d paths of "
			       "registered prefixes; replay a part",
			       PS_MAX_REPLAY_NEIGHBORS, PS_MAX_REPLAY_ROUTES);
	if (replay->status == PS_NO_MEMORY)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the routes");
	return PS_OK;
}

struct ps_replay_counts ps_replay_counts(const struct ps_replay *replay)
{
	struct ps_replay_counts counts = replay->counts;

	counts.routes = ps_replay_table_count(replay->table);
	counts.open = ps_incidents_open(replay->incidents);
	counts.incidents = ps_incidents_count(replay->incidents);
	counts.missed = ps_incidents_missed(replay->incidents);
	return counts;
}
