/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/watch.h"

#include <limits.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "policy/limits.h"

#define EVENTS (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)

void watch_init(struct watch *watch)
{
	*watch = (struct watch){
		.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
	};
}

/* Files are replaced, so it is their folders that are watched. */
static void watch_folder(const struct watch *watch, const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX];
	size_t length = slash == path ? 1 : slash - path;

	if (watch->fd < 0 || length >= sizeof(folder))
		return;
	memcpy(folder, path, length);
	folder[length] = '\0';
	inotify_add_watch(watch->fd, folder, EVENTS);
}

unsigned int watch_add(struct watch *watch, const char *path)
{
	struct watched *file = &watch->file[watch->files];

	*file = (struct watched){ .path = path };
	file->seen.st_ino = -1;
	watch_folder(watch, path);
	return watch->files++;
}

static bool was_told(const struct watch *watch)
{
	char events[4096];
	bool told = false;

	if (watch->fd < 0)
		return false;
	while (read(watch->fd, events, sizeof(events)) > 0)
		told = true;
	return told;
}

bool watch_is_due(struct watch *watch, ps_usec now)
{
	if (!watch->files)
		return false;
	if (was_told(watch))
		return true;
	if (now < watch->look)
		return false;
	watch->look = now + PS_FILE_LOOK_SEC * PS_USEC_PER_SEC;
	/* A folder may have come or been replaced. */
	for (unsigned int i = 0; i < watch->files; i++)
		watch_folder(watch, watch->file[i].path);
	return true;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool watch_changed(struct watch *watch, unsigned int number)
{
	struct watched *file = &watch->file[number];
	struct stat was = file->seen;
	bool was_there = file->there;

	file->there = !stat(file->path, &file->seen);
	if (!file->there)
		memset(&file->seen, 0, sizeof(file->seen));
	return file->there != was_there || file->seen.st_dev != was.st_dev ||
	       file->seen.st_ino != was.st_ino ||
	       file->seen.st_size != was.st_size ||
	       !same_time(&file->seen.st_mtim, &was.st_mtim) ||
	       !same_time(&file->seen.st_ctim, &was.st_ctim);
}

uint32_t watch_age(const struct watch *watch, unsigned int number)
{
	time_t age = time(NULL) - watch->file[number].seen.st_mtime;

	if (!watch->file[number].there || age < 0)
		return 0;
	return age > UINT32_MAX ? UINT32_MAX : age;
}
