/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/statistics.h"

#include "plugin/instance.h"

void statistics_clear(struct instance *instance)
{
	instance->statistics = (struct statistics){
		.since = instance_now(),
		.queued_before = instance->reevaluation.queued,
	};
}
