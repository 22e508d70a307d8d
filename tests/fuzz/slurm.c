/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Local exceptions (SLURM, RFC 8416). */
#include "policy/slurm.h"

#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct ps_error err = { .text = "" };
	const struct ps_vrp_set *set;
	struct ps_slurm *slurm = NULL;
	enum ps_status status;
	struct ps_vrp vrp;
	char *text = malloc(size + 1);

	MUST(text);
	memcpy(text, octets, size);
	text[size] = '\0';
	status = ps_slurm_read(text, size, "slurm.json", &slurm, &err);
	free(text);
	if (status != PS_OK) {
		MUST(!slurm && err.status == status && err.text[0]);
		return 0;
	}
	set = ps_slurm_assertions(slurm);
	for (unsigned int family = 0; family < PS_FAMILIES; family++)
		for (uint32_t i = 0; i < set->count[family]; i++) {
			ps_vrp_of_entry(family, &set->entry[family][i], &vrp);
			ps_slurm_keeps(&vrp, slurm);
		}
	ps_slurm_free(slurm);
	return 0;
}
