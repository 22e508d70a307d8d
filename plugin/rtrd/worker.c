/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* close_range */
#include "plugin/rtrd/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/channel.h"
#include "policy/confine.h"

static _Noreturn void run_worker(int channel, pid_t parent,
				 const struct ps_sandbox *needs, worker_run run,
				 const void *arg)
{
	struct ps_error err;

	/* Whoever died before he was watched is seen to be another parent. */
	if (ps_confine_service(channel, channel, &err) != PS_OK ||
	    getppid() != parent || ps_sandbox_enter(needs, &err) != PS_OK)
		_exit(EXIT_FAILURE);
	run(channel, arg);
	_exit(EXIT_SUCCESS);
}

enum ps_status worker_start(struct worker *worker,
			    const struct ps_sandbox *needs, worker_run run,
			    const void *arg, struct ps_error *err)
{
	pid_t parent = getpid();
	int ends[2];

	if (ps_channel_pair(ends))
		return ps_fail(err, PS_IO, "can't start a worker: %s",
			       strerror(errno));
	worker->pid = fork();
	if (!worker->pid)
		run_worker(ends[1], parent, needs, run, arg);
	close(ends[1]);
	worker->channel = ends[0];
	if (worker->pid > 0 && !fcntl(ends[0], F_SETFL, O_NONBLOCK))
		return PS_OK;
	ps_fail(err, PS_IO, "can't start a worker: %s", strerror(errno));
	if (worker->pid < 0)
		worker->pid = 0;
	worker_stop(worker);
	return PS_IO;
}

int worker_stop(struct worker *worker)
{
	int status = 0;

	if (worker->pid) {
		kill(worker->pid, SIGKILL);
		while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	if (worker->channel >= 0)
		close(worker->channel);
	*worker = (struct worker){ .channel = -1 };
	return status;
}
