/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole files, read with a bound and written to the end. For the tools and
 * the children only: reading a file may block on its disk.
 */
#ifndef PS_FILE_H
#define PS_FILE_H

#include <stddef.h>

#include "policy/status.h"

/*
 * Read a regular file of at most max octets, as it stood at one moment: one
 * that is being written is waited for, for a fifth of a second and as long as
 * reading it ten times takes. *data, NUL-terminated behind *size octets, is
 * the caller's to free(). PS_IO (can't be read, is being written, or is no
 * regular file), PS_TOO_BIG or PS_NO_MEMORY.
 */
enum ps_status ps_file_read(const char *path, size_t max, char **data,
			    size_t *size, struct ps_error *err);

/*
 * The same from an open descriptor of any kind, up to its end; name stands
 * for it in errors.
 */
enum ps_status ps_file_read_fd(int fd, const char *name, size_t max,
			       char **data, size_t *size, struct ps_error *err);

/* Write everything, however short the single writes are. PS_OK or PS_IO. */
enum ps_status ps_file_write_fd(int fd, const void *data, size_t size,
				struct ps_error *err);

#endif
