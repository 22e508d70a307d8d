/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of the command line, as a configuration file of FRR has them. */
#include "policy/frr_config.h"

#include "tests/fuzz/compiled.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const char empty[] = "{}";
	char *candidate = NULL;
	size_t length = 0;
	FILE *out;

	out = open_memstream(&candidate, &length);
	MUST(out);
	compiled_file_is(octets, size);
	MUST(ps_frr_config_read("frr.conf", "default", "own.json", out, NULL) ==
	     PS_OK);
	MUST(fclose(out) == 0);
	if (length)
		compiled(candidate, length, empty, strlen(empty));
	free(candidate);
	return 0;
}
