/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/incident.h"

#include <stdlib.h>
#include <string.h>

#include "policy/text.h"

enum { BUCKETS = 1024 };

/* Oldest first. */
struct list {
	struct ps_incident *first;
	struct ps_incident **end;
	uint32_t count;
};

struct ps_incidents {
	ps_incident_teller tell;
	void *arg;
	struct list open;
	struct list ended;
	struct ps_incident *bucket[BUCKETS]; /* of open ones */
	uint32_t newest;
	uint64_t missed;
};

const char *ps_incident_change_name(enum ps_incident_change change)
{
	switch (change) {
	case PS_INCIDENT_BEGUN:
		return "begun";
	case PS_INCIDENT_UPDATED:
		return "updated";
	case PS_INCIDENT_ENDED:
		return "ended";
	}
	return "unknown";
}

static void list_add(struct list *list, struct ps_incident *incident)
{
	incident->next = NULL;
	*list->end = incident;
	list->end = &incident->next;
	list->count++;
}

/* Take out the one that the link points to. */
static struct ps_incident *list_take(struct list *list,
				     struct ps_incident **link)
{
	struct ps_incident *incident = *link;

	*link = incident->next;
	if (list->end == &incident->next)
		list->end = link;
	list->count--;
	return incident;
}

static void list_free(struct list *list)
{
	while (list->first)
		free(list_take(list, &list->first));
}

struct ps_incidents *ps_incidents_new(ps_incident_teller tell, void *arg)
{
	struct ps_incidents *incidents = calloc(1, sizeof(*incidents));

	if (!incidents)
		return NULL;
	incidents->tell = tell;
	incidents->arg = arg;
	incidents->open.end = &incidents->open.first;
	incidents->ended.end = &incidents->ended.first;
	return incidents;
}

void ps_incidents_free(struct ps_incidents *incidents)
{
	if (!incidents)
		return;
	list_free(&incidents->open);
	list_free(&incidents->ended);
	free(incidents);
}

/* What makes two sightings one incident. */
static bool is_same(const struct ps_incident *incident,
		    const struct ps_sighting *sighting)
{
	return incident->anomaly.kind == sighting->anomaly.kind &&
	       incident->anomaly.asn == sighting->anomaly.asn &&
	       !ps_prefix_compare(&incident->registered, &sighting->registered);
}

static struct ps_incident **bucket_of(struct ps_incidents *incidents,
				      const struct ps_anomaly *anomaly,
				      const struct ps_prefix *registered)
{
	uint32_t hash = anomaly->asn * 2654435761u;

	for (size_t i = 0; i < sizeof(registered->addr); i++)
		hash = (hash ^ registered->addr[i]) * 16777619u;
	return &incidents->bucket[(hash ^ hash >> 16) % BUCKETS];
}

static void tell(struct ps_incidents *incidents, struct ps_incident *incident,
		 enum ps_incident_change change, ps_usec now)
{
	incident->changed = false;
	incident->told = now;
	incidents->tell(incident, change, incidents->arg);
}

/* The path, and what it rests on, of the last path that showed it. */
static void note_last(struct ps_incident *incident,
		      const struct ps_sighting *sighting)
{
	incident->changed |= incident->cause != sighting->cause ||
			     incident->reason != sighting->reason ||
			     incident->rpki != sighting->rpki ||
			     incident->enforced != sighting->enforced ||
			     strncmp(incident->as_path, sighting->as_path,
				     sizeof(incident->as_path) - 1) != 0;
	incident->cause = sighting->cause;
	incident->reason = sighting->reason;
	incident->rpki = sighting->rpki;
	incident->enforced = sighting->enforced;
	ps_text_copy(incident->as_path, sizeof(incident->as_path),
		     sighting->as_path);
	ps_text_copy(incident->evidence, sizeof(incident->evidence),
		     sighting->evidence);
}

static void note_neighbor(struct ps_incident *incident, const char *name)
{
	for (unsigned int i = 0; i < incident->neighbors; i++)
		if (!strncmp(incident->neighbor[i], name,
			     PS_INCIDENT_NEIGHBOR - 1))
			return;
	if (incident->neighbors == PS_INCIDENT_SAMPLES)
		return;
	ps_text_copy(incident->neighbor[incident->neighbors++],
		     PS_INCIDENT_NEIGHBOR, name);
	incident->changed = true;
}

static void note_prefix(struct ps_incident *incident,
			const struct ps_prefix *prefix)
{
	for (unsigned int i = 0; i < incident->prefixes; i++)
		if (!ps_prefix_compare(&incident->announced[i], prefix))
			return;
	if (incident->prefixes == PS_INCIDENT_SAMPLES)
		return;
	incident->announced[incident->prefixes++] = *prefix;
	incident->changed = true;
}

static void note(struct ps_incident *incident,
		 const struct ps_sighting *sighting)
{
	note_last(incident, sighting);
	note_neighbor(incident, sighting->neighbor);
	note_prefix(incident, &sighting->announced);
}

static struct ps_incident *find_open(struct ps_incidents *incidents,
				     const struct ps_sighting *sighting)
{
	struct ps_incident *one = *bucket_of(incidents, &sighting->anomaly,
					     &sighting->registered);

	while (one && !is_same(one, sighting))
		one = one->same;
	return one;
}

static struct ps_incident *begin(struct ps_incidents *incidents,
				 const struct ps_sighting *sighting,
				 ps_usec now)
{
	struct ps_incident **bucket =
		bucket_of(incidents, &sighting->anomaly, &sighting->registered);
	struct ps_incident *incident = NULL;

	if (incidents->open.count < PS_MAX_INCIDENTS)
		incident = calloc(1, sizeof(*incident));
	if (!incident) {
		incidents->missed += !sighting->missed;
		return NULL;
	}
	incident->id = ++incidents->newest;
	incident->anomaly = sighting->anomaly;
	incident->registered = sighting->registered;
	incident->at_start = sighting->at_start;
	incident->began = now;
	incident->same = *bucket;
	*bucket = incident;
	list_add(&incidents->open, incident);
	return incident;
}

static struct ps_incident *join(struct ps_incidents *incidents,
				const struct ps_sighting *sighting, ps_usec now)
{
	struct ps_incident *incident = find_open(incidents, sighting);
	bool fresh = !incident;

	if (fresh)
		incident = begin(incidents, sighting, now);
	if (!incident)
		return NULL;
	if (++incident->paths > incident->most)
		incident->most = incident->paths;
	incident->seen = now;
	note(incident, sighting);
	if (fresh)
		tell(incidents, incident, PS_INCIDENT_BEGUN, now);
	return incident;
}

static void leave(struct ps_incident *incident, ps_usec now)
{
	if (--incident->paths == 0)
		incident->quiet = now;
}

struct ps_incident *ps_incidents_see(struct ps_incidents *incidents,
				     struct ps_incident *was,
				     const struct ps_sighting *sighting,
				     ps_usec now)
{
	if (was && sighting && is_same(was, sighting)) {
		note(was, sighting);
		return was;
	}
	if (was)
		leave(was, now);
	return sighting ? join(incidents, sighting, now) : NULL;
}

static void unindex(struct ps_incidents *incidents,
		    const struct ps_incident *incident)
{
	struct ps_incident **link =
		bucket_of(incidents, &incident->anomaly, &incident->registered);

	while (*link != incident)
		link = &(*link)->same;
	*link = incident->same;
}

static void end(struct ps_incidents *incidents, struct ps_incident *incident,
		ps_usec now)
{
	unindex(incidents, incident);
	incident->ended = now;
	list_add(&incidents->ended, incident);
	if (incidents->ended.count > PS_INCIDENT_HISTORY)
		free(list_take(&incidents->ended, &incidents->ended.first));
	tell(incidents, incident, PS_INCIDENT_ENDED, now);
}

static bool is_over(const struct ps_incident *incident, ps_usec now)
{
	return !incident->paths &&
	       now - incident->quiet >= PS_INCIDENT_QUIET_SEC * PS_USEC_PER_SEC;
}

static bool is_to_be_told(const struct ps_incident *incident, ps_usec now)
{
	return incident->changed &&
	       now - incident->told >= PS_INCIDENT_TELL_SEC * PS_USEC_PER_SEC;
}

bool ps_incidents_tick(struct ps_incidents *incidents, ps_usec now,
		       uint32_t most)
{
	struct ps_incident **link = &incidents->open.first;

	while (*link) {
		if (!is_over(*link, now) && !is_to_be_told(*link, now)) {
			link = &(*link)->next;
			continue;
		}
		if (!most--)
			return true;
		if (is_over(*link, now))
			end(incidents, list_take(&incidents->open, link), now);
		else
			tell(incidents, *link, PS_INCIDENT_UPDATED, now);
	}
	return false;
}

void ps_incidents_clear(struct ps_incidents *incidents)
{
	list_free(&incidents->ended);
}

uint32_t ps_incidents_open(const struct ps_incidents *incidents)
{
	return incidents->open.count;
}

uint32_t ps_incidents_count(const struct ps_incidents *incidents)
{
	return incidents->newest;
}

uint64_t ps_incidents_missed(const struct ps_incidents *incidents)
{
	return incidents->missed;
}

const struct ps_incident *
ps_incidents_first(const struct ps_incidents *incidents, bool open)
{
	return open ? incidents->open.first : incidents->ended.first;
}

const struct ps_incident *
ps_incidents_next(const struct ps_incidents *incidents, uint32_t id, bool all)
{
	const struct ps_incident *one, *next = NULL;

	for (int open = all ? 0 : 1; open < 2; open++)
		for (one = ps_incidents_first(incidents, open); one;
		     one = one->next)
			if (one->id > id && (!next || one->id < next->id))
				next = one;
	return next;
}

const struct ps_incident *
ps_incidents_find(const struct ps_incidents *incidents, uint32_t id)
{
	const struct ps_incident *one =
		id ? ps_incidents_next(incidents, id - 1, true) : NULL;

	return one && one->id == id ? one : NULL;
}
