/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/layout.h"

#include "plugin/frr_compat.h"

enum { OFFSETS = 4, SIZES = 5 };

/* In one place and read from memory, so that a test can change them. */
static const volatile struct {
	char sign[8];
	uint32_t offset[OFFSETS]; /* octets, of the qobj node */
	uint32_t size[SIZES];	  /* octets */
} expected = {
	.sign = { 'P', 'S', 'L', 'A', 'Y', 'O', 'U', 'T' },
	.offset = {
		offsetof(struct bgp, qobj_node),
		offsetof(struct peer, qobj_node),
		offsetof(struct route_map, qobj_node),
		offsetof(struct route_map_index, qobj_node),
	},
	.size = {
		sizeof(struct peer),
		sizeof(struct attr),
		sizeof(struct bgp_path_info),
		sizeof(struct bgp_dest),
		sizeof(struct aspath),
	},
};

static const char *version_mismatch(void)
{
	const struct frrmod_runtime *module;
	static char text[128];

	for (module = frrmod_list; module; module = module->next) {
		if (strcmp(module->info->name, "bgpd") ||
		    !strcmp(module->info->version, FRR_VERSION))
			continue;
		snprintf(text, sizeof(text),
			 "this bgpd is FRR %s, the module was built for FRR %s",
			 module->info->version, FRR_VERSION);
		return text;
	}
	return NULL;
}

const char *layout_mismatch(void)
{
	const size_t offset[OFFSETS] = {
		qobj_t_bgp.node_member_offset,
		qobj_t_peer.node_member_offset,
		qobj_t_route_map.node_member_offset,
		qobj_t_route_map_index.node_member_offset,
	};
	const char *mismatch = version_mismatch();

	for (unsigned int i = 0; !mismatch && i < OFFSETS; i++)
		if (offset[i] != expected.offset[i])
			mismatch =
				"this bgpd was configured differently from the FRR the module was built for";
	return mismatch;
}

const char *layout_size_mismatch(void)
{
	struct memtype *const types[SIZES] = {
		MTYPE_BGP_PEER, MTYPE_ATTR,    MTYPE_BGP_ROUTE,
		MTYPE_BGP_NODE, MTYPE_AS_PATH,
	};
	static char text[128];
	size_t size;

	for (unsigned int i = 0; i < SIZES; i++) {
		size = types[i]->size;
		/* None was allocated yet, or they differ. */
		if (!size || size == SIZE_VAR || size == expected.size[i])
			continue;
		snprintf(
			text, sizeof(text),
			"a %s takes %zu octets in this bgpd, %u in the FRR the module was built for",
			types[i]->name, size, expected.size[i]);
		return text;
	}
	return NULL;
}
