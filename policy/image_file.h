/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images on their way from one process to another: files in memory, made by
 * who writes and sealed before they are read, so that nobody can change or
 * cut them while they are used.
 */
#ifndef PS_IMAGE_FILE_H
#define PS_IMAGE_FILE_H

#include <stddef.h>

/*
 * A file in memory, closed on exec, of exactly size octets, which can't grow
 * or shrink; pages cost nothing before they are written. -1 with errno when
 * there can't be one.
 */
int ps_image_file_new(const char *name, size_t size);

/*
 * Forbid all writing for ever. -1 with errno, when someone still has it mapped
 * for writing or it is no file in memory.
 */
int ps_image_file_seal(int fd);

/*
 * Map a sealed image for reading; *size receives the octets that its head
 * says it has, at most PS_MAX_IMAGE. NULL when it isn't sealed or has no head.
 * The descriptor stays the caller's.
 */
const void *ps_image_file_map(int fd, size_t *size);

/* Let go of a mapping; NULL is accepted. */
void ps_image_file_unmap(const void *image, size_t size);

#endif
