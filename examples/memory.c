/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *or_exit(void *memory)
{
	if (memory)
		return memory;
	fputs("peering-events: no memory\n", stderr);
	exit(1);
}

void *zeroed(size_t size)
{
	return or_exit(calloc(1, size));
}

char *copy(const char *text)
{
	return or_exit(strdup(text));
}
