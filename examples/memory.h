/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory, or the end of the program: a tool that can't keep what it was told
 * had better be started again.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

/* The memory, or no return. */
void *or_exit(void *memory);

/* Zeroed octets, and a copy of a text; to be freed with free(). */
void *zeroed(size_t size);
char *copy(const char *text);

#endif
