/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Incidents: anomalies with a beginning, evidence and an end. All paths that
 * show the same anomaly are one incident: who does it, to which registered
 * prefix, and how, whatever the neighbors that it is heard from and the parts
 * of the prefix that are announced.
 *
 *   begun    the first path shows it
 *   updated  another neighbor, another prefix, another AS path; told at most
 *            once in PS_INCIDENT_TELL_SEC
 *   ended    no path has shown it for PS_INCIDENT_QUIET_SEC: withdrawn, or
 *            permitted by now. One that comes back before is the same.
 *
 * Ended ones are kept until PS_INCIDENT_HISTORY newer ones have ended. No
 * more than PS_MAX_INCIDENTS are open: what comes on top is counted.
 * Time is handed in; nothing here reads a clock.
 */
#ifndef PS_INCIDENT_H
#define PS_INCIDENT_H

#include "policy/anomaly.h"
#include "policy/clock.h"
#include "policy/evidence.h"
#include "policy/limits.h"

#define PS_INCIDENT_NEIGHBOR 64 /* octets of a name, NUL included */
#define PS_INCIDENT_PATH 256

/* One path that shows an anomaly. */
struct ps_sighting {
	struct ps_anomaly anomaly;
	struct ps_prefix registered;
	struct ps_prefix announced;
	const char *neighbor; /* address or interface; borrowed */
	const char *as_path;  /* as people write it; borrowed */
	const char *evidence; /* borrowed */
	enum ps_cause cause;  /* PS_CAUSE_VERDICT: the reason */
	enum ps_reason reason;
	enum ps_rpki_state rpki;
	bool enforced;
	bool at_start; /* heard while the host was starting */
	bool missed;   /* there was no room for this path's before */
};

enum ps_incident_change {
	PS_INCIDENT_BEGUN = 1,
	PS_INCIDENT_UPDATED,
	PS_INCIDENT_ENDED,
};

/* "begun", "updated", "ended". */
const char *ps_incident_change_name(enum ps_incident_change change);

struct ps_incident {
	struct ps_incident *next;  /* in its list */
	struct ps_incident *same;  /* in the index of open ones */
	uint32_t id;		   /* from 1 on, in order of their beginning */
	struct ps_anomaly anomaly; /* as it began */
	struct ps_prefix registered;
	enum ps_cause cause; /* of the last path seen, like what follows */
	enum ps_reason reason;
	enum ps_rpki_state rpki;
	bool enforced; /* not followed; false: observe */
	bool at_start;
	char as_path[PS_INCIDENT_PATH];
	char evidence[PS_EVIDENCE_TEXT];
	/* The first few of each that were ever seen. */
	char neighbor[PS_INCIDENT_SAMPLES][PS_INCIDENT_NEIGHBOR];
	struct ps_prefix announced[PS_INCIDENT_SAMPLES];
	unsigned int neighbors, prefixes;
	uint32_t paths; /* that show it now */
	uint32_t most;	/* that did at the same time */
	ps_usec began;	/* first path */
	ps_usec seen;	/* last path that began to show it */
	ps_usec quiet;	/* since when no path shows it, while open */
	ps_usec ended;	/* 0: it is open */
	ps_usec told;	/* last time */
	bool changed;	/* and what isn't told yet */
};

typedef void (*ps_incident_teller)(const struct ps_incident *incident,
				   enum ps_incident_change change, void *arg);

struct ps_incidents;

/* None so far; tell() hears of each change. NULL without memory. */
struct ps_incidents *ps_incidents_new(ps_incident_teller tell, void *arg);

/* Drop them all, and tell nobody. NULL is accepted. */
void ps_incidents_free(struct ps_incidents *incidents);

/*
 * A path that showed `was` (NULL: none) shows what the sighting says by now
 * (NULL: nothing). Returns the incident that it shows, for the next call; NULL
 * if there is none or no room. It stays valid as long as a path shows it.
 */
struct ps_incident *ps_incidents_see(struct ps_incidents *incidents,
				     struct ps_incident *was,
				     const struct ps_sighting *sighting,
				     ps_usec now);

/*
 * Time passes: tell what has changed, end what has been quiet; at most `most`
 * of them, the oldest first. Returns whether there are more: call it again.
 */
bool ps_incidents_tick(struct ps_incidents *incidents, ps_usec now,
		       uint32_t most);

/* Forget the ended ones. */
void ps_incidents_clear(struct ps_incidents *incidents);

/* Open ones, those of all time, and paths that there was no room for. */
uint32_t ps_incidents_open(const struct ps_incidents *incidents);
uint32_t ps_incidents_count(const struct ps_incidents *incidents);
uint64_t ps_incidents_missed(const struct ps_incidents *incidents);

/*
 * The open or the ended ones, the oldest first, by their next; NULL: there is
 * none. Good until the next call that isn't const.
 */
const struct ps_incident *
ps_incidents_first(const struct ps_incidents *incidents, bool open);

/* The one with the next number above id, open or (with all) not; or NULL. */
const struct ps_incident *
ps_incidents_next(const struct ps_incidents *incidents, uint32_t id, bool all);

/* One by its number, or NULL. */
const struct ps_incident *
ps_incidents_find(const struct ps_incidents *incidents, uint32_t id);

#endif
