/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/mrt_file.h"

#include <bzlib.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 1 << 16 }; /* octets unpacked at once */

struct ps_mrt_file {
	const char *path; /* borrowed */
	FILE *file;	  /* of a bzip2 file, else NULL */
	BZFILE *bz;	  /* NULL: between two streams of it */
	gzFile gz;	  /* of any other: zlib reads plain ones, too */
	off_t size;
	uint8_t *body;
	uint32_t room; /* octets of it */
	bool ended;    /* nothing follows the last stream */
};

static bool is_bzip2(int fd)
{
	char magic[3];

	return pread(fd, magic, sizeof(magic), 0) == sizeof(magic) &&
	       !memcmp(magic, "BZh", sizeof(magic));
}

/* Takes the descriptor, whatever the outcome. */
static bool open_stream(struct ps_mrt_file *file, int fd)
{
	if (is_bzip2(fd))
		file->file = fdopen(fd, "rb");
	else
		file->gz = gzdopen(fd, "rb");
	if (file->file || file->gz)
		return true;
	close(fd);
	return false;
}

enum ps_status ps_mrt_file_open(const char *path, struct ps_mrt_file **out,
				struct ps_error *err)
{
	struct ps_mrt_file *file;
	struct stat is;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &is)) {
		ps_fail(err, PS_IO, "%s can't be read: %s", path,
			strerror(errno));
		if (fd >= 0)
			close(fd);
		return PS_IO;
	}
	if (!S_ISREG(is.st_mode)) {
		close(fd);
		return ps_fail(err, PS_IO, "%s is no regular file", path);
	}
	file = calloc(1, sizeof(*file));
	if (!file) {
		close(fd);
		return ps_fail(err, PS_NO_MEMORY, "no memory to read %s", path);
	}
	file->path = path;
	file->size = is.st_size;
	if (!open_stream(file, fd)) {
		free(file);
		return ps_fail(err, PS_NO_MEMORY, "no memory to read %s", path);
	}
	*out = file;
	return PS_OK;
}

void ps_mrt_file_close(struct ps_mrt_file *file)
{
	int ignored;

	if (!file)
		return;
	if (file->bz)
		BZ2_bzReadClose(&ignored, file->bz);
	if (file->file)
		fclose(file->file);
	if (file->gz)
		gzclose_r(file->gz);
	free(file->body);
	free(file);
}

/* A stream has ended; another may follow, as pbzip2 writes them. */
static int end_stream(struct ps_mrt_file *file)
{
	char unused[BZ_MAX_UNUSED];
	int count, error;
	void *octets;

	BZ2_bzReadGetUnused(&error, file->bz, &octets, &count);
	if (error != BZ_OK)
		return -1;
	memcpy(unused, octets, count);
	BZ2_bzReadClose(&error, file->bz);
	file->bz = NULL;
	if (!count) {
		int next = getc(file->file);

		file->ended = next == EOF;
		ungetc(next, file->file);
	}
	if (file->ended)
		return 0;
	file->bz = BZ2_bzReadOpen(&error, file->file, 0, 0, unused, count);
	return error == BZ_OK ? 0 : -1;
}

/* Up to so many octets; 0 at the end, less on an error. */
static int unpack_bzip2(struct ps_mrt_file *file, uint8_t *to, int size)
{
	int error, count = 0;

	if (!file->bz && !file->ended)
		file->bz = BZ2_bzReadOpen(&error, file->file, 0, 0, NULL, 0);
	while (!count && !file->ended) {
		if (!file->bz)
			return -1;
		count = BZ2_bzRead(&error, file->bz, to, size);
		if (error != BZ_OK && error != BZ_STREAM_END)
			return -1;
		if (error == BZ_STREAM_END && end_stream(file))
			return -1;
	}
	return count;
}

/* As many octets as there are, up to size; less than 0 on an error. */
static int64_t read_octets(struct ps_mrt_file *file, uint8_t *to, uint32_t size)
{
	uint32_t done = 0;
	int count;

	while (done < size) {
		count = file->file ? unpack_bzip2(file, to + done, size - done)
				   : gzread(file->gz, to + done, size - done);
		if (count < 0)
			return -1;
		if (!count)
			break;
		done += count;
	}
	return done;
}

static enum ps_status bad(const struct ps_mrt_file *file, int64_t got,
			  struct ps_error *err)
{
	return ps_fail(err, PS_INVALID,
		       got < 0 ? "%s can't be read or unpacked any further; "
				 "get it again"
			       : "%s ends within a record; get it again",
		       file->path);
}

/* In pieces, so that a record needs no more memory than there is of it. */
static enum ps_status read_body(struct ps_mrt_file *file, uint32_t length,
				struct ps_error *err)
{
	uint32_t piece, done = 0;
	int64_t got;
	void *bigger;

	while (done < length) {
		piece = length - done < PIECE ? length - done : PIECE;
		if (done + piece > file->room) {
			bigger = realloc(file->body, 2 * (done + piece));
			if (!bigger)
				return ps_fail(err, PS_NO_MEMORY,
					       "no memory to read %s",
					       file->path);
			file->body = bigger;
			file->room = 2 * (done + piece);
		}
		got = read_octets(file, file->body + done, piece);
		if (got != piece)
			return bad(file, got, err);
		done += piece;
	}
	return PS_OK;
}

enum ps_status ps_mrt_file_next(struct ps_mrt_file *file, struct ps_mrt *mrt,
				struct ps_error *err)
{
	uint8_t header[PS_MRT_HEADER];
	enum ps_status status;
	uint32_t length;
	int64_t got;

	got = read_octets(file, header, sizeof(header));
	if (!got)
		return PS_OK;
	if (got != sizeof(header))
		return bad(file, got, err);
	length = ps_mrt_length(header);
	if (length > PS_MAX_MRT_RECORD)
		return ps_fail(err, PS_TOO_BIG,
			       "%s has a record of %u octets: is it MRT?",
			       file->path, length);
	status = read_body(file, length, err);
	if (status != PS_OK)
		return status;
	ps_mrt_record(mrt, header, file->body);
	return PS_AGAIN;
}

unsigned int ps_mrt_file_progress(const struct ps_mrt_file *file)
{
	off_t at = file->file ? ftello(file->file) : gzoffset(file->gz);

	return at > 0 && file->size > 0 ? 100 * at / file->size : 0;
}
