/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/unrest.h"

#include <stdlib.h>

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/pointer_hash.h"
#include "policy/withdrawal.h"

struct note {
	struct unrest_table_item item;
	struct session *session;
	struct ps_prefix prefix; /* registered */
	struct ps_flap flap;
	struct ps_verdict withdrawn; /* of the path that was, or PASS */
	struct ps_incident *withdrawal;
	struct ps_incident *flapping;
	bool missed; /* there was no room for one of these */
};

static int note_compare(const struct note *a, const struct note *b)
{
	if (a->session != b->session)
		return numcmp((uintptr_t)a->session, (uintptr_t)b->session);
	return ps_prefix_compare(&a->prefix, &b->prefix);
}

static uint32_t note_hash(const struct note *note)
{
	return jhash(&note->prefix, sizeof(note->prefix),
		     pointer_hash(note->session));
}

DECLARE_HASH(unrest_table, struct note, item, note_compare, note_hash);

static bool is_withdrawn(const struct note *note)
{
	return note->withdrawn.action != PS_PASS;
}

/* ---- what a note shows ---- */

static struct ps_incident *see(struct note *note, struct ps_incident *was,
			       struct ps_sighting sighting,
			       enum ps_anomaly_kind kind)
{
	char as_path[PS_INCIDENT_PATH] = "";

	/* Of a path that is gone, the incident has kept it. */
	if (!sighting.as_path) {
		if (was)
			strlcpy(as_path, was->as_path, sizeof(as_path));
		sighting.as_path = as_path;
	}
	sighting.missed = note->missed;
	sighting.anomaly = (struct ps_anomaly){ kind, PS_NO_CLASS,
						note->session->view.asn };
	sighting.registered = sighting.announced = note->prefix;
	sighting.neighbor = session_name(note->session);
	was = incidents_see(note->session->instance, was, &sighting);
	note->missed |= !was;
	return was;
}

/* The paths of the prefix that are there, of other sessions. */
static void count_left(const struct note *note,
		       struct ps_withdrawal *withdrawal)
{
	struct instance *instance = note->session->instance;
	const struct path_record *record;
	struct bgp_path_info *pi;
	struct bgp_dest *dest;
	struct prefix prefix;

	ps_withdrawal_begin(instance->policy, &note->withdrawn, withdrawal);
	convert_from_engine(&note->prefix, &prefix);
	dest = bgp_node_lookup(
		instance->bgp->rib[family2afi(prefix.family)][SAFI_UNICAST],
		&prefix);
	if (!dest)
		return;
	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next) {
		record = path_is_away(pi) ? NULL : path_record_find(pi);
		if (record && record->session != note->session)
			ps_withdrawal_left(instance->policy, &record->verdict,
					   withdrawal);
	}
	bgp_dest_unlock_node(dest);
}

static void see_withdrawal(struct note *note, const char *as_path)
{
	char evidence[PS_EVIDENCE_TEXT];
	struct ps_withdrawal withdrawal;
	struct ps_sighting sighting = {
		.as_path = as_path,
		.reason = note->withdrawn.reason,
		.rpki = note->withdrawn.rpki,
	};

	count_left(note, &withdrawal);
	sighting.cause = ps_withdrawal_cause(&withdrawal);
	sighting.evidence = ps_withdrawal_evidence(&withdrawal, evidence);
	note->withdrawal =
		see(note, note->withdrawal, sighting, PS_ANOMALY_WITHDRAWAL);
}

static void see_flapping(struct note *note, const struct path_record *record)
{
	char evidence[PS_EVIDENCE_TEXT];
	struct ps_sighting sighting = {
		.cause = PS_CAUSE_FLAPPING,
		.as_path = aspath_print(record->as_path),
		.evidence = evidence,
		.reason = record->verdict.reason,
		.rpki = record->verdict.rpki,
	};

	snprintf(evidence, sizeof(evidence),
		 "figure of merit beyond %u (RFC 2439)", PS_FLAP_BEGIN);
	note->flapping =
		see(note, note->flapping, sighting, PS_ANOMALY_FLAPPING);
}

static void end_withdrawal(struct note *note)
{
	note->withdrawn.action = PS_PASS;
	if (note->withdrawal)
		note->withdrawal = incidents_see(note->session->instance,
						 note->withdrawal, NULL);
}

static void end_flapping(struct note *note)
{
	if (note->flapping)
		note->flapping = incidents_see(note->session->instance,
					       note->flapping, NULL);
}

/* ---- the notes ---- */

static void drop(struct note *note)
{
	end_withdrawal(note);
	end_flapping(note);
	unrest_table_del(&note->session->instance->unrest.table, note);
	free(note);
}

static struct note *find(struct session *session,
			 const struct ps_prefix *prefix)
{
	const struct note key = { .session = session, .prefix = *prefix };

	return unrest_table_find(&session->instance->unrest.table, &key);
}

static void tick(compat_event *event);

static void schedule(struct instance *instance)
{
	if (unrest_table_count(&instance->unrest.table))
		compat_add_timer_msec(bm->master, tick, instance,
				      PS_UNREST_TICK_SEC * 1000,
				      &instance->unrest.tick);
}

/* Not XCALLOC: how many there are is others' choice. */
static struct note *get(struct session *session, const struct ps_prefix *prefix)
{
	struct instance *instance = session->instance;
	struct note *note = find(session, prefix);

	if (note ||
	    unrest_table_count(&instance->unrest.table) >= PS_MAX_UNREST)
		return note;
	note = calloc(1, sizeof(*note));
	if (!note)
		return NULL;
	note->session = session;
	note->prefix = *prefix;
	unrest_table_add(&instance->unrest.table, note);
	schedule(instance);
	return note;
}

static void tick(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	ps_usec now = instance_now();
	struct note *note;

	frr_each_safe (unrest_table, &instance->unrest.table, note) {
		if (!ps_flap_rest(&note->flap, now))
			end_flapping(note);
		if (ps_flap_is_forgotten(&note->flap, now) &&
		    !is_withdrawn(note))
			drop(note);
	}
	schedule(instance);
}

/* ---- what happens ---- */

/* Whether a record is of a registered prefix itself, where it is to be. */
static bool is_watched(const struct path_record *record,
		       struct ps_prefix *prefix)
{
	struct ps_prefix registered;

	if (!record->instance->policy ||
	    !ps_withdrawal_is_about(&record->verdict) ||
	    !path_record_is_registered(record))
		return false;
	ps_policy_prefix(record->instance->policy, record->verdict.registration,
			 &registered);
	convert_to_engine(compat_dest_prefix(record->dest), prefix);
	return !ps_prefix_compare(&registered, prefix);
}

static bool has_another_path(const struct path_record *gone)
{
	const struct path_record *record;
	struct bgp_path_info *pi;

	for (pi = bgp_dest_get_bgp_path_info(gone->dest); pi; pi = pi->next) {
		record = path_is_away(pi) ? NULL : path_record_find(pi);
		if (record && record != gone &&
		    record->session == gone->session)
			return true;
	}
	return false;
}

/* How far the others' withdrawals go has changed. */
static void see_others(struct session *session, void *arg)
{
	struct note *note = find(session, arg);

	if (note && is_withdrawn(note))
		see_withdrawal(note, NULL);
}

void unrest_withdrawn(const struct path_record *record)
{
	struct session *session = record->session;
	struct ps_prefix prefix;
	struct note *note;

	if (!is_watched(record, &prefix) || !compat_peer_is_up(session->peer) ||
	    has_another_path(record))
		return;
	note = get(session, &prefix);
	if (!note)
		return;
	if (ps_flap_add(&note->flap, PS_FLAP_WITHDRAWN, instance_now()))
		see_flapping(note, record);
	note->withdrawn = record->verdict;
	see_withdrawal(note, aspath_print(record->as_path));
	sessions_every(record->instance, see_others, &prefix);
}

static void see_return(struct note *note, struct ps_prefix *prefix)
{
	if (!note || !is_withdrawn(note))
		return;
	end_withdrawal(note);
	sessions_every(note->session->instance, see_others, prefix);
}

void unrest_judged(const struct path_record *record, bool changed)
{
	struct unrest_table_head *table = &record->instance->unrest.table;
	struct ps_prefix prefix;
	struct note *note;

	if ((!changed && !unrest_table_count(table)) ||
	    !is_watched(record, &prefix))
		return;
	note = changed ? get(record->session, &prefix)
		       : find(record->session, &prefix);
	see_return(note, &prefix);
	if (note && changed &&
	    ps_flap_add(&note->flap, PS_FLAP_CHANGED, instance_now()))
		see_flapping(note, record);
}

static void forget(struct instance *instance, const struct session *session,
		   bool flaps)
{
	struct note *note;

	frr_each_safe (unrest_table, &instance->unrest.table, note) {
		if (note->session != session)
			continue;
		if (flaps)
			drop(note);
		else
			end_withdrawal(note);
	}
}

void unrest_session_down(struct session *session)
{
	forget(session->instance, session, false);
}

void unrest_session_forgotten(struct session *session)
{
	forget(session->instance, session, true);
}

/* Whether the prefix is still to come from there. */
static bool is_agreed(const struct note *note)
{
	const struct ps_policy *policy = note->session->instance->policy;
	const struct ps_peer *peer = &note->session->view;
	const struct ps_registration *registration;
	uint32_t number = ps_policy_find(policy, &note->prefix);

	if (number == PS_NO_INDEX)
		return false;
	registration = &policy->registrations[number];
	if (registration->side == PS_SIDE_CUSTOMER)
		return ps_peer_is_customer(policy, registration, peer);
	for (uint32_t i = 0; i < registration->order_count; i++)
		if (peer->router != PS_NO_INDEX &&
		    ps_policy_number(policy, registration->order + i) ==
			    policy->routers[peer->router].location)
			return true;
	return false;
}

void unrest_reload(struct instance *instance)
{
	struct note *note;

	frr_each_safe (unrest_table, &instance->unrest.table, note) {
		if (!is_agreed(note))
			drop(note);
		else
			note->withdrawn.router = note->session->view.router;
	}
}

void unrest_init(struct instance *instance)
{
	unrest_table_init(&instance->unrest.table);
}

void unrest_fini(struct instance *instance)
{
	struct note *note;

	compat_event_off(instance->unrest.tick);
	frr_each_safe (unrest_table, &instance->unrest.table, note)
		drop(note);
	unrest_table_fini(&instance->unrest.table);
}
