/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hears that files were written or replaced: at once where inotify can, else
 * by looking now and then.
 */
#ifndef PS_RTRD_WATCH_H
#define PS_RTRD_WATCH_H

#include <stdbool.h>
#include <sys/stat.h>

#include "policy/clock.h"

enum { WATCHED_FILES = 2 };

struct watched {
	const char *path;
	bool there;
	struct stat seen; /* when it was looked at last */
};

struct watch {
	int fd; /* readable: something happened near a file */
	struct watched file[WATCHED_FILES];
	unsigned int files;
	ps_usec look; /* when to look without being told to */
};

void watch_init(struct watch *watch);

/* Watch one more file, borrowed; its number. It counts as changed. */
unsigned int watch_add(struct watch *watch, const char *path);

/* Whether it is time to ask watch_changed(). */
bool watch_is_due(struct watch *watch, ps_usec now);

/* Whether a file isn't what it was when this was asked last. */
bool watch_changed(struct watch *watch, unsigned int number);

/* Seconds since a file was written, as of when it was looked at last. */
uint32_t watch_age(const struct watch *watch, unsigned int number);

#endif
