/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fuzzers of the compiler share.
 */
#ifndef TESTS_FUZZ_COMPILED_H
#define TESTS_FUZZ_COMPILED_H

#include <stddef.h>

/*
 * Compile a candidate; each policy file that it names reads as `file`. What is
 * refused must be so with words; what is taken must make an image that opens,
 * and the text that this was compiled from, printed, must compile to the same
 * image again.
 */
void compiled(const char *candidate, size_t size, const char *file,
	      size_t file_size);

/* What each file that is read holds from now on; borrowed. */
void compiled_file_is(const void *text, size_t size);

#endif
