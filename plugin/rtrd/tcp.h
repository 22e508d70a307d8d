/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PS_RTRD_TCP_H
#define PS_RTRD_TCP_H

#include <stdint.h>

#include "policy/status.h"

/*
 * Connect to a port of an IPv4 or IPv6 address, for at most PS_RTR_CONNECT_SEC.
 * The caller's blocking socket, or -1 with why not.
 */
int tcp_connect(const char *address, uint16_t port, struct ps_error *err);

#endif
