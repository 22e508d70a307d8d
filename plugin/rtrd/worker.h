/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process of its own for each source: whatever a hostile cache or file does
 * to it, the others and their data don't notice. It is killed, not asked.
 */
#ifndef PS_RTRD_WORKER_H
#define PS_RTRD_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "policy/sandbox.h"
#include "policy/status.h"

struct worker {
	pid_t pid;   /* 0: none runs */
	int channel; /* ours; non-blocking */
};

/* What a worker does, in its process; it ends when this returns. */
typedef void (*worker_run)(int channel, const void *arg);

/*
 * Start a worker that may do what needs says and nothing else. PS_OK or
 * PS_IO.
 */
enum ps_status worker_start(struct worker *worker,
			    const struct ps_sandbox *needs, worker_run run,
			    const void *arg, struct ps_error *err);

/* End it, if one runs. Returns its wait status. */
int worker_stop(struct worker *worker);

#endif
