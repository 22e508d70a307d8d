/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/selection.h"

static bool is_of_level(const struct source *source, uint32_t level)
{
	return source->kind == PS_VRP_CACHE &&
	       source->cache->preference == level;
}

/* The next higher preference that a cache has. Whether there is one. */
static bool next_level(const struct source *source, unsigned int sources,
		       int64_t after, uint32_t *level)
{
	bool found = false;
	uint32_t preference;

	for (unsigned int i = 0; i < sources; i++) {
		if (source[i].kind != PS_VRP_CACHE)
			continue;
		preference = source[i].cache->preference;
		if (preference > after && (!found || preference < *level)) {
			*level = preference;
			found = true;
		}
	}
	return found;
}

/* In sync, or a moment ago, or not yet known not to be. */
static bool is_well(const struct source *source, ps_usec now)
{
	if (source->state == PS_VRP_IN_SYNC)
		return true;
	if (source->state == PS_VRP_FAILED && !source->holding.is_there)
		return false;
	return now - source->out_of_sync <
	       PS_RTR_FALLBACK_SEC * PS_USEC_PER_SEC;
}

static bool any_is_well(const struct source *source, unsigned int sources,
			uint32_t level, ps_usec now)
{
	for (unsigned int i = 0; i < sources; i++)
		if (is_of_level(&source[i], level) && is_well(&source[i], now))
			return true;
	return false;
}

static bool any_has_data(const struct source *source, unsigned int sources,
			 uint32_t level, bool in_sync)
{
	for (unsigned int i = 0; i < sources; i++)
		if (is_of_level(&source[i], level) &&
		    source[i].holding.is_there &&
		    (!in_sync || source[i].state == PS_VRP_IN_SYNC))
			return true;
	return false;
}

static void want(struct source *source, unsigned int sources, ps_usec now)
{
	bool better_is_well = false;
	int64_t after = -1;
	uint32_t level = 0;

	while (next_level(source, sources, after, &level)) {
		for (unsigned int i = 0; i < sources; i++)
			if (is_of_level(&source[i], level))
				source[i].wanted = !better_is_well;
		better_is_well = better_is_well ||
				 any_is_well(source, sources, level, now);
		after = level;
	}
}

/* The lowest level with data, of caches that are in sync if that is asked. */
static bool lowest(const struct source *source, unsigned int sources,
		   bool in_sync, uint32_t *level)
{
	int64_t after = -1;

	while (next_level(source, sources, after, level)) {
		if (any_has_data(source, sources, *level, in_sync))
			return true;
		after = *level;
	}
	return false;
}

/* A level that is merely unreachable is left for one in sync only. */
static void choose_level(struct selection *selection,
			 const struct source *source, unsigned int sources,
			 ps_usec now)
{
	uint32_t level = 0;

	if (selection->has_level &&
	    any_has_data(source, sources, selection->level, false) &&
	    (!lowest(source, sources, true, &level) ||
	     (level > selection->level &&
	      any_is_well(source, sources, selection->level, now))))
		return;
	selection->has_level =
		lowest(source, sources, true, &selection->level) ||
		lowest(source, sources, false, &selection->level);
}

static bool is_used(const struct selection *selection,
		    const struct source *source)
{
	if (!source->holding.is_there)
		return false;
	return source->kind == PS_VRP_FILE ||
	       (selection->has_level && is_of_level(source, selection->level));
}

void selection_make(struct selection *selection, struct source *source,
		    unsigned int sources, ps_usec now)
{
	bool used;

	want(source, sources, now);
	choose_level(selection, source, sources, now);
	for (unsigned int i = 0; i < sources; i++) {
		used = is_used(selection, &source[i]);
		if (used != source[i].used)
			source[i].untold = true;
		source[i].used = used;
	}
}

/* Whether more is to be expected of it than it has given. */
static bool is_awaited(const struct selection *selection,
		       const struct source *source)
{
	if (!source->wanted || source_is_settled(source))
		return false;
	return source->kind == PS_VRP_FILE || !selection->has_level ||
	       source->cache->preference <= selection->level;
}

bool selection_is_ready(const struct selection *selection,
			const struct source *source, unsigned int sources,
			ps_usec now)
{
	bool late = now - selection->began >
		    PS_RTR_FIRST_WAIT_SEC * PS_USEC_PER_SEC;
	bool any = false, awaited = false;

	for (unsigned int i = 0; i < sources; i++) {
		any = any || source[i].used;
		awaited = awaited || is_awaited(selection, &source[i]);
	}
	return any && (late || !awaited);
}
