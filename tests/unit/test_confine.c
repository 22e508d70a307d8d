/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/confine.h"
#include "policy/limits.h"

enum { KEPT = 20, FIRST = 3, LAST = 30 };

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static bool is_limited(int resource, rlim_t most)
{
	struct rlimit is;

	return !getrlimit(resource, &is) && is.rlim_cur <= most &&
	       is.rlim_max <= most;
}

/* In a process of its own; the number of what isn't as it should be. */
static int confined(void)
{
	int signal_number = 0;

	for (int fd = FIRST; fd <= LAST; fd++)
		if (dup2(0, fd) != fd)
			return 1;
	if (ps_confine(KEPT, NULL) != PS_OK)
		return 2;
	for (int fd = 0; fd <= LAST; fd++)
		if (is_open(fd) != (fd < FIRST || fd == KEPT))
			return 3;
	if (!is_limited(RLIMIT_AS, (rlim_t)PS_CHILD_MEMORY_MIB << 20) ||
	    !is_limited(RLIMIT_CPU, PS_CHILD_TIMEOUT_SEC) ||
	    !is_limited(RLIMIT_CORE, 0))
		return 4;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return 5;
	if (prctl(PR_GET_PDEATHSIG, &signal_number) < 0 ||
	    signal_number != SIGKILL)
		return 6;
	return 0;
}

static void gives_up_what_it_should(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (!pid)
		_exit(confined());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_up_what_it_should),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
