/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A route-map that exists in memory alone: `show route-map` has it, the
 * configuration hasn't. Its entries come before any that an operator can add
 * and the last one matches everything, so edits have no effect. They are left
 * where they are, since bgpd's northbound keeps pointers to what it has made;
 * but the configuration then has a map of that name, which decides alone where
 * the module isn't loaded.
 */
#ifndef PS_BUILT_IN_MAP_H
#define PS_BUILT_IN_MAP_H

#include <stdbool.h>

/*
 * Make the map if it isn't there, or no longer: one entry that permits what
 * the match rule of this name and argument matches, after its set rule has
 * changed it, and one that denies the rest. Without a rule (NULL) it permits
 * everything. Returns whether it had to be made.
 */
bool built_in_map_make(const char *name, const char *rule,
		       const char *argument);

/* Whether the configuration has added entries to it. */
bool built_in_map_is_edited(const char *name);

#endif
