/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/leak.h"

#include "plugin/instance.h"

const struct bgp_path_info *leak_origin(const struct bgp_path_info *pi)
{
	return bgp_get_imported_bpi_ultimate((struct bgp_path_info *)pi);
}

bool leak_is_of_denied(const struct bgp_path_info *pi)
{
	const struct bgp_path_info *origin = leak_origin(pi);
	const struct path_record *record;

	if (origin == pi)
		return false;
	record = path_record_find(origin);
	return record && record->denied;
}

/* bgpd leaks what the table of a VRF or the default instance holds. */
static bool is_leaking(const struct instance *instance)
{
	return bgp_get_default() &&
	       (instance->bgp->inst_type == BGP_INSTANCE_TYPE_VRF ||
		instance->bgp->inst_type == BGP_INSTANCE_TYPE_DEFAULT);
}

void leak_denied(struct instance *instance, struct bgp_path_info *pi)
{
	if (is_leaking(instance))
		vpn_leak_from_vrf_withdraw(bgp_get_default(), instance->bgp,
					   pi);
}

/*
 * What was imported while the path was denied is still there, not valid, and
 * bgpd would take it for unchanged: so it has to go first.
 */
void leak_permitted(struct instance *instance, struct bgp_path_info *pi)
{
	if (!is_leaking(instance))
		return;
	vpn_leak_from_vrf_withdraw(bgp_get_default(), instance->bgp, pi);
	vpn_leak_from_vrf_update(bgp_get_default(), instance->bgp, pi);
}

bool leak_import_again(struct bgp_path_info *pi)
{
	struct bgp_path_info *parent = compat_parent(pi);

	if (pi->sub_type != BGP_ROUTE_IMPORTED || !parent || !parent->net ||
	    bgp_dest_table(parent->net)->safi != SAFI_MPLS_VPN)
		return false;
	compat_leak_to_vrf_withdraw(bgp_get_default(), parent);
	compat_leak_to_vrf_update(bgp_get_default(), parent);
	return true;
}
