/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A short-lived child process that turns outside data into an image. Input,
 * output and error text travel in memory files of fixed size, so a child can
 * neither block bgpd nor flood it; its end is heard through a pidfd, or polled.
 */
#ifndef PS_CHILD_H
#define PS_CHILD_H

#include "plugin/frr_compat.h"
#include "policy/status.h"

struct child; /* opaque */

struct child_result {
	bool ok;	   /* it exited with 0 and left an image */
	const void *image; /* mapped; now the callback's, to unmap */
	size_t size;
	const char *text; /* what it said, or what became of it; one line */
	int fd;		  /* of the image's memory file; see below */
};

typedef void (*child_done)(const struct child_result *result, void *arg);

/*
 * Start `peering-policy args…` with `--output-fd` and input on standard
 * input. done() is called once, from the event loop, unless child_cancel()
 * comes first. NULL with err filled when it can't be started.
 */
struct child *child_start(const char *const *args, const char *input,
			  size_t input_size, child_done done, void *arg,
			  struct ps_error *err);

/* The same, with open descriptors that it finds from CHILD_FIRST_FD on. */
#define CHILD_FIRST_FD 4
#define CHILD_MOST_FDS 2
struct child *child_start_with(const char *const *args, const int *fds,
			       unsigned int fd_count, const char *input,
			       size_t input_size, child_done done, void *arg,
			       struct ps_error *err);

/*
 * A descriptor of the image's memory file, for another child; the caller's to
 * close. -1 when there is none to be had.
 */
int child_keep_file(const struct child_result *result);

/* Kill it and forget it; done() won't be called. NULL is accepted. */
void child_cancel(struct child *child);

#endif
