/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/leak.h"

#include "plugin/instance.h"

static unsigned int imports;

unsigned int leak_imports(void)
{
	return imports;
}

bool leak_is_from_evpn(const struct bgp_path_info *pi)
{
	const struct bgp_path_info *origin = leak_origin(pi);

	return origin != pi && origin->net &&
	       bgp_dest_table(origin->net)->afi == AFI_L2VPN;
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

/*
 * bgpd leaks the unicast tables of VRFs and of the default instance into the
 * VPN table, and that into VRFs.
 */
static bool is_leaking(const struct instance *instance)
{
	return bgp_get_default() &&
	       (instance->bgp->inst_type == BGP_INSTANCE_TYPE_VRF ||
		instance->bgp->inst_type == BGP_INSTANCE_TYPE_DEFAULT);
}

static bool is_in_vpn_table(const struct bgp_path_info *pi)
{
	return pi->net && bgp_dest_table(pi->net)->safi == SAFI_MPLS_VPN;
}

void leak_denied(struct instance *instance, struct bgp_path_info *pi)
{
	struct bgp *vpn = bgp_get_default();

	if (!is_leaking(instance))
		return;
	if (is_in_vpn_table(pi))
		compat_leak_to_vrf_withdraw(vpn, pi);
	else
		vpn_leak_from_vrf_withdraw(vpn, instance->bgp, pi);
}

/*
 * What was imported while the path was denied is still there, not valid, and
 * bgpd would take it for unchanged: so it has to go first.
 */
void leak_permitted(struct instance *instance, struct bgp_path_info *pi)
{
	struct bgp *vpn = bgp_get_default();

	if (!is_leaking(instance))
		return;
	imports++;
	leak_denied(instance, pi);
	if (is_in_vpn_table(pi))
		compat_leak_to_vrf_update(vpn, pi);
	else
		vpn_leak_from_vrf_update(vpn, instance->bgp, pi);
}

bool leak_import_again(struct bgp_path_info *pi)
{
	struct bgp_path_info *parent = compat_parent(pi);

	if (pi->sub_type != BGP_ROUTE_IMPORTED || !parent || !parent->net ||
	    !is_in_vpn_table(parent))
		return false;
	imports++;
	compat_leak_to_vrf_withdraw(bgp_get_default(), parent);
	compat_leak_to_vrf_update(bgp_get_default(), parent);
	return true;
}
