/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hearing that a session is lost before bgpd acts on it. bgpd first walks
 * its whole table for a neighbor that goes, and then selects in the table's
 * order: with a full table, seconds pass before a registered prefix's turn
 * comes. So what tells of the loss is listened to here as well: the link, the
 * end of the TCP connection, BFD, a NOTIFICATION. sessions_suspect() then
 * moves the registered prefixes at once.
 */
#ifndef PS_LOSS_H
#define PS_LOSS_H

#include "plugin/frr_compat.h"

/* Start and stop listening. */
void loss_init(void);
void loss_fini(void);

/* A session was established: listen to its connection. */
void loss_watch(struct peer *peer);

#endif
