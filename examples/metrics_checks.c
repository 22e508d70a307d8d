/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examples/memory.h"
#include "examples/tree.h"

#define STATE(name) PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_##name

struct metrics_checks {
	struct tree tree;
};

/* One that is wrong. */
struct wrong {
	const struct metrics_vrf *vrf;
	struct metrics_check *check;
	char *about; /* prefix or neighbor; "": the VRF */
	bool failed;
};

static int compare(const void *a, const void *b)
{
	const struct wrong *left = a, *right = b;

	if (left->vrf != right->vrf)
		return left->vrf < right->vrf ? -1 : 1;
	if (left->check != right->check)
		return left->check < right->check ? -1 : 1;
	return strcmp(left->about, right->about);
}

struct metrics_checks *metrics_checks_new(void)
{
	struct metrics_checks *checks = zeroed(sizeof(*checks));

	checks->tree.compare = compare;
	return checks;
}

static struct metrics_check *check_of(struct metrics_vrf *vrf, const char *name)
{
	struct metrics_check *check;

	for (check = vrf->checks; check; check = check->next)
		if (!strcmp(check->name, name))
			return check;
	check = zeroed(sizeof(*check));
	check->name = copy(name);
	check->next = vrf->checks;
	vrf->checks = check;
	return check;
}

static uint64_t *counter(const struct wrong *wrong)
{
	return wrong->failed ? &wrong->check->failed : &wrong->check->warnings;
}

static void forget(struct metrics_checks *checks, struct wrong *wrong)
{
	tree_remove(&checks->tree, wrong);
	--*counter(wrong);
	free(wrong->about);
	free(wrong);
}

void metrics_checks_changed(struct metrics_checks *checks,
			    struct metrics_vrf *vrf,
			    const Peering__V1__ComplianceChanged *change)
{
	struct wrong *wrong = zeroed(sizeof(*wrong)), *before;

	wrong->vrf = vrf;
	wrong->check = check_of(vrf, change->check);
	wrong->about = copy(change->source ? change->source->neighbor
					   : change->prefix);
	wrong->failed = change->state == STATE(FAILED);
	before = tree_find(&checks->tree, wrong);
	if (before)
		forget(checks, before);
	if (change->state == STATE(FAILED) || change->state == STATE(WARNING)) {
		tree_add(&checks->tree, wrong);
		++*counter(wrong);
		return;
	}
	free(wrong->about);
	free(wrong);
}

static bool is_of(const void *item, const void *vrf)
{
	return !vrf || ((const struct wrong *)item)->vrf == vrf;
}

void metrics_checks_forget(struct metrics_checks *checks,
			   const struct metrics_vrf *vrf)
{
	struct tree_chosen chosen = tree_choose(&checks->tree, is_of, vrf);

	for (size_t i = 0; i < chosen.count; i++)
		forget(checks, chosen.items[i]);
	free(chosen.items);
}

void metrics_checks_free(struct metrics_checks *checks)
{
	metrics_checks_forget(checks, NULL);
	free(checks);
}
