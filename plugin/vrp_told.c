/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/vrp_told.h"

#include "plugin/instance.h"

bool vrp_told_take(struct vrp_told *told, const struct ps_feed_source *source)
{
	struct ps_feed_source *known = &told->source[source->number];
	bool news = source->number >= told->count ||
		    (known->state == PS_VRP_IN_SYNC) !=
			    (source->state == PS_VRP_IN_SYNC) ||
		    known->has_data != source->has_data ||
		    known->used != source->used ||
		    strcmp(known->error, source->error);

	*known = *source;
	told->at[source->number] = instance_now();
	told->count = MAX(told->count, source->number + 1);
	return news;
}

struct ps_feed_source vrp_told_now(const struct vrp_told *told,
				   unsigned int number)
{
	struct ps_feed_source source = told->source[number];
	uint32_t passed = (instance_now() - told->at[number]) / PS_USEC_PER_SEC;

	source.age += passed;
	if (source.expires_in > passed)
		source.expires_in -= passed;
	else if (source.expires_in)
		source.expires_in = 1;
	return source;
}

const char *vrp_told_failure(const struct vrp_told *told)
{
	for (unsigned int i = 0; i < told->count; i++)
		if (told->source[i].error[0] &&
		    told->source[i].state != PS_VRP_IN_SYNC)
			return told->source[i].error;
	return NULL;
}
