/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probe_outcome.h"

#include "plugin/instance.h"
#include "plugin/probe_way.h"

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

void probe_outcome_rate(struct session *session)
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
	probe_outcome_rate(probe->session);
	notify_latency(probe);
}

void probe_outcome_take(struct probe *probe,
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
	notify_latency(probe);
}

void probe_outcome_trust(struct probe *probe)
{
	struct ps_target_limits limits;

	if (!probe_way_settings(probe->session))
		return;
	limits = limits_of(probe);
	if (ps_degradation_transition(&probe->target.life, PS_QUALITY_TRUSTED,
				      instance_now(), &limits.delays))
		changed(probe, PS_RECOVERING);
}
