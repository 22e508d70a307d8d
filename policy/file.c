/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	FIRST_BUFFER = 64 << 10,
	TRIES = 10,
	TICK_MSEC = 20, /* two of the slowest clock that files are dated by */
};

/* Make room for at least one more octet and the NUL behind it. */
static enum ps_status buffer_grow(char **data, size_t *room, size_t max,
				  const char *name, struct ps_error *err)
{
	size_t want = *room ? *room * 2 : FIRST_BUFFER;
	char *grown;

	/* One more than max tells a file of max octets from a longer one. */
	if (want > max + 2)
		want = max + 2;
	if (want <= *room)
		return ps_fail(err, PS_TOO_BIG,
			       "%s is longer than %zu octets; make it smaller",
			       name, max);
	grown = realloc(*data, want);
	if (!grown)
		return ps_fail(err, PS_NO_MEMORY, "no memory to read %s", name);
	*data = grown;
	*room = want;
	return PS_OK;
}

enum ps_status ps_file_read_fd(int fd, const char *name, size_t max,
			       char **data, size_t *size, struct ps_error *err)
{
	enum ps_status status = PS_OK;
	size_t room = 0, used = 0;
	char *buffer = NULL;
	ssize_t got;

	for (;;) {
		if (used + 1 >= room) {
			status = buffer_grow(&buffer, &room, max, name, err);
			if (status != PS_OK)
				break;
		}
		got = read(fd, buffer + used, room - used - 1);
		if (got > 0) {
			used += got;
			continue;
		}
		if (got == 0)
			break;
		if (errno != EINTR) {
			status = ps_fail(err, PS_IO, "can't read %s: %s", name,
					 strerror(errno));
			break;
		}
	}
	if (status != PS_OK) {
		free(buffer);
		return status;
	}
	buffer[used] = '\0';
	*data = buffer;
	*size = used;
	return PS_OK;
}

/*
 * Its last change is so near that another one could bear the same date. The
 * date is the inode's, which nobody can set.
 */
static bool is_being_written(const struct stat *st)
{
	struct timespec now;
	int64_t age;

	clock_gettime(CLOCK_REALTIME, &now);
	age = (now.tv_sec - (int64_t)st->st_ctim.tv_sec) * 1000 +
	      (now.tv_nsec - st->st_ctim.tv_nsec) / 1000000;
	return age >= 0 && age < TICK_MSEC;
}

static bool is_unchanged(const struct stat *before, const struct stat *after)
{
	return before->st_size == after->st_size &&
	       before->st_ctim.tv_sec == after->st_ctim.tv_sec &&
	       before->st_ctim.tv_nsec == after->st_ctim.tv_nsec;
}

/* Nobody wrote to it while it was read: what was read never is a mixture. */
static enum ps_status read_settled(int fd, const char *path, size_t max,
				   char **data, size_t *size,
				   struct ps_error *err)
{
	const struct timespec tick = { .tv_nsec = TICK_MSEC * 1000000 };
	enum ps_status status;
	struct stat before, after;

	for (int i = 0; i < TRIES; i++) {
		if (fstat(fd, &before) < 0 || lseek(fd, 0, SEEK_SET) < 0)
			break;
		if (is_being_written(&before)) {
			nanosleep(&tick, NULL);
			continue;
		}
		status = ps_file_read_fd(fd, path, max, data, size, err);
		if (status != PS_OK)
			return status;
		if (fstat(fd, &after) == 0 && is_unchanged(&before, &after))
			return PS_OK;
		free(*data);
	}
	return ps_fail(err, PS_IO,
		       "%s is being written; write another file and rename it "
		       "over this one",
		       path);
}

enum ps_status ps_file_read(const char *path, size_t max, char **data,
			    size_t *size, struct ps_error *err)
{
	enum ps_status status;
	struct stat st;
	int fd;

	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return ps_fail(err, PS_IO,
			       "can't open %s: %s; check the path and that "
			       "this user may read it",
			       path, strerror(errno));
	if (fstat(fd, &st) < 0)
		status = ps_fail(err, PS_IO, "can't read %s: %s", path,
				 strerror(errno));
	else if (!S_ISREG(st.st_mode))
		status = ps_fail(err, PS_IO,
				 "%s is not a regular file; name one", path);
	else
		status = read_settled(fd, path, max, data, size, err);
	close(fd);
	return status;
}

enum ps_status ps_file_write_fd(int fd, const void *data, size_t size,
				struct ps_error *err)
{
	const char *from = data;
	ssize_t put;

	while (size) {
		put = write(fd, from, size);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return ps_fail(err, PS_IO, "can't write the image: %s",
				       put ? strerror(errno) : "no progress");
		from += put;
		size -= put;
	}
	return PS_OK;
}
