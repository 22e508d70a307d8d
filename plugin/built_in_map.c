/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/built_in_map.h"

#include "plugin/frr_compat.h"

/* The configuration's sequences begin at 1. */
enum { PERMIT_SEQUENCE = -1, DENY_SEQUENCE = 0 };

bool built_in_map_make(const char *name, const char *rule, const char *argument)
{
	struct route_map *map = route_map_get(name);
	struct route_map_index *entry;

	if (map->head && map->head->pref == PERMIT_SEQUENCE)
		return false;
	entry = route_map_index_get(map, RMAP_PERMIT, PERMIT_SEQUENCE);
	if (rule) {
		route_map_add_match(entry, rule, argument,
				    RMAP_EVENT_MATCH_ADDED);
		route_map_add_set(entry, rule, argument);
	}
	route_map_index_get(map, RMAP_DENY, DENY_SEQUENCE);
	return true;
}

bool built_in_map_is_edited(const char *name)
{
	const struct route_map *map = route_map_lookup_by_name(name);

	return map && map->tail && map->tail->pref > DENY_SEQUENCE;
}
