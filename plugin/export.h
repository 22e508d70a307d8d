/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is announced to the cloud: for each location a built-in route-map,
 * PEERING-SERVICE-OUT-<location>, that the operator names in an ordinary
 * `neighbor X route-map … out`. It announces what policy/announce.h says. It
 * is no part of the configuration; where the module isn't loaded, the unknown
 * map denies everything. Edits of it have no effect and are a gap; one that is
 * deleted denies everything until the next turn of the event loop makes it
 * again.
 *
 * PEERING-SERVICE, for `neighbor X route-map PEERING-SERVICE in`, permits
 * everything and does nothing: it only makes sure that without the module
 * nothing is accepted either.
 */
#ifndef PS_EXPORT_H
#define PS_EXPORT_H

#include "plugin/frr_compat.h"

struct instance;
struct ps_policy;

#define EXPORT_IN_MAP "PEERING-SERVICE"

/* Teach bgpd the rules and keep watch over the maps. Call once. */
void export_init(void);

/*
 * A policy has come into force after an old one, or after none: make the maps
 * of its locations. Where a map says otherwise of the same paths, the sessions
 * that use it are announced to anew.
 */
void export_update(struct instance *instance, const struct ps_policy *old);

/* The name of a location's map, written into buf; returns buf. */
const char *export_map_name(const char *location, char *buf, size_t size);

/* Whether a neighbor names the map of a location (its index) outbound. */
bool export_is_mapped(const struct instance *instance, const struct peer *peer,
		      afi_t afi, safi_t safi, uint32_t location);

#endif
