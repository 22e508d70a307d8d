/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* memfd_create, F_ADD_SEALS */
#include "policy/image_file.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/limits.h"

#define FIXED_SIZE (F_SEAL_GROW | F_SEAL_SHRINK)

int ps_image_file_new(const char *name, size_t size)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (ftruncate(fd, size) || fcntl(fd, F_ADD_SEALS, FIXED_SIZE)) {
		close(fd);
		return -1;
	}
	return fd;
}

int ps_image_file_seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE);
}

const void *ps_image_file_map(int fd, size_t *size)
{
	const int wanted = FIXED_SIZE | F_SEAL_WRITE;
	int seals = fcntl(fd, F_GET_SEALS);
	uint64_t head[2]; /* magic and size: the head of every image */
	struct stat st;
	void *image;

	if (seals < 0 || (seals & wanted) != wanted || fstat(fd, &st) ||
	    pread(fd, head, sizeof(head), 0) != sizeof(head) ||
	    head[1] < sizeof(head) || head[1] > PS_MAX_IMAGE ||
	    head[1] > (uint64_t)st.st_size)
		return NULL;
	*size = head[1];
	image = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	return image == MAP_FAILED ? NULL : image;
}

void ps_image_file_unmap(const void *image, size_t size)
{
	if (image)
		munmap((void *)image, size);
}
