/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process that we started: one of our own programs, without bgpd's
 * descriptors. What it says goes to a file in memory of fixed size, so that it
 * can neither block nor flood. Its end is heard through a pidfd, or polled
 * where there is none, and never waited for.
 */
#ifndef PS_SPAWNED_H
#define PS_SPAWNED_H

#include "plugin/frr_compat.h"
#include "policy/status.h"

struct spawned; /* opaque */

/*
 * status: as waitpid() has it; said: the first line that it wrote to standard
 * output or error, printable. The process is freed when this returns.
 */
typedef void (*spawned_ended)(int status, const char *said, void *arg);

#define SPAWNED_DESCRIPTORS 9 /* at most, beside what it says */

/*
 * Start argv[0] in a process group of its own. Of ours it has no descriptors
 * but these, which stay the caller's: the first is its standard input, those
 * after it are 3 and so on.
 * ended() is called once, from the event loop, unless spawned_abandon() comes
 * first. NULL with why not when it can't be started.
 */
struct spawned *spawned_new(char **argv, const int *fds, unsigned int count,
			    spawned_ended ended, void *arg,
			    struct ps_error *err);

/* Tell in text what the status of a program's end means. */
void spawned_describe(const char *program, int status, char *text, size_t size);

/* A file in memory with that text, to be read. -1 with why there is none. */
int spawned_input(const char *text, size_t size, struct ps_error *err);

/* Kill it and all of its group; ended() is still called. */
void spawned_kill(const struct spawned *spawned);

/* Kill it and forget it: ended() won't be called. NULL is accepted. */
void spawned_abandon(struct spawned *spawned);

/* bgpd ends: nobody awaits the end of those that were abandoned any more. */
void spawned_fini(void);

#endif
