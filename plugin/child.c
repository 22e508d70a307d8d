/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_CHILD, "peering-service child");

extern char **environ;

#define OUTPUT_FD 3 /* where the child finds its output */
#define HIGH_FD 16  /* ours are from here on: none is where it finds one */
#define MAX_ARGS 8

struct child {
	const int *fds; /* while it is being started: more of its descriptors */
	unsigned int fd_count;
	pid_t pid;
	int pidfd;
	int output;
	int text;
	compat_event *ended;
	compat_event *timeout;
	bool timed_out;
	child_done done;
	void *arg;
};

/*
 * A memory file that can't grow past size, so that its writer can't flood
 * us; pages cost nothing before they are written.
 */
static int memory_file(const char *name, size_t size)
{
	int low = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING), fd;

	if (low < 0)
		return -1;
	fd = fcntl(low, F_DUPFD_CLOEXEC, HIGH_FD);
	close(low);
	if (fd < 0)
		return -1;
	if (ftruncate(fd, size) ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int input_file(const char *input, size_t size)
{
	int fd = memory_file("peering-service input", size);
	size_t done = 0;
	ssize_t n;

	while (fd >= 0 && done < size) {
		n = pwrite(fd, input + done, size - done, done);
		if (n <= 0) {
			close(fd);
			return -1;
		}
		done += n;
	}
	return fd;
}

static const char *tool(void)
{
	const char *path = secure_getenv("PEERING_SERVICE_POLICY_TOOL");

	return path ? path : PS_PEERING_POLICY_PATH;
}

static int spawn(struct child *child, char **argv, int input)
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
	error = posix_spawn_file_actions_adddup2(&files, input, 0);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&files, child->text,
							 1);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&files, child->text,
							 2);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&files, child->output,
							 OUTPUT_FD);
	for (unsigned int i = 0; i < child->fd_count && !error; i++)
		error = posix_spawn_file_actions_adddup2(&files, child->fds[i],
							 CHILD_FIRST_FD + i);
	/* bgpd's own sockets have no close-on-exec flag. */
	if (!error)
		error = posix_spawn_file_actions_addclosefrom_np(
			&files, CHILD_FIRST_FD + child->fd_count);
	if (!error)
		error = posix_spawn(&child->pid, argv[0], &files, &attributes,
				    argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error;
}

static void child_free(struct child *child)
{
	compat_event_off(child->ended);
	compat_event_off(child->timeout);
	if (child->pidfd >= 0)
		close(child->pidfd);
	if (child->output >= 0)
		close(child->output);
	if (child->text >= 0)
		close(child->text);
	XFREE(MTYPE_PS_CHILD, child);
}

/*
 * Map what the child left. It is dead, and the seal refuses if anyone
 * still has the file mapped for writing.
 */
static const void *map_image(int fd, size_t *size)
{
	uint64_t head[2]; /* magic and size: the head of every image */
	void *image;

	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) ||
	    pread(fd, head, sizeof(head), 0) != sizeof(head) ||
	    head[1] < sizeof(head) || head[1] > PS_MAX_IMAGE)
		return NULL;
	*size = head[1];
	image = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	return image == MAP_FAILED ? NULL : image;
}

/* The first line that it said; anything unprintable becomes a dot. */
static void read_text(const struct child *child, char *text, size_t size)
{
	ssize_t n = pread(child->text, text, size - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	for (; *text; text++)
		if (!isprint((unsigned char)*text))
			*text = '.';
}

static void describe(const struct child *child, int status, char *text,
		     size_t size)
{
	if (child->timed_out)
		snprintf(text, size, "%s took longer than %d s and was stopped",
			 tool(), PS_CHILD_TIMEOUT_SEC);
	else if (WIFSIGNALED(status))
		snprintf(text, size, "%s was ended by signal %d", tool(),
			 WTERMSIG(status));
	else if (WEXITSTATUS(status) == 127)
		snprintf(text, size, "%s can't be run; is it installed?",
			 tool());
	else
		snprintf(text, size, "%s left no result (exit status %d)",
			 tool(), WEXITSTATUS(status));
}

static void ended(compat_event *event);

/* Some kernels have no pidfd, nor has valgrind: look now and then. */
static void await_end(struct child *child)
{
	if (child->pidfd >= 0)
		compat_add_read(bm->master, ended, child, child->pidfd,
				&child->ended);
	else
		compat_add_timer_msec(bm->master, ended, child,
				      PS_CHILD_POLL_MSEC, &child->ended);
}

static void ended(compat_event *event)
{
	struct child *child = compat_event_arg(event);
	char text[PS_ERROR_TEXT];
	struct child_result result = { .text = text };
	int status = 0;

	if (waitpid(child->pid, &status, WNOHANG) != child->pid) {
		await_end(child);
		return;
	}
	read_text(child, text, sizeof(text));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		result.image = map_image(child->output, &result.size);
	result.ok = result.image != NULL;
	result.fd = child->output;
	if (!result.ok && !text[0])
		describe(child, status, text, sizeof(text));
	child->done(&result, child->arg);
	child_free(child);
}

static void timed_out(compat_event *event)
{
	struct child *child = compat_event_arg(event);

	child->timed_out = true;
	kill(-child->pid, SIGKILL);
}

static bool prepare(struct child *child, char **argv, const char *input,
		    size_t input_size, struct ps_error *err)
{
	int input_fd = input_file(input, input_size), error;

	child->output = memory_file("peering-service image", PS_MAX_IMAGE);
	child->text = memory_file("peering-service text", PS_MAX_CHILD_TEXT);
	if (input_fd < 0 || child->output < 0 || child->text < 0) {
		ps_fail(err, PS_IO, "no memory file for %s: %s", argv[0],
			safe_strerror(errno));
		if (input_fd >= 0)
			close(input_fd);
		return false;
	}
	error = spawn(child, argv, input_fd);
	close(input_fd);
	if (error) {
		ps_fail(err, PS_IO, "%s can't be run: %s", argv[0],
			safe_strerror(error));
		return false;
	}
	return true;
}

struct child *child_start(const char *const *args, const char *input,
			  size_t input_size, child_done done, void *arg,
			  struct ps_error *err)
{
	return child_start_with(args, NULL, 0, input, input_size, done, arg,
				err);
}

int child_keep_file(const struct child_result *result)
{
	return fcntl(result->fd, F_DUPFD_CLOEXEC, HIGH_FD);
}

struct child *child_start_with(const char *const *args, const int *fds,
			       unsigned int fd_count, const char *input,
			       size_t input_size, child_done done, void *arg,
			       struct ps_error *err)
{
	struct child *child = XCALLOC(MTYPE_PS_CHILD, sizeof(*child));
	char *argv[MAX_ARGS + 4] = { (char *)tool() };
	int n = 1;

	while (args[n - 1] && n < MAX_ARGS) {
		argv[n] = (char *)args[n - 1];
		n++;
	}
	argv[n++] = (char *)"--output-fd";
	argv[n] = (char *)"3";
	child->pidfd = child->output = child->text = -1;
	child->fds = fds;
	child->fd_count = fd_count;
	child->done = done;
	child->arg = arg;
	if (!prepare(child, argv, input, input_size, err)) {
		child_free(child);
		return NULL;
	}
	child->pidfd = syscall(SYS_pidfd_open, child->pid, 0);
	await_end(child);
	compat_add_timer_msec(bm->master, timed_out, child,
			      PS_CHILD_TIMEOUT_SEC * 1000, &child->timeout);
	return child;
}

static void ignore_result(const struct child_result *result, void *arg)
{
	(void)arg;
	child_image_free(result->image, result->size);
}

void child_cancel(struct child *child)
{
	if (!child)
		return;
	/* Its end is still awaited, without blocking, so that it is reaped. */
	child->done = ignore_result;
	kill(-child->pid, SIGKILL);
}

void child_image_free(const void *image, size_t size)
{
	if (image)
		munmap((void *)image, size);
}
