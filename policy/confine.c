/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* close_range */
#include "policy/confine.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "policy/limits.h"

/* Lower both limits; a lower hard limit that stands already is kept. */
static int limit(int resource, rlim_t most)
{
	struct rlimit bound;

	if (getrlimit(resource, &bound) < 0)
		return -1;
	if (bound.rlim_max != RLIM_INFINITY && bound.rlim_max < most)
		most = bound.rlim_max;
	bound.rlim_cur = bound.rlim_max = most;
	return setrlimit(resource, &bound);
}

static int confine(int first_fd, int last_fd)
{
	if (limit(RLIMIT_AS, (rlim_t)PS_CHILD_MEMORY_MIB << 20) < 0 ||
	    limit(RLIMIT_CORE, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ||
	    (first_fd > 3 && close_range(3, first_fd - 1, 0) < 0))
		return -1;
	return close_range(last_fd + 1, UINT_MAX, 0);
}

static enum ps_status refused(struct ps_error *err)
{
	return ps_fail(err, PS_IO, "can't confine this process: %s",
		       strerror(errno));
}

enum ps_status ps_confine(int keep_fd, struct ps_error *err)
{
	if (confine(keep_fd, keep_fd) < 0 ||
	    limit(RLIMIT_CPU, PS_CHILD_TIMEOUT_SEC) < 0)
		return refused(err);
	return PS_OK;
}

enum ps_status ps_confine_service(int first_fd, int last_fd,
				  struct ps_error *err)
{
	if (confine(first_fd, last_fd) < 0 ||
	    limit(RLIMIT_NOFILE, PS_CHILD_FILES) < 0)
		return refused(err);
	return PS_OK;
}
