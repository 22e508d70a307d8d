/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An MRT file on disk, record by record: plain, gzip or bzip2, told apart by
 * how it begins. Of a compressed one no more is unpacked than the record that
 * is read.
 */
#ifndef PS_MRT_FILE_H
#define PS_MRT_FILE_H

#include "policy/mrt.h"

struct ps_mrt_file; /* opaque */

/* Open a regular file. *out is the caller's. PS_IO or PS_NO_MEMORY. */
enum ps_status ps_mrt_file_open(const char *path, struct ps_mrt_file **out,
				struct ps_error *err);

/* NULL is accepted. */
void ps_mrt_file_close(struct ps_mrt_file *file);

/*
 * Hand the next record to the reader. PS_AGAIN: there may be more; PS_OK: that
 * was the end; PS_IO, PS_INVALID (it ends within a record, or its compression
 * is broken), PS_TOO_BIG or PS_NO_MEMORY.
 */
enum ps_status ps_mrt_file_next(struct ps_mrt_file *file, struct ps_mrt *mrt,
				struct ps_error *err);

/* How much of the file, as it lies on disk, was read: percent. */
unsigned int ps_mrt_file_progress(const struct ps_mrt_file *file);

#endif
