/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is announced to the cloud: for each location a built-in route-map,
 * PEERING-SERVICE-OUT-<location>, that the operator names in an ordinary
 * `neighbor X route-map … out`. It permits registered prefixes of customers,
 * with the community, and nothing else. It is no part of the configuration;
 * where the module isn't loaded, the unknown map denies everything.
 */
#ifndef PS_EXPORT_H
#define PS_EXPORT_H

struct instance;

/* Teach bgpd the rules. Call once, before maps are made. */
void export_init(void);

/*
 * A new policy is in force: make the maps of its locations and announce to
 * their sessions anew.
 */
void export_update(struct instance *instance);

#endif
