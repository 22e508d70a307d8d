/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages with descriptors, and images in files, between processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "policy/channel.h"
#include "policy/image_file.h"
#include "policy/limits.h"

static struct {
	int ends[2];
	char message[64];
	size_t size;
	int fd;
} t;

static int setup(void **state)
{
	(void)state;
	return ps_channel_pair(t.ends);
}

static int teardown(void **state)
{
	(void)state;
	close(t.ends[0]);
	return close(t.ends[1]);
}

static enum ps_status receive(void)
{
	return ps_channel_receive(t.ends[1], t.message, sizeof(t.message),
				  &t.size, &t.fd);
}

static unsigned int descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static void messages_keep_their_boundaries(void **state)
{
	(void)state;
	assert_int_equal(receive(), PS_AGAIN);
	assert_int_equal(ps_channel_send(t.ends[0], "one", 3, -1), PS_OK);
	assert_int_equal(ps_channel_send(t.ends[0], "three", 5, -1), PS_OK);
	assert_int_equal(receive(), PS_OK);
	assert_int_equal(t.size, 3);
	assert_int_equal(t.fd, -1);
	assert_int_equal(receive(), PS_OK);
	assert_int_equal(t.size, 5);
	assert_memory_equal(t.message, "three", 5);
	assert_int_equal(receive(), PS_AGAIN);
}

static void a_descriptor_comes_along(void **state)
{
	int fd = ps_image_file_new("test", 10);

	(void)state;
	assert_int_equal(ps_channel_send(t.ends[0], "x", 1, fd), PS_OK);
	close(fd);
	assert_int_equal(receive(), PS_OK);
	assert_true(t.fd >= 0);
	assert_int_equal(fcntl(t.fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(lseek(t.fd, 0, SEEK_END), 10);
	close(t.fd);
}

/* Straight to the socket: with as many descriptors as there are given. */
static void send_descriptors(int count)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(4 * sizeof(int))];
	} control = { .room = { 0 } };
	struct iovec octets = { "x", 1 };
	struct msghdr out = {
		.msg_iov = &octets,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&out);
	int zero = 0;

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(count * sizeof(int));
	for (int i = 0; i < count; i++)
		memcpy(CMSG_DATA(header) + i * sizeof(int), &zero, sizeof(int));
	assert_int_equal(sendmsg(t.ends[0], &out, 0), 1);
}

static void more_descriptors_are_refused_and_closed(void **state)
{
	unsigned int before = descriptors();

	(void)state;
	for (int count = 2; count <= 4; count++) {
		send_descriptors(count);
		assert_int_equal(receive(), PS_INVALID);
		assert_int_equal(t.fd, -1);
	}
	assert_int_equal(descriptors(), before);
}

static void longer_messages_are_refused(void **state)
{
	char long_one[sizeof(t.message) + 1] = { 0 };
	unsigned int before = descriptors();

	(void)state;
	assert_int_equal(ps_channel_send(t.ends[0], long_one, sizeof(long_one),
					 t.ends[0]),
			 PS_OK);
	assert_int_equal(receive(), PS_INVALID);
	assert_int_equal(descriptors(), before);
	assert_int_equal(receive(), PS_AGAIN);
}

static void the_other_side_may_be_gone(void **state)
{
	(void)state;
	close(t.ends[0]);
	assert_int_equal(receive(), PS_IO);
	assert_int_equal(ps_channel_send(t.ends[1], "x", 1, -1), PS_IO);
	t.ends[0] = dup(t.ends[1]);
}

static void sending_never_waits(void **state)
{
	enum ps_status status;

	(void)state;
	assert_int_equal(fcntl(t.ends[0], F_SETFL, O_NONBLOCK), 0);
	do
		status = ps_channel_send(t.ends[0], t.message, 60, -1);
	while (status == PS_OK);
	assert_int_equal(status, PS_AGAIN);
}

/* ---- images in files ---- */

static int file_of(uint64_t size_in_head, size_t size)
{
	const uint64_t head[2] = { 0, size_in_head };
	int fd = ps_image_file_new("test", size);

	assert_true(fd >= 0);
	if (size >= sizeof(head))
		assert_int_equal(pwrite(fd, head, sizeof(head), 0),
				 sizeof(head));
	return fd;
}

static void a_sealed_image_is_mapped(void **state)
{
	int fd = file_of(4096, 8192);
	const void *image;
	size_t size;

	(void)state;
	assert_null(ps_image_file_map(fd, &size)); /* it could be written to */
	assert_int_equal(ps_image_file_seal(fd), 0);
	image = ps_image_file_map(fd, &size);
	assert_non_null(image);
	assert_int_equal(size, 4096);
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(ftruncate(fd, 0), -1);
	ps_image_file_unmap(image, size);
	close(fd);
}

static void what_is_mapped_for_writing_cant_be_sealed(void **state)
{
	int fd = file_of(4096, 4096);
	void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	(void)state;
	assert_true(map != MAP_FAILED);
	assert_int_equal(ps_image_file_seal(fd), -1);
	munmap(map, 4096);
	close(fd);
}

static void a_head_that_lies_is_refused(void **state)
{
	static const struct {
		uint64_t said;
		size_t size;
	} bad[] = {
		{ 4097, 4096 },
		{ 15, 4096 },
		{ UINT64_MAX, 4096 },
		{ (uint64_t)PS_MAX_IMAGE + 1, 4096 },
		{ 8, 8 },
		{ 0, 0 },
	};
	size_t size;
	int fd;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fd = file_of(bad[i].said, bad[i].size);
		assert_int_equal(ps_image_file_seal(fd), 0);
		assert_null(ps_image_file_map(fd, &size));
		close(fd);
	}
}

static void other_files_are_refused(void **state)
{
	int fd = open("/proc/self/exe", O_RDONLY), pair[2];
	size_t size;

	(void)state;
	assert_null(ps_image_file_map(fd, &size));
	assert_int_equal(ps_image_file_seal(fd), -1);
	close(fd);
	assert_int_equal(pipe(pair), 0);
	assert_null(ps_image_file_map(pair[0], &size));
	close(pair[0]);
	close(pair[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(messages_keep_their_boundaries),
		TEST(a_descriptor_comes_along),
		TEST(more_descriptors_are_refused_and_closed),
		TEST(longer_messages_are_refused),
		TEST(the_other_side_may_be_gone),
		TEST(sending_never_waits),
		TEST(a_sealed_image_is_mapped),
		TEST(what_is_mapped_for_writing_cant_be_sealed),
		TEST(a_head_that_lies_is_refused),
		TEST(other_files_are_refused),
	};

	return cmocka_run_group_tests_name("channel", tests, NULL, NULL);
}
