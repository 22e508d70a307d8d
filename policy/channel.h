/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages between two processes of ours over a pair of sockets that keep
 * their boundaries (SOCK_SEQPACKET), each with at most one descriptor. What
 * arrives is outside data: only its size is told here.
 */
#ifndef PS_CHANNEL_H
#define PS_CHANNEL_H

#include <stddef.h>

#include "policy/status.h"

/* A new pair, closed on exec. Whether there could be one; errno says why. */
int ps_channel_pair(int ends[2]);

/*
 * Send a message, with a descriptor if fd isn't negative; that stays the
 * caller's. Never blocks when the end is non-blocking. PS_OK, PS_AGAIN (the
 * other side doesn't read) or PS_IO (it is gone).
 */
enum ps_status ps_channel_send(int end, const void *message, size_t size,
			       int fd);

/*
 * Receive a message of at most room octets without waiting for one. *fd
 * receives the caller's descriptor, closed on exec, or -1. PS_OK, PS_AGAIN
 * (there is none), PS_IO (the other side is gone) or PS_INVALID (a message
 * that is longer, or with more descriptors).
 */
enum ps_status ps_channel_receive(int end, void *message, size_t room,
				  size_t *size, int *fd);

#endif
