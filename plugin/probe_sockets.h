/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PS_PROBE_SOCKETS_H
#define PS_PROBE_SOCKETS_H

#include "plugin/feeder.h"

/*
 * Open what peering-probed may not open itself, in the order in which it
 * expects it (plugin/probed/peering_probed.c), in an instance's VRF. False,
 * with nothing left open, and why.
 */
bool probe_sockets_open(const struct bgp *bgp, struct feeder_descriptors *out,
			struct ps_error *err);

#endif
