/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/aspa_set.h"

#include <string.h>

const char *ps_aspa_fault(const struct ps_aspa *aspa)
{
	if (!aspa->customer)
		return "AS 0 is nobody's customer";
	if (aspa->customer == aspa->provider)
		return "an AS is its own provider";
	return NULL;
}

int ps_aspa_compare(const void *a, const void *b)
{
	const struct ps_aspa *left = a, *right = b;

	if (left->customer != right->customer)
		return left->customer < right->customer ? -1 : 1;
	return left->provider < right->provider
		       ? -1
		       : left->provider > right->provider;
}

static const char *fault_at(const struct ps_aspa_set *set, uint32_t i)
{
	const struct ps_aspa *pair = &set->pair[i];

	if (i && ps_aspa_compare(pair - 1, pair) >= 0)
		return "it isn't behind the one before";
	return ps_aspa_fault(pair);
}

enum ps_status ps_aspa_set_check(const struct ps_aspa_set *set,
				 struct ps_aspa_check *check, uint32_t records,
				 struct ps_error *err)
{
	const struct ps_aspa *pair = set->pair;
	const char *fault;

	for (uint32_t i; (i = check->at) < set->count; check->at++) {
		if (!records--)
			return PS_AGAIN;
		fault = fault_at(set, i);
		if (fault)
			return ps_fail(err, PS_INVALID, "ASPA %u: %s", i,
				       fault);
		check->customers +=
			!i || pair[i].customer != pair[i - 1].customer;
	}
	return PS_OK;
}

/* The first pair at or behind that one. */
static uint32_t find(const struct ps_aspa_set *set, const struct ps_aspa *pair)
{
	uint32_t first = 0, end = set->count, middle;

	while (first < end) {
		middle = first + (end - first) / 2;
		if (ps_aspa_compare(&set->pair[middle], pair) < 0)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

uint32_t ps_aspa_set_first(const struct ps_aspa_set *set, uint32_t customer)
{
	return find(set, &(struct ps_aspa){ .customer = customer });
}

static bool is_of(const struct ps_aspa_set *set, uint32_t i, uint32_t customer)
{
	return i < set->count && set->pair[i].customer == customer;
}

enum ps_aspa_hop ps_aspa_set_hop(const struct ps_aspa_set *set,
				 uint32_t customer, uint32_t provider)
{
	const struct ps_aspa pair = { customer, provider };
	uint32_t i = find(set, &pair);

	if (is_of(set, i, customer))
		return provider && set->pair[i].provider == provider
			       ? PS_ASPA_PROVIDER
			       : PS_ASPA_NOT_PROVIDER;
	return i && is_of(set, i - 1, customer) ? PS_ASPA_NOT_PROVIDER
						: PS_ASPA_NO_ATTESTATION;
}

bool ps_aspa_set_equal(const struct ps_aspa_set *a, const struct ps_aspa_set *b)
{
	return a->count == b->count &&
	       (!a->count ||
		!memcmp(a->pair, b->pair, a->count * sizeof(*a->pair)));
}
