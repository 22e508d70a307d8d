# SPDX-License-Identifier: GPL-2.0-or-later
dist_yang_DATA = \
	yang/peering-service.yang \
	yang/peering-service-compliance.yang \
	yang/peering-service-events.yang \
	yang/peering-service-paths.yang \
	yang/peering-service-places.yang \
	yang/peering-service-rpki.yang \
	yang/peering-service-state.yang
EXTRA_DIST += yang/peering-service.tree
