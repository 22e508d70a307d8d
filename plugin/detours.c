/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/detours.h"

#include "plugin/convert.h"
#include "plugin/instance.h"

/* ---- how the ways are doing ---- */

/* The fastest of its targets, by the last minute; or PS_RTT_LOST. */
static uint32_t rtt_of(const struct session *session, ps_usec now)
{
	const struct probes *probes = &session->instance->probes;
	struct ps_latency_summary sum;
	uint32_t rtt = PS_RTT_LOST;

	for (unsigned int i = 0; i < PS_MAX_PROBES; i++) {
		if (!probes->probe[i] || probes->probe[i]->session != session)
			continue;
		sum = ps_latency_summarize(&probes->probe[i]->target.latency,
					   PS_LATENCY_MINUTE, now);
		if (sum.median < rtt)
			rtt = sum.median;
	}
	return rtt;
}

static bool is_healthy(const struct session *session, ps_usec now)
{
	return session->view.health == PS_HEALTH_UP &&
	       session->life.state == PS_SESSION_UP &&
	       now - session->life.since >=
		       PS_DETOUR_SETTLE_SEC * PS_USEC_PER_SEC;
}

static void look_at_session(struct session *session, void *arg)
{
	struct instance *instance = session->instance;
	struct ps_detour_location *location =
		&instance->detours
			 .locations[instance->policy
					    ->routers[session->view.router]
					    .location];
	const ps_usec *now = arg;

	session->rtt = rtt_of(session, *now);
	if (!is_healthy(session, *now))
		return;
	location->healthy = true;
	if (session->rtt < location->rtt)
		location->rtt = session->rtt;
}

/* Once a second is enough. */
static void look_at_locations(struct instance *instance)
{
	struct detours *detours = &instance->detours;
	ps_usec now = instance_now();

	if (detours->looked && now - detours->looked < PS_USEC_PER_SEC)
		return;
	detours->looked = now;
	for (unsigned int i = 0; i < PS_MAX_LOCATIONS; i++)
		detours->locations[i] =
			(struct ps_detour_location){ .rtt = PS_RTT_LOST };
	sessions_each(instance, PS_NO_INDEX, look_at_session, &now);
}

struct customers {
	const struct ps_registration *registration;
	ps_usec now;
	bool healthy;
};

static void look_at_customer(struct session *session, void *arg)
{
	struct customers *customers = arg;

	if (ps_peer_is_customer(session->instance->policy,
				customers->registration, &session->view) &&
	    is_healthy(session, customers->now))
		customers->healthy = true;
}

void detours_restart(struct instance *instance)
{
	instance->detours.looked = 0;
}

/* ---- one prefix ---- */

/* Its way was chosen by us or by bgpd, among those that we rank or deny. */
static bool is_chosen(const struct ps_verdict *verdict)
{
	return verdict->registration != PS_NO_INDEX && !verdict->keep_rank &&
	       verdict->step != PS_STEP_DIVERSION;
}

static bool is_preferred(const struct ps_verdict *verdict)
{
	return verdict->action == PS_PERMIT &&
	       (verdict->reason == PS_REASON_CUSTOMER ||
		verdict->reason == PS_REASON_PREFERRED_PATH);
}

/* RFC 8326: a path of where traffic should be asks it to leave. */
static bool is_leaving(const struct path_record *selected)
{
	const struct path_record *record;
	struct bgp_path_info *pi;

	for (pi = bgp_dest_get_bgp_path_info(selected->dest); pi;
	     pi = pi->next) {
		record = path_record_find(pi);
		if (record && !path_is_away(pi) &&
		    is_preferred(&record->verdict) &&
		    record->verdict.health != PS_HEALTH_UP)
			return true;
	}
	return false;
}

static void gather(const struct path_record *record,
		   struct ps_detour_facts *facts)
{
	const struct session *session = record->session;
	struct instance *instance = record->instance;
	const struct ps_policy *policy = instance->policy;
	struct ps_as_segment segments[PS_MAX_AS_SEGMENTS];
	struct customers customers = { .now = instance_now() };
	struct ps_as_path path;

	*facts = (struct ps_detour_facts){
		.policy = policy,
		.registration =
			&policy->registrations[record->verdict.registration],
		.locations = instance->detours.locations,
		.preferred = is_preferred(&record->verdict),
		.location = PS_NO_INDEX,
		.rtt = PS_RTT_LOST,
	};
	facts->leaving = !facts->preferred && is_leaving(record);
	if (record->detour)
		facts->was = record->detour->cause;
	if (session->view.router != PS_NO_INDEX) {
		facts->location =
			policy->routers[session->view.router].location;
		facts->rtt = session->rtt;
	}
	view_as_path_of(session->peer, record->as_path, segments, &path);
	facts->hops = ps_as_path_length(&path);
	if (!facts->preferred &&
	    facts->registration->side == PS_SIDE_CUSTOMER) {
		customers.registration = facts->registration;
		sessions_every(instance, look_at_customer, &customers);
		facts->customer_healthy = customers.healthy;
	}
}

static void see(struct path_record *record, const struct ps_sighting *sighting)
{
	record->detour =
		incidents_see(record->instance, record->detour, sighting);
	record->detour_missed = sighting && !record->detour;
}

static void look_at_path(struct path_record *record,
			 const struct ps_prefix *registered)
{
	struct ps_detour_facts facts;
	struct ps_detour detour;
	char evidence[PS_EVIDENCE_TEXT];
	struct ps_sighting sighting = {
		.anomaly = { PS_ANOMALY_DETOUR, PS_NO_CLASS,
			     record->session->view.asn },
		.registered = *registered,
		.announced = *registered,
		.neighbor = session_name(record->session),
		.as_path = aspath_print(record->as_path),
		.reason = record->verdict.reason,
		.rpki = record->verdict.rpki,
		.at_start = incidents_are_old(record->instance),
		.missed = record->detour_missed,
	};

	gather(record, &facts);
	if (!ps_detour_of(&facts, &detour)) {
		detours_gone(record);
		return;
	}
	sighting.cause = detour.cause;
	sighting.evidence = ps_detour_evidence(facts.policy, &detour, evidence);
	see(record, &sighting);
}

void detours_look(struct instance *instance, uint32_t registration)
{
	struct bgp_path_info *pi;
	struct path_record *record;
	struct ps_prefix registered;
	struct bgp_dest *dest;
	struct prefix prefix;

	look_at_locations(instance);
	ps_policy_prefix(instance->policy, registration, &registered);
	convert_from_engine(&registered, &prefix);
	dest = bgp_node_lookup(
		instance->bgp->rib[family2afi(prefix.family)][SAFI_UNICAST],
		&prefix);
	if (!dest)
		return;
	pi = path_selected(dest);
	record = pi ? path_record_find(pi) : NULL;
	if (record && record->instance == instance &&
	    record->verdict.registration == registration &&
	    is_chosen(&record->verdict))
		look_at_path(record, &registered);
	else if (record)
		detours_gone(record);
	bgp_dest_unlock_node(dest);
}

void detours_gone(struct path_record *record)
{
	if (record->detour)
		see(record, NULL);
}

void detours_judged(struct path_record *record)
{
	struct ps_prefix registered, its;

	if (!record->detour)
		return;
	if (record->verdict.registration != PS_NO_INDEX) {
		ps_policy_prefix(record->instance->policy,
				 record->verdict.registration, &registered);
		convert_to_engine(compat_dest_prefix(record->dest), &its);
		if (!ps_prefix_compare(&registered, &its))
			return;
	}
	detours_gone(record);
}
