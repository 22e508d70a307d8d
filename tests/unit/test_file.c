/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/file.h"

static char folder[] = "/tmp/test_file.XXXXXX";
static char path[sizeof(folder) + sizeof("/file")];

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/file", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void write_file(size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	for (size_t i = 0; i < size; i++)
		putc('a' + i % 26, file);
	assert_int_equal(fclose(file), 0);
}

static void reads_a_whole_file(void **state)
{
	char *data;
	size_t size;

	(void)state;
	for (size_t want = 0; want < 300000; want = want * 3 + 1) {
		write_file(want);
		assert_int_equal(ps_file_read(path, 300000, &data, &size, NULL),
				 PS_OK);
		assert_int_equal(size, want);
		assert_int_equal(strlen(data), want);
		free(data);
	}
}

static void max_is_the_most(void **state)
{
	struct ps_error err;
	char *data;
	size_t size;

	(void)state;
	write_file(100000);
	assert_int_equal(ps_file_read(path, 100000, &data, &size, NULL), PS_OK);
	free(data);
	assert_int_equal(ps_file_read(path, 99999, &data, &size, &err),
			 PS_TOO_BIG);
	assert_non_null(strstr(err.text, "longer than 99999"));
}

static void *rewrite(void *ended)
{
	static char text[1 << 20];
	int fd = open(path, O_WRONLY);

	for (char c = 'a'; !atomic_load((atomic_bool *)ended); c ^= 1) {
		memset(text, c, sizeof(text));
		if (pwrite(fd, text, sizeof(text), 0) != sizeof(text))
			break;
		usleep(random() % 60000);
	}
	close(fd);
	return NULL;
}

/* Of one size, so that only what it says tells one version from the other. */
static void a_file_that_is_being_rewritten_is_never_a_mixture(void **state)
{
	unsigned int whole = 0;
	atomic_bool ended = false;
	pthread_t writer;
	size_t size;
	char *data;

	(void)state;
	write_file(0);
	assert_int_equal(truncate(path, 1 << 20), 0);
	assert_int_equal(pthread_create(&writer, NULL, rewrite, &ended), 0);
	while (whole < 30) {
		if (ps_file_read(path, 1 << 20, &data, &size, NULL) != PS_OK)
			continue;
		whole++;
		assert_int_equal(size, 1 << 20);
		assert_memory_equal(data, data + 1, size - 1);
		free(data);
	}
	atomic_store(&ended, true);
	pthread_join(writer, NULL);
}

static void what_is_no_file_is_refused(void **state)
{
	struct ps_error err;
	char *data;
	size_t size;

	(void)state;
	assert_int_equal(ps_file_read(folder, 100, &data, &size, &err), PS_IO);
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_int_equal(ps_file_read("/dev/zero", 100, &data, &size, &err),
			 PS_IO);
	/* Nobody writes to it, and still nobody waits. */
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(ps_file_read(path, 100, &data, &size, &err), PS_IO);
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(ps_file_read(path, 100, &data, &size, &err), PS_IO);
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, strerror(ENOENT)));
}

static void writes_everything(void **state)
{
	static const char data[300000];
	struct stat st;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ps_file_write_fd(fd, data, sizeof(data), NULL), PS_OK);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, sizeof(data));
	close(fd);
}

/* The system takes what it can of the first write, and none of the next. */
static void a_short_write_is_told(void **state)
{
	static const char data[300000];
	struct rlimit before, low;
	enum ps_status status;
	struct ps_error err;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	(void)state;
	assert_true(fd >= 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	low = before;
	low.rlim_cur = 65536;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	status = ps_file_write_fd(fd, data, sizeof(data), &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 65536);
	assert_int_equal(status, PS_IO);
	assert_non_null(strstr(err.text, strerror(EFBIG)));
	close(fd);
}

static void a_failed_write_is_told(void **state)
{
	struct ps_error err;
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ps_file_write_fd(fd, "x", 1, &err), PS_IO);
	assert_non_null(strstr(err.text, strerror(ENOSPC)));
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(reads_a_whole_file, remove_file),
		cmocka_unit_test_teardown(max_is_the_most, remove_file),
		cmocka_unit_test_teardown(
			a_file_that_is_being_rewritten_is_never_a_mixture,
			remove_file),
		cmocka_unit_test(what_is_no_file_is_refused),
		cmocka_unit_test_teardown(writes_everything, remove_file),
		cmocka_unit_test_teardown(a_short_write_is_told, remove_file),
		cmocka_unit_test(a_failed_write_is_told),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
