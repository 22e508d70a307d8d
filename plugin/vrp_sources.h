/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PS_VRP_SOURCES_H
#define PS_VRP_SOURCES_H

#include "policy/policy.h"

/*
 * What a policy says about where VRPs come from, as peering-rtrd reads it
 * (plugin/rtrd/config.h). To be freed with free(); NULL when it names no
 * source, or without memory.
 */
char *vrp_sources_config(const struct ps_policy *policy);

#endif
