/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What passes over the sessions of a registered prefix's locations, as bgpd's
 * tables have it: sent to the cloud, or received from it.
 */
#ifndef PS_COMPLIANCE_EXCHANGE_H
#define PS_COMPLIANCE_EXCHANGE_H

#include "plugin/compliance_facts.h"

/*
 * Fill what is exchanged of the facts' prefix, whose exchanges are listed.
 * dest is the prefix's destination, or NULL.
 */
void compliance_exchange(const struct compliance_look *look,
			 struct bgp_dest *dest,
			 struct ps_compliance_facts *facts);

#endif
