/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a long-lived child can reach. Where the kernel knows no Landlock, what
 * only that forbids isn't looked at, and said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <arpa/inet.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/confine.h"
#include "policy/limits.h"
#include "policy/sandbox.h"

static char folder[] = "/tmp/ps-sandbox-XXXXXX";
static char inside[64], missing[64];
static uint16_t port; /* somebody listens here */
static int listener;

static int landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
		       LANDLOCK_CREATE_RULESET_VERSION);
}

static int setup(void **state)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t size = sizeof(addr);
	int fd;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(inside, sizeof(inside), "%s/file", folder);
	snprintf(missing, sizeof(missing), "%s/not/yet/there", folder);
	fd = open(inside, O_CREAT | O_WRONLY, 0600);
	close(fd);
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || bind(listener, (void *)&addr, sizeof(addr)) ||
	    listen(listener, 1) || getsockname(listener, (void *)&addr, &size))
		return -1;
	port = ntohs(addr.sin_port);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close(listener);
	unlink(inside);
	return rmdir(folder);
}

static bool can_open(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int connects(uint16_t to)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons(to) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), result;

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	result = connect(fd, (void *)&addr, sizeof(addr)) ? errno : 0;
	close(fd);
	return result;
}

static bool has_socket(int family, int type)
{
	int fd = socket(family, type, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int reach(const char *file, uint16_t to)
{
	struct ps_sandbox needs = { .files = 0 };

	ps_sandbox_file(&needs, file);
	ps_sandbox_file(&needs, NULL);
	ps_sandbox_port(&needs, to);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return ps_sandbox_enter(&needs, NULL) == PS_OK;
}

/* What follows runs in processes; each returns a number, 0 for all is well. */

static int in_files(void)
{
	if (!reach(inside, port))
		return 1;
	if (!can_open(inside, O_RDONLY) || !can_open(folder, O_RDONLY))
		return 2;
	if (landlock() < 1)
		return 0;
	if (can_open("/etc/passwd", O_RDONLY) || can_open("/", O_RDONLY))
		return 3;
	if (can_open(inside, O_WRONLY) ||
	    can_open(missing, O_CREAT | O_WRONLY) || !unlink(inside))
		return 4;
	return 0;
}

/* A folder that isn't there yet may come. */
static int in_files_to_come(void)
{
	if (!reach(missing, 0))
		return 1;
	return can_open(inside, O_RDONLY) ? 0 : 2;
}

static int in_the_network(void)
{
	if (!reach(inside, port))
		return 1;
	if (connects(port))
		return 2;
	if (has_socket(AF_UNIX, SOCK_STREAM) ||
	    has_socket(AF_NETLINK, SOCK_RAW) ||
	    has_socket(AF_PACKET, SOCK_DGRAM))
		return 3;
	if (!has_socket(AF_INET6, SOCK_STREAM))
		return 4;
	if (landlock() >= 4 && connects(port + 1) != EACCES)
		return 5;
	return 0;
}

static int in_processes(void)
{
	char *argv[] = { (char *)"/bin/true", NULL };

	if (!reach("/bin/true", 0))
		return 1;
	if (execv(argv[0], argv) != -1 || errno != EPERM)
		return 2;
	if (landlock() >= 6 && !kill(getppid(), 0))
		return 3;
	if (syscall(SYS_unshare, 0) != -1 || errno != EPERM)
		return 4;
	return 0;
}

static int in_what_it_may_do(void)
{
	int fd = dup2(0, 40);

	if (ps_confine_service(40, 40, NULL) != PS_OK)
		return 1;
	if (!reach(inside, port) || fcntl(fd, F_GETFD) < 0)
		return 2;
	/* A worker of it enters one of its own. */
	return reach(NULL, 0) ? 0 : 3;
}

static void runs(int (*child)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid)
		_exit(child());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void it_reads_its_files_and_no_others(void **state)
{
	(void)state;
	if (landlock() < 1)
		print_message("this kernel has no Landlock\n");
	runs(in_files);
	runs(in_files_to_come);
}

static void it_connects_to_its_ports_and_no_others(void **state)
{
	(void)state;
	runs(in_the_network);
}

static void it_runs_nothing_and_touches_nobody(void **state)
{
	(void)state;
	runs(in_processes);
}

static void it_can_be_entered_twice(void **state)
{
	(void)state;
	runs(in_what_it_may_do);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_its_files_and_no_others),
		cmocka_unit_test(it_connects_to_its_ports_and_no_others),
		cmocka_unit_test(it_runs_nothing_and_touches_nobody),
		cmocka_unit_test(it_can_be_entered_twice),
	};

	return cmocka_run_group_tests_name("sandbox", tests, setup, teardown);
}
