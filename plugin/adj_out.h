/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bgpd has announced of a destination, where it forgets something.
 */
#ifndef PS_ADJ_OUT_H
#define PS_ADJ_OUT_H

#include "plugin/frr_compat.h"

/* bgpd tells a new session the whole table a second after it came up. */
bool adj_out_is_due(const struct update_subgroup *subgroup);

/*
 * Nothing of the destination is selected any more: withdraw it from those
 * new neighbors that bgpd, before FRR 10, leaves it with. It looks at them only
 * when it tells them the whole table, a second after they came up, and then
 * passes over what isn't selected; but a soft clear or a refresh may have told
 * them before.
 */
void adj_out_withdraw(struct bgp_dest *dest);

/*
 * bgpd suppresses what it has announced already, and takes a withdrawal that
 * still waits to be sent for such: the route would be gone until it changes.
 * So what waits to be withdrawn is made unlike anything announced.
 */
void adj_out_unsuppress(struct bgp_dest *dest);

#endif
