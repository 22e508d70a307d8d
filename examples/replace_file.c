/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/replace_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static bool write_file(const char *path, const char *text, size_t size)
{
	FILE *file = fopen(path, "we");
	bool whole;

	if (!file)
		return false;
	whole = fwrite(text, 1, size, file) == size;
	return !fclose(file) && whole;
}

bool replace_file(const char *path, const char *text, size_t size)
{
	char name[PATH_MAX];

	if (snprintf(name, sizeof(name), "%s.new", path) >= (int)sizeof(name))
		errno = ENAMETOOLONG;
	else if (write_file(name, text, size) && !rename(name, path))
		return true;
	fprintf(stderr, "peering-events: %s: %s\n", path, strerror(errno));
	return false;
}
