/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/statistics.h"

#include "plugin/instance.h"

uint64_t statistics_queued(const struct instance *instance)
{
	return instance->reevaluation.walk.queued +
	       instance->vrps.change.walk.queued;
}

void statistics_clear(struct instance *instance)
{
	instance->statistics = (struct statistics){
		.since = instance_now(),
		.queued_before = statistics_queued(instance),
	};
}
