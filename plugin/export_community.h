/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A community that an announcement bears, or doesn't, set by a route-map's
 * rule while bgpd puts the announcement together.
 */
#ifndef PS_EXPORT_COMMUNITY_H
#define PS_EXPORT_COMMUNITY_H

#include "plugin/frr_compat.h"

/*
 * Add the community (an RFC 1997 value) to the attributes, or take it away.
 * They are those that the rule is given: of one announcement, done with when
 * the next one's are set.
 */
void export_community_set(struct attr *attr, uint32_t value, bool wanted);

/* bgpd ends. */
void export_community_fini(void);

#endif
