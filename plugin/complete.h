/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What vtysh offers where a line takes the name of a location, a router, a
 * registered prefix or an instance's VRF. Stock vtysh asks bgpd for it.
 */
#ifndef PS_COMPLETE_H
#define PS_COMPLETE_H

void complete_init(void);

#endif
