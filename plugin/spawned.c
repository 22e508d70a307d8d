/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/spawned.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/queue.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "policy/image_file.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_SPAWNED, "peering-service process");

extern char **environ;

struct spawned {
	LIST_ENTRY(spawned) entry;
	pid_t pid;
	int pidfd;
	int poll_msec; /* without one */
	int text;      /* what it says */
	compat_event *event;
	spawned_ended ended; /* NULL: nobody wants to know */
	void *arg;
};

static LIST_HEAD(, spawned) all_spawned = LIST_HEAD_INITIALIZER(all_spawned);

/* Copies of ours are from here on: none is where the program finds one. */
enum { HIGH_FD = 16, STANDARD = 3 };

struct descriptors {
	int fd[STANDARD + SPAWNED_DESCRIPTORS];
	unsigned int count;
};

static void let_go(struct descriptors *all)
{
	while (all->count--)
		close(all->fd[all->count]);
}

/* What the program is to find, in order, as copies. */
static int copy_descriptors(const struct spawned *spawned, const int *fds,
			    unsigned int count, struct descriptors *out)
{
	int from, fd;

	for (unsigned int i = 0; i < count + STANDARD - 1; i++) {
		if (i == 1 || i == 2)
			from = spawned->text;
		else
			from = fds[i ? i - STANDARD + 1 : 0];
		fd = fcntl(from, F_DUPFD_CLOEXEC, HIGH_FD);
		if (fd < 0)
			return errno;
		out->fd[out->count++] = fd;
	}
	return 0;
}

static int add_descriptors(posix_spawn_file_actions_t *files,
			   const struct descriptors *given)
{
	int error = 0;

	for (unsigned int i = 0; i < given->count && !error; i++)
		error = posix_spawn_file_actions_adddup2(files, given->fd[i],
							 i);
	/* bgpd's own sockets have no close-on-exec flag. */
	if (!error)
		error = posix_spawn_file_actions_addclosefrom_np(files,
								 given->count);
	return error;
}

static int start_with(struct spawned *spawned, char **argv,
		      const struct descriptors *given)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF |
						      POSIX_SPAWN_SETPGROUP);
	error = add_descriptors(&files, given);
	if (!error)
		error = posix_spawn(&spawned->pid, argv[0], &files, &attributes,
				    argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error;
}

static int start(struct spawned *spawned, char **argv, const int *fds,
		 unsigned int count)
{
	struct descriptors all = { .count = 0 };
	int error = copy_descriptors(spawned, fds, count, &all);

	if (!error)
		error = start_with(spawned, argv, &all);
	let_go(&all);
	return error;
}

static void spawned_free(struct spawned *spawned)
{
	LIST_REMOVE(spawned, entry);
	compat_event_off(spawned->event);
	if (spawned->pidfd >= 0)
		close(spawned->pidfd);
	if (spawned->text >= 0)
		close(spawned->text);
	XFREE(MTYPE_PS_SPAWNED, spawned);
}

/* The first line that it said; anything unprintable becomes a dot. */
static void read_text(const struct spawned *spawned, char *text, size_t size)
{
	ssize_t n = pread(spawned->text, text, size - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	for (; *text; text++)
		if (!isprint((unsigned char)*text))
			*text = '.';
}

static void may_have_ended(compat_event *event);

/*
 * Some kernels have no pidfd, nor has valgrind: look now and then, less often
 * the longer it lives.
 */
static void await_end(struct spawned *spawned)
{
	if (spawned->pidfd >= 0) {
		compat_add_read(bm->master, may_have_ended, spawned,
				spawned->pidfd, &spawned->event);
		return;
	}
	spawned->poll_msec =
		MIN(MAX(spawned->poll_msec * 2, PS_CHILD_POLL_MSEC),
		    PS_CHILD_POLL_MOST_MSEC);
	compat_add_timer_msec(bm->master, may_have_ended, spawned,
			      spawned->poll_msec, &spawned->event);
}

static void may_have_ended(compat_event *event)
{
	struct spawned *spawned = compat_event_arg(event);
	char text[PS_ERROR_TEXT];
	int status = 0;

	if (waitpid(spawned->pid, &status, WNOHANG) != spawned->pid) {
		await_end(spawned);
		return;
	}
	if (spawned->ended) {
		read_text(spawned, text, sizeof(text));
		spawned->ended(status, text, spawned->arg);
	}
	spawned_free(spawned);
}

struct spawned *spawned_new(char **argv, const int *fds, unsigned int count,
			    spawned_ended ended, void *arg,
			    struct ps_error *err)
{
	struct spawned *spawned = XCALLOC(MTYPE_PS_SPAWNED, sizeof(*spawned));
	int error;

	LIST_INSERT_HEAD(&all_spawned, spawned, entry);
	spawned->pidfd = -1;
	spawned->text =
		ps_image_file_new("peering-service text", PS_MAX_CHILD_TEXT);
	error = spawned->text < 0 ? errno : start(spawned, argv, fds, count);
	if (error) {
		ps_fail(err, PS_IO, "%s can't be run: %s", argv[0],
			safe_strerror(error));
		spawned_free(spawned);
		return NULL;
	}
	spawned->pidfd = syscall(SYS_pidfd_open, spawned->pid, 0);
	spawned->ended = ended;
	spawned->arg = arg;
	await_end(spawned);
	return spawned;
}

void spawned_describe(const char *program, int status, char *text, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(text, size, "%s was ended by signal %d", program,
			 WTERMSIG(status));
	else if (WEXITSTATUS(status) == 127)
		snprintf(text, size, "%s can't be run; is it installed?",
			 program);
	else
		snprintf(text, size, "%s left no result (exit status %d)",
			 program, WEXITSTATUS(status));
}

int spawned_input(const char *text, size_t size, struct ps_error *err)
{
	int fd = ps_image_file_new("peering-service input", size);
	size_t done = 0;
	ssize_t n = 0;

	while (fd >= 0 && done < size) {
		n = pwrite(fd, text + done, size - done, done);
		if (n <= 0)
			break;
		done += n;
	}
	if (fd >= 0 && done == size)
		return fd;
	ps_fail(err, PS_IO, "no memory file for a program: %s",
		safe_strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

void spawned_kill(const struct spawned *spawned)
{
	kill(-spawned->pid, SIGKILL);
}

void spawned_abandon(struct spawned *spawned)
{
	if (!spawned)
		return;
	/* Its end is still awaited, without blocking, so that it is reaped. */
	spawned->ended = NULL;
	spawned_kill(spawned);
}

void spawned_fini(void)
{
	while (!LIST_EMPTY(&all_spawned))
		spawned_free(LIST_FIRST(&all_spawned));
}
