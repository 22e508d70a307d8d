/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service statistics: what has happened, in numbers.
 */
#include "plugin/instance.h"
#include "plugin/show.h"

static uint64_t statistics_reevaluated(const struct instance *instance)
{
	return statistics_queued(instance) - instance->statistics.queued_before;
}

static void verdicts_json(const struct statistics *is, json_object *to)
{
	json_object *all = json_object_new_array(), *one;

	for (unsigned int i = 0; i < PS_REASONS; i++) {
		if (!is->verdicts[i])
			continue;
		one = json_object_new_object();
		json_object_string_add(one, "reason", ps_reason_name(i));
		json_object_int_add(one, "count", is->verdicts[i]);
		json_object_array_add(all, one);
	}
	json_object_object_add(to, "verdicts", all);
}

static void failovers_json(const struct statistics *is, json_object *to)
{
	json_object *all = json_object_new_array(), *one;

	for (unsigned int i = PS_FAILOVER_LOCAL; i < STATISTICS_FAILOVERS;
	     i++) {
		one = json_object_new_object();
		json_object_string_add(one, "kind", ps_failover_kind_name(i));
		json_object_int_add(one, "count", is->failovers[i]);
		json_object_int_add(one, "prefixes", is->moved[i]);
		json_object_array_add(all, one);
	}
	json_object_object_add(to, "failovers", all);
}

static void statistics_json(const struct instance *instance, json_object *to)
{
	const struct statistics *is = &instance->statistics;

	json_object_int_add(to, "sinceSeconds",
			    (instance_now() - is->since) / PS_USEC_PER_SEC);
	json_object_int_add(to, "destinationsJudged", is->destinations);
	json_object_int_add(to, "destinationsAtOnce", is->at_once);
	json_object_int_add(to, "bestPathChanges", is->best_changes);
	json_object_int_add(to, "destinationsReevaluated",
			    statistics_reevaluated(instance));
	json_object_int_add(to, "commits", is->commits);
	json_object_int_add(to, "commitsRefused", is->refusals);
	verdicts_json(is, to);
	failovers_json(is, to);
}

static void count_out(struct vty *vty, uint64_t count, const char *what)
{
	vty_out(vty, "  %12" PRIu64 "  %s\n", count, what);
}

void show_statistics(struct instance *instance, struct show *show)
{
	const struct statistics *is = &instance->statistics;
	struct vty *vty = show->vty;
	char age[SHOW_AGE];

	if (show->json) {
		statistics_json(instance, show->object);
		return;
	}
	vty_out(vty, "Statistics of %s for %s\n", instance_name(instance),
		show_age(is->since, age));
	count_out(vty, is->destinations, "destinations judged");
	count_out(vty, is->at_once, "of them selected past bgpd's queue");
	count_out(vty, statistics_reevaluated(instance),
		  "judged again with another result");
	count_out(vty, is->best_changes,
		  "best paths of registered prefixes changed");
	count_out(vty, is->commits, "policies brought into force");
	count_out(vty, is->refusals, "policies refused");
	for (unsigned int i = PS_FAILOVER_LOCAL; i < STATISTICS_FAILOVERS; i++)
		vty_out(vty, "  %12" PRIu64 "  %s%s, %" PRIu64 " prefixes\n",
			is->failovers[i], ps_failover_kind_name(i),
			i == PS_FAILOVER_FAILBACK ? "s" : " failovers",
			is->moved[i]);
	vty_out(vty, "  Verdicts on paths, new or changed:\n");
	for (unsigned int i = 0; i < PS_REASONS; i++)
		if (is->verdicts[i])
			count_out(vty, is->verdicts[i], ps_reason_name(i));
}
