/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service latency: what is measured over each session.
 */
#include "plugin/instance.h"
#include "plugin/probe_way.h"
#include "plugin/show.h"

#define MSEC_TEXT 16

/* Microseconds as milliseconds, or "-" for none. Returns buf. */
static const char *msec(uint32_t usec, char buf[MSEC_TEXT])
{
	if (usec == PS_RTT_LOST)
		snprintf(buf, MSEC_TEXT, "-");
	else
		snprintf(buf, MSEC_TEXT, "%u.%03u", usec / 1000, usec % 1000);
	return buf;
}

static struct ps_latency_summary summary_of(const struct probe *probe,
					    enum ps_latency_span span)
{
	return ps_latency_summarize(&probe->target.latency, span,
				    instance_now());
}

static const char *state_of(const struct probe *probe)
{
	return ps_degradation_state_name(probe->target.life.state);
}

/* Why nothing is measured now that should be, or "". */
static const char *trouble_of(const struct probe *probe)
{
	if (!compat_peer_is_up(probe->session->peer))
		return "the session is down";
	if (!probe->way.interface)
		return "the neighbor isn't on an interface's own network";
	return probe->target.error ? safe_strerror(probe->target.error) : "";
}

static void probe_text(struct vty *vty, const struct probe *probe)
{
	const struct session *session = probe->session;
	char min[MSEC_TEXT], median[MSEC_TEXT], p95[MSEC_TEXT];
	char router[2 * PS_MAX_NAME + 2], age[SHOW_AGE];
	const struct ps_probe *settings = probe_way_settings(session);
	const char *trouble = trouble_of(probe);
	struct ps_latency_summary sum;
	char port[16] = "";

	show_router(session->instance->policy, session->view.router, router,
		    sizeof(router));
	if (settings->port)
		snprintf(port, sizeof(port), " port %u", settings->port);
	show_wrapf(vty, 2, "%s%s over %s, %s: %s for %s", probe->name, port,
		   session_name(session), router, state_of(probe),
		   show_age(probe->target.life.since, age));
	if (trouble[0])
		show_wrapf(vty, 4, "not probed: %s", trouble);
	for (unsigned int span = 0; span < PS_LATENCY_SPANS; span++) {
		sum = summary_of(probe, span);
		vty_out(vty, "    %-9s %7u %7u %7.1f%% %10s %10s %10s\n",
			ps_latency_span_name(span), sum.sent, sum.lost,
			sum.sent ? 100.0 * sum.lost / sum.sent : 0.0,
			msec(sum.min, min), msec(sum.median, median),
			msec(sum.p95, p95));
	}
}

static void add_usec(json_object *to, const char *name, uint32_t usec)
{
	if (usec != PS_RTT_LOST)
		json_object_int_add(to, name, usec);
}

static json_object *span_json(const struct probe *probe,
			      enum ps_latency_span span)
{
	struct ps_latency_summary sum = summary_of(probe, span);
	json_object *to = json_object_new_object();

	json_object_string_add(to, "span", ps_latency_span_name(span));
	json_object_int_add(to, "sent", sum.sent);
	json_object_int_add(to, "lost", sum.lost);
	add_usec(to, "minUsec", sum.min);
	add_usec(to, "medianUsec", sum.median);
	add_usec(to, "p95Usec", sum.p95);
	return to;
}

static json_object *probe_json(const struct probe *probe)
{
	const struct session *session = probe->session;
	const struct ps_policy *policy = session->instance->policy;
	const struct ps_router *router = &policy->routers[session->view.router];
	const struct ps_probe *settings =
		&policy->locations[router->location].probe;
	json_object *to = json_object_new_object();
	json_object *spans = json_object_new_array();
	const char *trouble = trouble_of(probe);

	json_object_string_add(to, "target", probe->name);
	if (settings->port)
		json_object_int_add(to, "tcpPort", settings->port);
	json_object_string_add(to, "neighbor", session_name(session));
	json_object_string_add(
		to, "location",
		ps_policy_string(policy,
				 policy->locations[router->location].name));
	json_object_string_add(to, "router",
			       ps_policy_string(policy, router->name));
	json_object_string_add(to, "state", state_of(probe));
	json_object_int_add(to, "sinceSeconds",
			    (instance_now() - probe->target.life.since) /
				    PS_USEC_PER_SEC);
	json_object_int_add(to, "intervalMsec", settings->interval);
	if (settings->rtt)
		json_object_int_add(to, "rttThresholdMsec", settings->rtt);
	if (settings->loss)
		json_object_int_add(to, "lossThresholdPercent", settings->loss);
	json_object_int_add(to, "holdSeconds", settings->hold);
	json_object_boolean_add(to, "alarm", probe->alarmed);
	json_object_int_add(to, "unsent", probe->target.unsent);
	if (trouble[0])
		json_object_string_add(to, "notProbed", trouble);
	for (unsigned int span = 0; span < PS_LATENCY_SPANS; span++)
		json_object_array_add(spans, span_json(probe, span));
	json_object_object_add(to, "spans", spans);
	return to;
}

static void latency_json(const struct probes *probes, json_object *to)
{
	json_object *all = json_object_new_array();

	json_object_int_add(to, "processStarts", probes_starts(probes));
	if (probes_failure(probes))
		json_object_string_add(to, "error", probes_failure(probes));
	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (probes->probe[i])
			json_object_array_add(all,
					      probe_json(probes->probe[i]));
	json_object_object_add(to, "probes", all);
}

void show_latency(struct instance *instance, struct show *show)
{
	const struct probes *probes = &instance->probes;

	if (show->json) {
		latency_json(probes, show->object);
		return;
	}
	vty_out(show->vty, "Latency of %s, in milliseconds\n",
		instance_name(instance));
	if (probes_failure(probes))
		show_wrapf(show->vty, 2, "Nothing is measured: %s",
			   probes_failure(probes));
	vty_out(show->vty, "    %-9s %7s %7s %8s %10s %10s %10s\n", "Last",
		"Sent", "Lost", "Loss", "Least", "Median", "95%");
	for (unsigned int i = 0; i < PS_MAX_PROBES; i++)
		if (probes->probe[i])
			probe_text(show->vty, probes->probe[i]);
}
