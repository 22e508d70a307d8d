/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The peering-service lines of a configuration file of FRR, for tools that run
 * away from the router.
 */
#ifndef PS_FRR_CONFIG_H
#define PS_FRR_CONFIG_H

#include <stdio.h>

#include "policy/status.h"

/*
 * Write the lines that file has under `router bgp` of the VRF ("default": of
 * the one without) as statements of candidate.h. A policy file of the name
 * except, which may be NULL, is left out. PS_IO, PS_TOO_BIG or PS_NO_MEMORY
 * when the file can't be read.
 */
enum ps_status ps_frr_config_read(const char *file, const char *vrf,
				  const char *except, FILE *candidate,
				  struct ps_error *err);

#endif
