/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A seed of policy_image from one of candidate: standard input to output. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/compile.h"
#include "tests/fuzz/compiled.h"

int main(void)
{
	static char candidate[1 << 20];
	struct ps_compile_input input = {
		.yang_dir = PS_SOURCE_DIR "/yang",
		.vrf = "default",
		.candidate = candidate,
	};
	struct ps_error err;
	void *image;
	size_t size;

	size = fread(candidate, 1, sizeof(candidate) - 2, stdin);
	input.size = strlen(candidate); /* files stand behind a NUL */
	if (size > input.size)
		compiled_file_is(candidate + input.size + 1,
				 size - input.size - 1);
	if (ps_compile(&input, &image, &size, &err) != PS_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	putchar(0); /* as it is, not laid out: image_input.c */
	fwrite(image, 1, size, stdout);
	free(image);
	return 0;
}
