/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bgpd's own BFD sessions say of its neighbors, heard when zebra tells:
 * bgpd itself stops the neighbor only later (loss.h).
 */
#ifndef PS_NEIGHBOR_BFD_H
#define PS_NEIGHBOR_BFD_H

#include "plugin/frr_compat.h"

/* Listen, for as long as bgpd lives. */
void neighbor_bfd_init(void);

/* A neighbor's BFD session if it is up, or NULL. It is bgpd's. */
const struct bfd_session_params *neighbor_bfd_up(const struct peer *peer);

/* Is the one that was up (or NULL) the one that is down now? */
bool neighbor_bfd_fell(const struct peer *peer,
		       const struct bfd_session_params *was_up);

#endif
