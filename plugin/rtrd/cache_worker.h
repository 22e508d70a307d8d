/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PS_RTRD_CACHE_WORKER_H
#define PS_RTRD_CACHE_WORKER_H

/*
 * Speak RTR with a cache and report what it says, until the channel is closed
 * or the cache breaks the protocol. arg: its struct cache_config. For
 * worker_start().
 */
void cache_worker_run(int channel, const void *arg);

#endif
