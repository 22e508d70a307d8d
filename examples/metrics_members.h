/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What comes and goes by name: sessions, gaps, sources of VRPs.
 */
#ifndef METRICS_MEMBERS_H
#define METRICS_MEMBERS_H

#include "examples/metrics_state.h"

/* What was told of one of them, in this VRF. */
void metrics_session_changed(struct metrics_state *state,
			     struct metrics_vrf *vrf,
			     const Peering__V1__SessionState *told);
void metrics_gap_changed(struct metrics_state *state, struct metrics_vrf *vrf,
			 const Peering__V1__Gap *told);
void metrics_source_changed(struct metrics_state *state,
			    struct metrics_vrf *vrf,
			    const Peering__V1__RpkiSource *told);

/* Forget those of a VRF, or of all (NULL). */
void metrics_members_forget(struct metrics_state *state,
			    const struct metrics_vrf *only);

#endif
