/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probes.h"

#include "plugin/feeder.h"
#include "plugin/instance.h"
#include "plugin/probe_outcome.h"
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
	notify_latency(probe);
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
	notify_latency_removed(probe);
	probes->probe[gone.number] = NULL;
	XFREE(MTYPE_PS_PROBE, probe);
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
		probe_outcome_take(probe, &message->outcome);
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

/* Once a minute, all that was measured in it. */
static void minute_passed(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct probes *probes = &instance->probes;

	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (probes->probe[i])
			notify_latency(probes->probe[i]);
	compat_add_timer_msec(bm->master, minute_passed, instance,
			      PS_LATENCY_EVENT_SEC * 1000, &probes->minute);
}

/* It is there while there is something to probe. */
static void run(struct instance *instance)
{
	struct probes *probes = &instance->probes;
	bool needed = false;

	for (unsigned int i = 0; i < PS_MAX_PROBES && !needed; i++)
		needed = probes->probe[i] != NULL;
	if (needed && !probes->feeder) {
		probes->feeder = feeder_new(&kind, instance);
		compat_add_timer_msec(bm->master, minute_passed, instance,
				      PS_LATENCY_EVENT_SEC * 1000,
				      &probes->minute);
	} else if (!needed && probes->feeder) {
		feeder_free(probes->feeder);
		probes->feeder = NULL;
		compat_event_off(probes->minute);
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
	probe_outcome_rate(session);
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
	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (instance->probes.probe[i])
			probe_outcome_trust(instance->probes.probe[i]);
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
	compat_event_off(probes->minute);
	feeder_free(probes->feeder);
	probes->feeder = NULL;
	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		XFREE(MTYPE_PS_PROBE, probes->probe[i]);
	set_failure(probes, NULL);
}
