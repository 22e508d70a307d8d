/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaking between tables: bgpd imports paths from a VRF into the VPN table and
 * from there into other VRFs without asking whether they are valid. So what is
 * denied in one table is denied wherever it was imported, whatever the policy
 * there, and taken back from there.
 */
#ifndef PS_LEAK_H
#define PS_LEAK_H

#include "plugin/frr_compat.h"

struct instance;

/* The path that an imported one comes from in the end; else the path itself. */
static inline const struct bgp_path_info *
leak_origin(const struct bgp_path_info *pi)
{
	if (pi->sub_type != BGP_ROUTE_IMPORTED)
		return pi;
	return bgp_get_imported_bpi_ultimate((struct bgp_path_info *)pi);
}

/*
 * How often paths were imported again, ever: bgpd makes them valid in tables
 * whose destinations may have been judged before.
 */
unsigned int leak_imports(void);

/* Whether a path was imported from EVPN. */
bool leak_is_from_evpn(const struct bgp_path_info *pi);

/* Whether a path was imported from one that is denied. */
bool leak_is_of_denied(const struct bgp_path_info *pi);

/* A path was denied: take back what was imported from it. */
void leak_denied(struct instance *instance, struct bgp_path_info *pi);

/* It is so no more: have it imported again. */
void leak_permitted(struct instance *instance, struct bgp_path_info *pi);

/*
 * An imported path that we denied in its own table isn't denied any more. Only
 * importing it again tells whether it is valid. Returns whether it was one.
 */
bool leak_import_again(struct bgp_path_info *pi);

#endif
