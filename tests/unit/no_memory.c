/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/no_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define SEEN __attribute__((visibility("default")))

#ifdef __SANITIZE_ADDRESS__
#define REAL(name) __interceptor_##name
#else
#define REAL(name) __libc_##name
#endif
void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);

SEEN void *malloc(size_t size);
SEEN void *calloc(size_t count, size_t size);
SEEN void *realloc(void *old, size_t size);
SEEN char *strdup(const char *text);
SEEN char *strndup(const char *text, size_t most);

static struct {
	bool is_on;
	enum no_memory way;
	enum no_memory_for whom;
	unsigned int nth;
	unsigned int asked; /* so far */
	unsigned int failed;
} t;

/* The linker's: where the code of this program begins and ends. */
extern const char __executable_start[], etext[];

#define CALLER __builtin_return_address(0)

static bool fails(const void *caller)
{
	const char *at = caller;

	if (!t.is_on || (t.whom == NO_MEMORY_FOR_ENGINE &&
			 (at < __executable_start || at >= etext)))
		return false;
	t.asked++;
	if (t.way == NO_MEMORY_ON ? t.asked < t.nth : t.asked != t.nth)
		return false;
	t.failed++;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails(CALLER) ? NULL : REAL(malloc)(size);
}

void *calloc(size_t count, size_t size)
{
	return fails(CALLER) ? NULL : REAL(calloc)(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails(CALLER) ? NULL : REAL(realloc)(old, size);
}

/* The sanitizer's own would go past malloc(). */
char *strndup(const char *text, size_t most)
{
	size_t length = strnlen(text, most);
	char *copy = fails(CALLER) ? NULL : REAL(malloc)(length + 1);

	if (!copy)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = fails(CALLER) ? NULL : REAL(malloc)(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void no_memory_begin(enum no_memory way, enum no_memory_for whom,
		     unsigned int nth)
{
	t.whom = whom;
	t.way = way;
	t.nth = nth;
	t.asked = 0;
	t.failed = 0;
	t.is_on = true;
}

unsigned int no_memory_end(void)
{
	t.is_on = false;
	return t.failed;
}

/* Whether one has failed. */
static bool try(enum ps_status (*attempt)(struct ps_error *err),
		enum no_memory way, unsigned int nth)
{
	struct ps_error err = { .text = "" };
	enum ps_status status;

	no_memory_begin(way, NO_MEMORY_FOR_ENGINE, nth);
	status = attempt(&err);
	if (!no_memory_end()) {
		if (status != PS_OK)
			print_error("%s\n", err.text);
		assert_int_equal(status, PS_OK);
		return false;
	}
	if (status != PS_NO_MEMORY)
		print_error("allocation %u failed: %u, \"%s\"\n", nth, status,
			    err.text);
	assert_int_equal(status, PS_NO_MEMORY);
	assert_int_equal(err.status, PS_NO_MEMORY);
	assert_non_null(strstr(err.text, "memory"));
	return true;
}

void no_memory_at_each(enum ps_status (*attempt)(struct ps_error *err))
{
	unsigned int nth;

	for (enum no_memory way = 0; way < NO_MEMORY_WAYS; way++) {
		for (nth = 1; try(attempt, way, nth); nth++)
			continue;
		assert_true(nth > 1); /* it does allocate */
	}
}

void no_memory_survived_at_each(void (*attempt)(enum no_memory way,
						unsigned int nth,
						unsigned int *failed))
{
	unsigned int nth, failed;

	for (enum no_memory way = 0; way < NO_MEMORY_WAYS; way++) {
		for (nth = 1, failed = 1; failed; nth++)
			attempt(way, nth, &failed);
		assert_true(nth > 2);
	}
}
