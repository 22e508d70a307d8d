# SPDX-License-Identifier: GPL-2.0-or-later
dist_yang_DATA = \
	yang/peering-service.yang \
	yang/peering-service-compliance.yang \
	yang/peering-service-event-routes.yang \
	yang/peering-service-event-socket.yang \
	yang/peering-service-events.yang \
	yang/peering-service-incidents.yang \
	yang/peering-service-latency.yang \
	yang/peering-service-location.yang \
	yang/peering-service-paths.yang \
	yang/peering-service-places.yang \
	yang/peering-service-prefix.yang \
	yang/peering-service-protection.yang \
	yang/peering-service-rpki.yang \
	yang/peering-service-state.yang \
	yang/peering-service-types.yang \
	yang/peering-service-validation.yang
EXTRA_DIST += yang/peering-service.tree
