/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probes.h"

#include "plugin/feeder.h"
#include "plugin/instance.h"
#include "plugin/probe_sockets.h"
#include "plugin/probe_way.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_PROBE, "peering-service probe");

enum { TELL_AGAIN_MSEC = 100 }; /* peering-probed doesn't read */

static void set_failure(struct probes *probes, const char *text)
{
	XFREE(MTYPE_PS_PROBE, probes->failure);
	if (text)
		probes->failure = XSTRDUP(MTYPE_PS_PROBE, text);
}

/* ---- which ways there are ---- */

static void tell_later(struct probes *probes, unsigned int msec);

/* Look again where a probe goes, if anywhere. */
static void refresh(struct probe *probe)
{
	struct probes *probes = &probe->session->instance->probes;
	struct ps_probe_way way = { .number = probe->way.number,
				    .generation = probe->way.generation };

	if (!probe_way_find(probe->session, probe->name, &way))
		way = (struct ps_probe_way){ .number = way.number,
					     .generation = way.generation };
	if (!memcmp(&way, &probe->way, sizeof(way)))
		return;
	way.generation = ++probes->generation;
	probe->way = way;
	probe->told = false;
	ps_target_pause(&probe->target);
	tell_later(probes, 0);
}

static struct probe *find(struct probes *probes, const struct session *session,
			  const char *name)
{
	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (probes->probe[i] && probes->probe[i]->session == session &&
		    !strcmp(probes->probe[i]->name, name))
			return probes->probe[i];
	return NULL;
}

static void add(struct probes *probes, struct session *session,
		const char *name)
{
	struct probe *probe;
	unsigned int i = 0;

	while (i < PS_MAX_PROBES && probes->probe[i])
		i++;
	if (i == PS_MAX_PROBES) {
		if (!probes->overflow)
			zlog_warn(
				"peering-service: more than %u targets over sessions; the others aren't probed",
				PS_MAX_PROBES);
		probes->overflow = true;
		return;
	}
	probe = XCALLOC(MTYPE_PS_PROBE, sizeof(*probe));
	probe->session = session;
	strlcpy(probe->name, name, sizeof(probe->name));
	probe->way.number = i;
	probe->told = true;
	ps_target_init(&probe->target, instance_now());
	probes->probe[i] = probe;
	refresh(probe);
}

/* ---- telling peering-probed ---- */

static enum ps_status tell(struct probes *probes,
			   const struct ps_probe_way *way)
{
	struct ps_probe_message message =
		ps_probe_message(way->interface ? PS_PROBE_WAY : PS_PROBE_END);

	message.way = *way;
	return feeder_tell(probes->feeder, &message,
			   ps_probe_size(message.kind));
}

static void tell_now(compat_event *event)
{
	struct probes *probes = compat_event_arg(event);
	struct probe *probe;

	for (unsigned int i = 0; probes->feeder && i < PS_MAX_PROBES; i++) {
		probe = probes->probe[i];
		if (!probe || probe->told)
			continue;
		switch (tell(probes, &probe->way)) {
		case PS_AGAIN:
			tell_later(probes, TELL_AGAIN_MSEC);
			return;
		case PS_OK:
			probe->told = true;
			break;
		default: /* it is gone; the next one is told everything */
			return;
		}
	}
}

static void tell_later(struct probes *probes, unsigned int msec)
{
	compat_event_off(probes->tell);
	compat_add_timer_msec(bm->master, tell_now, probes, msec,
			      &probes->tell);
}

static void drop(struct probes *probes, struct probe *probe)
{
	struct ps_probe_way gone = { .number = probe->way.number };

	/* If it can't be told now, what it says of that way is ignored. */
	if (probes->feeder && probe->way.interface)
		tell(probes, &gone);
	probes->probe[gone.number] = NULL;
	XFREE(MTYPE_PS_PROBE, probe);
}

/* ---- what was measured ---- */

static struct ps_target_limits limits_of(const struct probe *probe)
{
	const struct ps_settings *settings =
		probe->session->instance->policy->settings;
	const struct ps_probe *is = probe_way_settings(probe->session);

	return (struct ps_target_limits){
		.thresholds = { .rtt = is->rtt * 1000, .loss = is->loss },
		.delays = { .hold = is->hold * PS_USEC_PER_SEC,
			    .failback = settings->failback_delay *
					PS_USEC_PER_SEC },
	};
}

/* What all of a session's targets say together. */
static void rate(struct session *session)
{
	const struct probes *probes = &session->instance->probes;
	const struct ps_target *targets[PS_MAX_PROBES];
	unsigned int count = 0;

	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (probes->probe[i] && probes->probe[i]->session == session)
			targets[count++] = &probes->probe[i]->target;
	sessions_degrade(session, ps_targets_are_degraded(targets, count));
}

static void log_change(const struct probe *probe,
		       enum ps_degradation_state before)
{
	uint32_t rtt = ps_quality_rtt(&probe->target.quality);
	enum ps_degradation_state state = probe->target.life.state;
	const char *way = session_name(probe->session);

	if (before == PS_UNANSWERED && probe->alarmed)
		zlog_info("peering-service: %s answers over %s", probe->name,
			  way);
	if (state == PS_DEGRADED && before == PS_FAILING)
		zlog_warn(
			"peering-service: %s over %s is degraded: %u%% lost, median %u us",
			probe->name, way,
			ps_quality_loss(&probe->target.quality),
			rtt == PS_RTT_LOST ? 0 : rtt);
	if (state == PS_HEALTHY && before == PS_RECOVERING)
		zlog_info("peering-service: %s over %s is healthy again",
			  probe->name, way);
}

static void changed(struct probe *probe, enum ps_degradation_state before)
{
	log_change(probe, before);
	probe->alarmed = false;
	rate(probe->session);
}

static void measured(struct probe *probe,
		     const struct ps_probe_outcome *outcome)
{
	enum ps_degradation_state before = probe->target.life.state;
	struct ps_target_limits limits = limits_of(probe);
	ps_usec now = instance_now();

	if (ps_target_measured(&probe->target, outcome->rtt, outcome->error,
			       now, &limits)) {
		changed(probe, before);
		return;
	}
	if (probe->alarmed || !ps_target_is_silent(&probe->target))
		return;
	probe->alarmed = true;
	zlog_warn(
		"peering-service: %s has never answered over %s%s%s, so it moves no traffic",
		probe->name, session_name(probe->session),
		outcome->error ? ": " : "",
		outcome->error ? safe_strerror(outcome->error) : "");
}

/* ---- peering-probed ---- */

static const char *program(void)
{
	const char *path = secure_getenv("PEERING_SERVICE_PROBED");

	return path ? path : PS_PEERING_PROBED_PATH;
}

static bool give(struct feeder_descriptors *out, void *arg,
		 struct ps_error *err)
{
	const struct instance *instance = arg;

	return probe_sockets_open(instance->bgp, out, err);
}

static void started(void *arg)
{
	struct instance *instance = arg;
	struct probes *probes = &instance->probes;

	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (probes->probe[i])
			probes->probe[i]->told =
				!probes->probe[i]->way.interface;
	tell_later(probes, 0);
}

static enum ps_status hear(void *octets, size_t size, int fd, void *arg,
			   struct ps_error *err)
{
	const struct ps_probe_message *message = octets;
	struct instance *instance = arg;
	struct probe *probe;
	enum ps_status status = ps_probe_check(message, size, err);

	if (status != PS_OK)
		return status;
	if (fd >= 0 || (message->kind != PS_PROBE_OUTCOME &&
			message->kind != PS_PROBE_SIGN))
		return ps_fail(err, PS_INVALID,
			       "a message that goes the other way");
	set_failure(&instance->probes, NULL);
	if (message->kind != PS_PROBE_OUTCOME)
		return PS_OK;
	probe = instance->probes.probe[message->outcome.number];
	/* Of a way that was: it may cross what we say. */
	if (probe && probe->way.interface &&
	    probe->way.generation == message->outcome.generation)
		measured(probe, &message->outcome);
	return PS_OK;
}

static void down(const char *why, void *arg)
{
	struct instance *instance = arg;
	struct probes *probes = &instance->probes;

	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (probes->probe[i])
			ps_target_pause(&probes->probe[i]->target);
	set_failure(probes, why);
	zlog_warn("peering-service: nothing is measured for %s: %s",
		  instance_name(instance), why);
}

static const struct feeder_kind kind = {
	.program = program,
	.give = give,
	.started = started,
	.hear = hear,
	.down = down,
	.message_size = sizeof(struct ps_probe_message),
	.messages_per_sec = PS_PROBE_MESSAGES_PER_SEC,
};

/* It is there while there is something to probe. */
static void run(struct instance *instance)
{
	struct probes *probes = &instance->probes;
	bool needed = false;

	for (unsigned int i = 0; i < PS_MAX_PROBES && !needed; i++)
		needed = probes->probe[i] != NULL;
	if (needed && !probes->feeder) {
		probes->feeder = feeder_new(&kind, instance);
	} else if (!needed && probes->feeder) {
		feeder_free(probes->feeder);
		probes->feeder = NULL;
		set_failure(probes, NULL);
	}
}

/* ---- as sessions and policies come and go ---- */

static bool is_among(char names[PS_MAX_PROBE_TARGETS][INET6_ADDRSTRLEN],
		     unsigned int count, const char *name)
{
	for (unsigned int i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static void reconcile(struct session *session, void *arg)
{
	struct probes *probes = &session->instance->probes;
	char names[PS_MAX_PROBE_TARGETS][INET6_ADDRSTRLEN];
	unsigned int count = probe_way_targets(session, names);
	struct probe *probe;

	(void)arg;
	for (unsigned int i = 0; i < PS_MAX_PROBES; i++) {
		probe = probes->probe[i];
		if (!probe || probe->session != session)
			continue;
		if (is_among(names, count, probe->name))
			refresh(probe);
		else
			drop(probes, probe);
	}
	for (unsigned int i = 0; i < count; i++)
		if (!find(probes, session, names[i]))
			add(probes, session, names[i]);
	rate(session);
}

void probes_reload(struct instance *instance)
{
	instance->probes.overflow = false;
	sessions_every(instance, reconcile, NULL);
	run(instance);
}

void probes_session_changed(struct session *session)
{
	reconcile(session, NULL);
	run(session->instance);
}

void probes_session_forgotten(struct session *session)
{
	struct probes *probes = &session->instance->probes;

	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (probes->probe[i] && probes->probe[i]->session == session)
			drop(probes, probes->probe[i]);
}

void probes_trust(struct instance *instance)
{
	struct ps_target_limits limits;
	struct probe *probe;

	for (unsigned int i = 0; i < PS_MAX_PROBES; i++) {
		probe = instance->probes.probe[i];
		if (!probe || !probe_way_settings(probe->session))
			continue;
		limits = limits_of(probe);
		if (ps_degradation_transition(&probe->target.life,
					      PS_QUALITY_TRUSTED,
					      instance_now(), &limits.delays))
			changed(probe, PS_RECOVERING);
	}
}

const char *probes_failure(const struct probes *probes)
{
	return probes->failure;
}

uint32_t probes_starts(const struct probes *probes)
{
	return probes->feeder ? feeder_starts(probes->feeder) : 0;
}

void probes_fini(struct instance *instance)
{
	struct probes *probes = &instance->probes;

	compat_event_off(probes->tell);
	feeder_free(probes->feeder);
	probes->feeder = NULL;
	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		XFREE(MTYPE_PS_PROBE, probes->probe[i]);
	set_failure(probes, NULL);
}
