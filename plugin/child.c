/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/child.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "plugin/spawned.h"
#include "policy/image_file.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_CHILD, "peering-service child");

#define MAX_ARGS 8

struct child {
	struct spawned *process;
	int output;
	compat_event *timeout;
	bool timed_out;
	child_done done;
	void *arg;
};

struct child_files {
	int fd[CHILD_MOST_FDS];
	unsigned int count;
};

static const char *tool(void)
{
	const char *path = secure_getenv("PEERING_SERVICE_POLICY_TOOL");

	return path ? path : PS_PEERING_POLICY_PATH;
}

static void child_free(struct child *child)
{
	compat_event_off(child->timeout);
	if (child->output >= 0)
		close(child->output);
	XFREE(MTYPE_PS_CHILD, child);
}

/* Map what the child left: it is dead, so nobody writes to it any more. */
static const void *map_image(int fd, size_t *size)
{
	return ps_image_file_seal(fd) ? NULL : ps_image_file_map(fd, size);
}

static void ended(int status, const char *said, void *arg)
{
	struct child *child = arg;
	char text[PS_ERROR_TEXT];
	struct child_result result = { .text = said };

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		result.image = map_image(child->output, &result.size);
	result.ok = result.image != NULL;
	result.fd = child->output;
	if (child->timed_out) {
		snprintf(text, sizeof(text),
			 "%s took longer than %d s and was stopped", tool(),
			 PS_CHILD_TIMEOUT_SEC);
		result.text = text;
	} else if (!result.ok && !said[0]) {
		spawned_describe(tool(), status, text, sizeof(text));
		result.text = text;
	}
	child->done(&result, child->arg);
	child_free(child);
}

static void timed_out(compat_event *event)
{
	struct child *child = compat_event_arg(event);

	child->timed_out = true;
	spawned_kill(child->process);
}

static bool prepare(struct child *child, char **argv,
		    const struct child_files *files, const char *input,
		    size_t input_size, struct ps_error *err)
{
	int fds[2 + CHILD_MOST_FDS], input_fd;

	input_fd = spawned_input(input, input_size, err);
	if (input_fd < 0)
		return false;
	child->output =
		ps_image_file_new("peering-service image", PS_MAX_IMAGE);
	fds[0] = input_fd;
	fds[1] = child->output;
	memcpy(fds + 2, files->fd, sizeof(files->fd));
	if (child->output < 0)
		ps_fail(err, PS_IO, "no memory file for %s: %s", argv[0],
			safe_strerror(errno));
	else
		child->process = spawned_new(argv, fds, 2 + files->count, ended,
					     child, err);
	close(input_fd);
	return child->process != NULL;
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
	return fcntl(result->fd, F_DUPFD_CLOEXEC, 0);
}

struct child *child_start_with(const char *const *args, const int *fds,
			       unsigned int fd_count, const char *input,
			       size_t input_size, child_done done, void *arg,
			       struct ps_error *err)
{
	struct child_files files = { .count = fd_count };
	struct child *child = XCALLOC(MTYPE_PS_CHILD, sizeof(*child));
	char *argv[MAX_ARGS + 4] = { (char *)tool() };
	int n = 1;

	while (args[n - 1] && n < MAX_ARGS) {
		argv[n] = (char *)args[n - 1];
		n++;
	}
	argv[n++] = (char *)"--output-fd";
	argv[n] = (char *)"3";
	child->output = -1;
	child->done = done;
	child->arg = arg;
	for (unsigned int i = 0; i < fd_count; i++)
		files.fd[i] = fds[i];
	if (!prepare(child, argv, &files, input, input_size, err)) {
		child_free(child);
		return NULL;
	}
	compat_add_timer_msec(bm->master, timed_out, child,
			      PS_CHILD_TIMEOUT_SEC * 1000, &child->timeout);
	return child;
}

void child_cancel(struct child *child)
{
	if (!child)
		return;
	spawned_abandon(child->process);
	child_free(child);
}
