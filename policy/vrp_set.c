/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_set.h"

#include <stdlib.h>

#include "policy/limits.h"

void ps_vrp_set_free(struct ps_vrp_set *set)
{
	free(set->entry[PS_IPV4]);
	free(set->entry[PS_IPV6]);
	*set = (struct ps_vrp_set){ .count = { 0 } };
}

const char *ps_vrp_fault(const struct ps_vrp *vrp)
{
	if (!ps_prefix_is_valid(&vrp->prefix))
		return "the prefix has host bits";
	if (vrp->max_length < vrp->prefix.length)
		return "max-length is less than the prefix's length";
	if (vrp->max_length > ps_family_bits(vrp->prefix.family))
		return "max-length is more than an address has";
	return NULL;
}

/* Room for so many entries of each family. */
static enum ps_status set_reserve(struct ps_vrp_set *set, uint64_t ipv4,
				  uint64_t ipv6, struct ps_error *err)
{
	*set = (struct ps_vrp_set){ .count = { 0 } };
	set->entry[PS_IPV4] = malloc((ipv4 + 1) * sizeof(**set->entry));
	set->entry[PS_IPV6] = malloc((ipv6 + 1) * sizeof(**set->entry));
	if (set->entry[PS_IPV4] && set->entry[PS_IPV6])
		return PS_OK;
	ps_vrp_set_free(set);
	return ps_fail(err, PS_NO_MEMORY, "no memory for the VRP set");
}

static enum ps_status check_size(struct ps_vrp_set *set, struct ps_error *err)
{
	if (set->count[PS_IPV4] <= PS_MAX_VRPS &&
	    set->count[PS_IPV6] <= PS_MAX_VRPS)
		return PS_OK;
	ps_vrp_set_free(set);
	return ps_fail(err, PS_TOO_BIG, "more than %u VRPs", PS_MAX_VRPS);
}

static void push(struct ps_vrp_set *set, enum ps_family family,
		 const struct ps_entry6 *entry)
{
	set->entry[family][set->count[family]++] = *entry;
}

static struct ps_entry6 entry_of(const struct ps_vrp *vrp)
{
	return ps_entry_of(&vrp->prefix, vrp->asn, vrp->max_length);
}

/* By family, VRP and order. */
static int compare_changes(const void *a, const void *b)
{
	const struct ps_vrp_change *left = a, *right = b;
	struct ps_entry6 left_entry, right_entry;
	int order;

	if (left->vrp.prefix.family != right->vrp.prefix.family)
		return left->vrp.prefix.family < right->vrp.prefix.family ? -1
									  : 1;
	left_entry = entry_of(&left->vrp);
	right_entry = entry_of(&right->vrp);
	order = ps_entry_compare(&left_entry, &right_entry);
	if (order)
		return order;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* The last of the changes that are about the same VRP as the first. */
static const struct ps_vrp_change *last_of(const struct ps_vrp_change *first,
					   const struct ps_vrp_change *end)
{
	struct ps_entry6 entry = entry_of(&first->vrp), next;
	const struct ps_vrp_change *last = first;

	while (last + 1 < end &&
	       last[1].vrp.prefix.family == first->vrp.prefix.family) {
		next = entry_of(&last[1].vrp);
		if (ps_entry_compare(&entry, &next))
			break;
		last++;
	}
	return last;
}

struct merge {
	const struct ps_vrp_set *from;
	struct ps_vrp_set *to;
	uint32_t at[PS_FAMILIES]; /* next entry of from */
};

/* Take over entries of a family up to, without, that one; NULL: all. */
static void keep_until(struct merge *merge, enum ps_family family,
		       const struct ps_entry6 *entry)
{
	const struct ps_vrp_set *from = merge->from;
	uint32_t *at = &merge->at[family];

	for (; *at < from->count[family]; ++*at) {
		if (entry &&
		    ps_entry_compare(&from->entry[family][*at], entry) >= 0)
			return;
		push(merge->to, family, &from->entry[family][*at]);
	}
}

/* The first change of a VRP must make sense, the last one counts. */
static enum ps_status merge_changes(struct merge *merge,
				    const struct ps_vrp_change *first,
				    const struct ps_vrp_change *last,
				    struct ps_error *err)
{
	enum ps_family family = first->vrp.prefix.family;
	struct ps_entry6 entry = entry_of(&first->vrp);
	uint32_t *at = &merge->at[family];
	char text[PS_PREFIX_TEXT];
	bool there;

	keep_until(merge, family, &entry);
	there = *at < merge->from->count[family] &&
		!ps_entry_compare(&merge->from->entry[family][*at], &entry);
	if (there == (first->added != 0))
		return ps_fail(
			err, PS_INVALID, "VRP %s max-length %u AS %u was %s",
			ps_prefix_print(&first->vrp.prefix, text),
			first->vrp.max_length, first->vrp.asn,
			there ? "announced twice" : "withdrawn but not there");
	*at += there;
	if (last->added)
		push(merge->to, family, &entry);
	return PS_OK;
}

enum ps_status ps_vrp_set_change(const struct ps_vrp_set *from,
				 struct ps_vrp_change *changes, uint32_t count,
				 struct ps_vrp_set *to, struct ps_error *err)
{
	/* Without any there may be no array, and NULL + 0 isn't defined. */
	const struct ps_vrp_change *end = count ? changes + count : changes;
	const struct ps_vrp_change *last;
	struct merge merge = { .from = from, .to = to };
	enum ps_status status;

	status = set_reserve(to, (uint64_t)from->count[PS_IPV4] + count,
			     (uint64_t)from->count[PS_IPV6] + count, err);
	if (status != PS_OK)
		return status;
	if (count)
		qsort(changes, count, sizeof(*changes), compare_changes);
	for (const struct ps_vrp_change *first = changes;
	     first < end && status == PS_OK; first = last + 1) {
		last = last_of(first, end);
		status = merge_changes(&merge, first, last, err);
	}
	keep_until(&merge, PS_IPV4, NULL);
	keep_until(&merge, PS_IPV6, NULL);
	if (status == PS_OK)
		return check_size(to, err);
	ps_vrp_set_free(to);
	return status;
}

/* The least of the sets' next entries, or NULL when all are used up. */
static const struct ps_entry6 *least_next(const struct ps_vrp_set *const sets[],
					  unsigned int count,
					  enum ps_family family,
					  const uint32_t at[])
{
	const struct ps_entry6 *least = NULL, *next;

	for (unsigned int i = 0; i < count; i++) {
		if (at[i] == sets[i]->count[family])
			continue;
		next = &sets[i]->entry[family][at[i]];
		if (!least || ps_entry_compare(next, least) < 0)
			least = next;
	}
	return least;
}

static void unite_family(const struct ps_vrp_set *const sets[],
			 unsigned int count, enum ps_family family,
			 struct ps_vrp_set *to)
{
	uint32_t at[PS_MAX_RPKI_SOURCES] = { 0 };
	const struct ps_entry6 *least;

	while ((least = least_next(sets, count, family, at))) {
		push(to, family, least);
		for (unsigned int i = 0; i < count; i++)
			if (at[i] < sets[i]->count[family] &&
			    !ps_entry_compare(&sets[i]->entry[family][at[i]],
					      least))
				at[i]++;
	}
}

enum ps_status ps_vrp_set_union(const struct ps_vrp_set *const sets[],
				unsigned int count, struct ps_vrp_set *to,
				struct ps_error *err)
{
	uint64_t room[PS_FAMILIES] = { 0 };
	enum ps_status status;

	for (unsigned int i = 0; i < count; i++) {
		room[PS_IPV4] += sets[i]->count[PS_IPV4];
		room[PS_IPV6] += sets[i]->count[PS_IPV6];
	}
	status = set_reserve(to, room[PS_IPV4], room[PS_IPV6], err);
	if (status != PS_OK)
		return status;
	unite_family(sets, count, PS_IPV4, to);
	unite_family(sets, count, PS_IPV6, to);
	return check_size(to, err);
}

enum ps_status
ps_vrp_set_select(const struct ps_vrp_set *from,
		  bool (*keep)(const struct ps_vrp *vrp, const void *arg),
		  const void *arg, struct ps_vrp_set *to, struct ps_error *err)
{
	enum ps_status status;
	struct ps_vrp vrp;

	status = set_reserve(to, from->count[PS_IPV4], from->count[PS_IPV6],
			     err);
	for (unsigned int family = 0; status == PS_OK && family < PS_FAMILIES;
	     family++)
		for (uint32_t i = 0; i < from->count[family]; i++) {
			ps_vrp_of_entry(family, &from->entry[family][i], &vrp);
			if (keep(&vrp, arg))
				push(to, family, &from->entry[family][i]);
		}
	return status;
}

void ps_vrp_set_measure(const struct ps_vrp_set *set,
			const struct ps_aspa_set *aspas,
			uint64_t count[PS_VRP_SECTIONS])
{
	count[PS_VRP_SECTION_IPV4] = set->count[PS_IPV4];
	count[PS_VRP_SECTION_IPV6] = set->count[PS_IPV6];
	count[PS_VRP_SECTION_ASPA] = aspas->count;
}

void ps_vrp_set_fill(const struct ps_vrp_set *set,
		     const struct ps_aspa_set *aspas, struct ps_image *image)
{
	struct ps_entry4 *entry4 = ps_image_room(image, PS_VRP_SECTION_IPV4);
	struct ps_entry6 *entry6 = ps_image_room(image, PS_VRP_SECTION_IPV6);
	const struct ps_entry6 *from = set->entry[PS_IPV4];

	for (uint32_t i = 0; i < set->count[PS_IPV4]; i++)
		entry4[i] = (struct ps_entry4){
			.addr = from[i].addr.high >> 32,
			.value = from[i].value,
			.length = from[i].length,
			.max_length = from[i].max_length,
		};
	if (set->count[PS_IPV6])
		memcpy(entry6, set->entry[PS_IPV6],
		       set->count[PS_IPV6] * sizeof(*entry6));
	if (aspas->count)
		memcpy(ps_image_room(image, PS_VRP_SECTION_ASPA), aspas->pair,
		       aspas->count * sizeof(*aspas->pair));
	ps_prefix_index_link(PS_IPV4, entry4, set->count[PS_IPV4]);
	ps_prefix_index_link(PS_IPV6, entry6, set->count[PS_IPV6]);
}
