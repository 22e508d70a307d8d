/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "policy/prefix_index.h"
#include "tests/unit/random.h"

enum {
	MOST = 600,	   /* entries of a set */
	SETS = 200,	   /* of each family */
	LOOKUPS = 1000000, /* of each family, over all sets */
};

/* The naive twin is the items, in order, and a linear scan. */
static struct {
	enum ps_family family;
	uint32_t count;
	struct item {
		struct ps_prefix prefix;
		uint32_t value;
		uint8_t max_length;
	} item[MOST];
	/* As both families share them, see ps_prefix_index_entry(). */
	struct ps_entry6 entry[MOST];
	void *borrowed; /* by the index, of its family, not an octet longer */
	struct ps_prefix_index index;
	struct ps_error err;
} t;

static int teardown(void **state)
{
	(void)state;
	ps_prefix_index_end(&t.index);
	free(t.borrowed);
	memset(&t, 0, sizeof(t));
	return 0;
}

static void start(enum ps_family family)
{
	teardown(NULL);
	t.family = family;
}

/* Add an item whose max_length is its length. */
static void add(const char *text, uint32_t value)
{
	struct item *item = &t.item[t.count++];

	assert_true(ps_prefix_parse(text, &item->prefix));
	item->value = value;
	item->max_length = item->prefix.length;
}

static int compare_items(const void *a, const void *b)
{
	const struct item *left = a, *right = b;
	int order = ps_prefix_compare(&left->prefix, &right->prefix);

	if (!order)
		order = (int)left->value - (int)right->value;
	if (!order)
		order = (int)left->max_length - (int)right->max_length;
	return order;
}

static void sort_and_drop_duplicates(void)
{
	uint32_t kept = 0;

	qsort(t.item, t.count, sizeof(t.item[0]), compare_items);
	for (uint32_t i = 0; i < t.count; i++)
		if (!i || compare_items(&t.item[kept - 1], &t.item[i]))
			t.item[kept++] = t.item[i];
	t.count = kept;
}

/* Often nested, often equal with another value or max_length. */
static void random_set(enum ps_family family, uint32_t count)
{
	uint8_t bits = ps_family_bits(family);

	start(family);
	while (t.count < count) {
		struct item *item = &t.item[t.count];

		item->prefix = random_prefix(family);
		if (t.count && !random_below(4))
			item->prefix = t.item[random_below(t.count)].prefix;
		item->value = random_below(3);
		item->max_length =
			bits - random_below(bits - item->prefix.length + 1);
		t.count++;
	}
	sort_and_drop_duplicates();
}

/* The last item before `end` that covers or equals the prefix. */
static uint32_t naive_covering(uint32_t end, const struct ps_prefix *prefix)
{
	while (end--)
		if (ps_prefix_covers(&t.item[end].prefix, prefix))
			return end;
	return PS_NO_ENTRY;
}

static uint32_t naive_parent(uint32_t i)
{
	const struct ps_prefix *prefix = &t.item[i].prefix;

	do
		i = naive_covering(i, prefix);
	while (i != PS_NO_ENTRY && t.item[i].prefix.length == prefix->length);
	return i;
}

/* The last item of exactly that prefix and value. */
static uint32_t naive_equal(const struct ps_prefix *prefix, uint32_t value)
{
	for (uint32_t i = t.count; i--;)
		if (t.item[i].value == value &&
		    !ps_prefix_compare(&t.item[i].prefix, prefix))
			return i;
	return PS_NO_ENTRY;
}

static void make_entries(void)
{
	for (uint32_t i = 0; i < t.count; i++) {
		const struct item *item = &t.item[i];
		struct ps_entry6 *entry = &t.entry[i];

		*entry = (struct ps_entry6){
			.parent = naive_parent(i),
			.value = item->value,
			.length = item->prefix.length,
			.max_length = item->max_length,
		};
		if (t.family == PS_IPV6)
			entry->addr = ps_prefix_addr6(&item->prefix);
		else
			entry->addr.high =
				(uint64_t)ps_prefix_addr4(&item->prefix) << 32;
	}
}

static struct ps_entry4 narrowed(const struct ps_entry6 *entry)
{
	struct ps_entry4 narrow = {
		.addr = entry->addr.high >> 32,
		.parent = entry->parent,
		.value = entry->value,
		.length = entry->length,
		.max_length = entry->max_length,
	};

	memcpy(narrow.pad, entry->pad, sizeof(narrow.pad));
	return narrow;
}

/* Begin an index over the entries as they are now. */
static void begin(void)
{
	size_t size = t.family == PS_IPV4 ? sizeof(struct ps_entry4)
					  : sizeof(struct ps_entry6);
	struct ps_entry4 *entry4;

	ps_prefix_index_end(&t.index);
	free(t.borrowed);
	t.borrowed = entry4 = malloc(size * t.count);
	assert_non_null(t.borrowed);
	if (t.family == PS_IPV4)
		for (uint32_t i = 0; i < t.count; i++)
			entry4[i] = narrowed(&t.entry[i]);
	else
		memcpy(t.borrowed, t.entry, size * t.count);
	assert_int_equal(
		ps_prefix_index_begin(&t.index, t.family, t.borrowed, t.count),
		PS_OK);
}

static void assert_accepted(void)
{
	begin();
	assert_int_equal(ps_prefix_index_step(&t.index, UINT32_MAX, &t.err),
			 PS_OK);
}

static void build(void)
{
	make_entries();
	assert_accepted();
}

/* Half of them start at the address of an entry. */
static struct ps_prefix random_route(void)
{
	struct ps_prefix route = random_prefix(t.family);

	if (t.count && random_below(2)) {
		uint8_t length = route.length;

		route = t.item[random_below(t.count)].prefix;
		if (random_below(2))
			random_cut(&route, length);
	}
	/* IPv4 uses the first four octets: the rest must not matter. */
	if (t.family == PS_IPV4)
		memset(route.addr + 4, random_next(), sizeof(route.addr) - 4);
	return route;
}

/* The whole chain of covering entries, and the one equal to the route. */
static void assert_agrees(const struct ps_prefix *route)
{
	uint32_t naive = naive_covering(t.count, route);
	uint32_t equal = PS_NO_ENTRY;
	uint32_t i = ps_prefix_index_match(&t.index, route);

	if (naive != PS_NO_ENTRY &&
	    t.item[naive].prefix.length == route->length)
		equal = naive;
	assert_int_equal(ps_prefix_index_find(&t.index, route), equal);
	if (equal != PS_NO_ENTRY)
		assert_int_equal(ps_prefix_index_equal(&t.index, equal, 1),
				 naive_equal(&t.item[equal].prefix, 1));
	while (naive != PS_NO_ENTRY) {
		assert_int_equal(i, naive);
		i = ps_prefix_index_before(&t.index, i);
		naive = naive_covering(naive, route);
	}
	assert_int_equal(i, PS_NO_ENTRY);
}

static void assert_lookups_agree(enum ps_family family)
{
	random_seed(family + 1);
	for (int set = 0; set < SETS; set++) {
		random_set(family, set % 20 ? set / 4 : MOST);
		build();
		for (int i = 0; i < LOOKUPS / SETS; i++) {
			const struct ps_prefix route = random_route();

			assert_agrees(&route);
		}
	}
}

static void a_million_ipv4_lookups_agree_with_the_naive_twin(void **state)
{
	(void)state;
	assert_lookups_agree(PS_IPV4);
}

static void a_million_ipv6_lookups_agree_with_the_naive_twin(void **state)
{
	(void)state;
	assert_lookups_agree(PS_IPV6);
}

static void entries_are_linked_and_read_back(void **state)
{
	struct ps_prefix prefix;

	(void)state;
	random_seed(3);
	for (int set = 0; set < SETS; set++) {
		random_set(set % PS_FAMILIES, set);
		make_entries();
		begin();
		ps_prefix_index_link(t.family, t.borrowed, t.count);
		for (uint32_t i = 0; i < t.count; i++) {
			struct ps_entry6 entry =
				ps_prefix_index_entry(&t.index, i);

			assert_memory_equal(&entry, &t.entry[i], sizeof(entry));
			ps_prefix_index_get(&t.index, i, &prefix);
			assert_true(ps_prefix_is_valid(&prefix));
			assert_int_equal(
				ps_prefix_compare(&prefix, &t.item[i].prefix),
				0);
		}
	}
}

/* Runs of 1 to MOST equal entries, with others before and behind. */
static void one_value_of_many_is_found(void **state)
{
	char text[] = "10.0.0.0/8";

	(void)state;
	for (uint32_t run = 1; run <= MOST - 2; run += run < 20 ? 1 : 37) {
		start(PS_IPV4);
		add("0.0.0.0/0", 7);
		for (uint32_t i = 0; i < run; i++)
			add(text, 2 * i + 1);
		add("10.0.0.0/9", 7);
		build();
		for (uint32_t value = 0; value <= 2 * run + 1; value++)
			assert_int_equal(
				ps_prefix_index_equal(&t.index, run, value),
				value % 2 && value < 2 * run ? value / 2 + 1
							     : PS_NO_ENTRY);
	}
}

static uint32_t match(const char *text)
{
	struct ps_prefix route;

	assert_true(ps_prefix_parse(text, &route));
	return ps_prefix_index_match(&t.index, &route);
}

static void both_ends_of_ipv4_are_found(void **state)
{
	(void)state;
	start(PS_IPV4);
	add("0.0.0.0/32", 1);
	add("128.0.0.0/1", 1);
	add("255.255.255.255/32", 1);
	build();
	assert_int_equal(match("0.0.0.0/32"), 0);
	assert_int_equal(match("0.0.0.0/31"), PS_NO_ENTRY);
	assert_int_equal(match("0.0.0.1/32"), PS_NO_ENTRY);
	assert_int_equal(match("255.255.255.254/32"), 1);
	assert_int_equal(match("255.255.255.254/31"), 1);
	assert_int_equal(match("255.255.255.255/32"), 2);
	assert_int_equal(match("0.0.0.0/0"), PS_NO_ENTRY);
}

static void both_ends_of_ipv6_are_found(void **state)
{
	(void)state;
	start(PS_IPV6);
	add("::/0", 1);
	add("::/128", 1);
	add("::1/128", 1);
	add("ffff:ffff:ffff:ffff::/64", 1);
	add("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", 1);
	build();
	assert_int_equal(match("::/0"), 0);
	assert_int_equal(match("::/127"), 0);
	assert_int_equal(match("::/128"), 1);
	assert_int_equal(match("::1/128"), 2);
	assert_int_equal(match("::2/128"), 0);
	assert_int_equal(match("ffff:ffff:ffff:fffe::/64"), 0);
	assert_int_equal(match("ffff:ffff:ffff:ffff:8000::/65"), 3);
	assert_int_equal(match("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"),
			 4);
}

/* Buckets end where the last entry begins, not where it ends. */
static void the_end_of_the_last_entry_is_found(void **state)
{
	(void)state;
	start(PS_IPV4);
	add("0.0.0.1/32", 1);
	add("64.0.0.0/2", 1);
	build();
	assert_int_equal(match("80.0.0.0/32"), 1);
	assert_int_equal(match("127.255.255.255/32"), 1);
	assert_int_equal(match("128.0.0.0/32"), PS_NO_ENTRY);
	start(PS_IPV6);
	add("0:0:0:1::/64", 1);
	add("4000::/2", 1);
	build();
	assert_int_equal(match("5000::/16"), 1);
	assert_int_equal(match("7fff::/16"), 1);
	assert_int_equal(match("8000::/16"), PS_NO_ENTRY);
}

static void an_empty_index_matches_nothing(void **state)
{
	(void)state;
	start(PS_IPV4);
	build();
	assert_int_equal(match("0.0.0.0/0"), PS_NO_ENTRY);
	assert_int_equal(match("255.255.255.255/32"), PS_NO_ENTRY);
	start(PS_IPV6);
	assert_int_equal(ps_prefix_index_begin(&t.index, PS_IPV6, NULL, 0),
			 PS_OK);
	assert_int_equal(ps_prefix_index_step(&t.index, 0, NULL), PS_OK);
	assert_int_equal(match("::/0"), PS_NO_ENTRY);
	ps_prefix_index_end(&t.index);
	ps_prefix_index_end(&t.index);
}

static void building_stops_after_each_slice(void **state)
{
	(void)state;
	random_seed(4);
	random_set(PS_IPV6, MOST);
	make_entries();
	begin();
	assert_true(t.count > 100);
	assert_int_equal(ps_prefix_index_step(&t.index, 0, NULL), PS_AGAIN);
	for (uint32_t i = 0; i + 1 < t.count; i++)
		assert_int_equal(ps_prefix_index_step(&t.index, 1, NULL),
				 PS_AGAIN);
	assert_int_equal(ps_prefix_index_step(&t.index, 1, NULL), PS_OK);
	for (int i = 0; i < 1000; i++) {
		const struct ps_prefix route = random_route();

		assert_agrees(&route);
	}
}

/* The number of the first bad entry is told, those before it are accepted. */
static void assert_refused(uint32_t number, const char *why)
{
	char wanted[128];

	begin();
	for (uint32_t i = 0; i < number; i++)
		assert_int_equal(ps_prefix_index_step(&t.index, 1, &t.err),
				 PS_AGAIN);
	assert_int_equal(ps_prefix_index_step(&t.index, 1, &t.err), PS_INVALID);
	snprintf(wanted, sizeof(wanted), "IPv%d entry %u: %s",
		 t.family == PS_IPV4 ? 4 : 6, number, why);
	assert_string_equal(t.err.text, wanted);
}

/* Two trees and an equal pair; entry 3 is the one to spoil. */
static struct ps_entry6 *good_set(enum ps_family family)
{
	static const char *const text[PS_FAMILIES][6] = {
		{ "10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.2.0.0/16",
		  "10.2.3.0/24", "192.0.2.1/32" },
		{ "2001::/16", "2001:1::/32", "2001:2::/32", "2001:2::/32",
		  "2001:2:3::/80", "3fff::1/128" },
	};

	start(family);
	for (uint32_t i = 0; i < 6; i++)
		add(text[family][i], i);
	build();
	return &t.entry[3];
}

static void lengths_out_of_range_are_refused(void **state)
{
	static const char max_length[] =
		"max-length is less than the length or more than an address "
		"has";

	(void)state;
	for (int family = 0; family < PS_FAMILIES; family++) {
		uint8_t bits = ps_family_bits(family);

		good_set(family)->length = bits + 1;
		assert_refused(3, "the length is out of range");
		good_set(family)->length = 255;
		assert_refused(3, "the length is out of range");
		good_set(family)->max_length--;
		assert_refused(3, max_length);
		good_set(family)->max_length = bits + 1;
		assert_refused(3, max_length);
		good_set(family)->max_length = bits;
		assert_accepted();
	}
}

static void host_bits_are_refused(void **state)
{
	(void)state;
	for (int family = 0; family < PS_FAMILIES; family++)
		for (int bit = 0; bit < 2 * ps_family_bits(family); bit++) {
			/* The second entry's length is over 64 for IPv6. */
			int at = bit / 2, number = 3 + bit % 2;
			struct ps_entry6 *entry = good_set(family) + number - 3;

			if (at < entry->length)
				continue;
			if (at < 64)
				entry->addr.high |= UINT64_C(1) << (63 - at);
			else
				entry->addr.low |= UINT64_C(1) << (127 - at);
			assert_refused(number, "host bits are set");
		}
}

static void padding_is_refused(void **state)
{
	const unsigned int octets[PS_FAMILIES] = {
		sizeof(((struct ps_entry4 *)0)->pad),
		sizeof(((struct ps_entry6 *)0)->pad),
	};

	(void)state;
	for (int family = 0; family < PS_FAMILIES; family++)
		for (unsigned int i = 0; i < octets[family]; i++) {
			good_set(family)->pad[i] = 1;
			assert_refused(3, "the padding isn't zero");
		}
}

static void entries_out_of_order_are_refused(void **state)
{
	static const char why[] = "it doesn't sort after the one before it";
	struct ps_entry6 *entry;

	(void)state;
	for (int family = 0; family < PS_FAMILIES; family++) {
		entry = good_set(family);
		entry[0] = entry[-1];
		assert_refused(3, why);
		entry = good_set(family);
		entry->value = 1;
		assert_refused(3, why);
		entry = good_set(family);
		entry->value = entry[-1].value;
		entry[-1].max_length++;
		assert_refused(3, why);
		entry = good_set(family);
		entry[0] = entry[2]; /* so that the next one is out of order */
		entry->parent = PS_NO_ENTRY;
		assert_refused(4, why);
		entry = good_set(family);
		entry[2].addr.high = 0; /* the last one ends the buckets */
		entry[2].addr.low = 0;
		assert_refused(5, why);
	}
}

static void wrong_parents_are_refused(void **state)
{
	/* Right are none, 0, 0, 0, 3 and none. */
	static const struct {
		uint32_t entry, parent;
	} wrong[] = {
		{ 0, 0 }, { 0, 1 }, { 1, PS_NO_ENTRY },
		{ 1, 1 }, { 2, 1 }, { 3, 2 },
		{ 3, 3 }, { 3, 4 }, { 3, PS_NO_ENTRY },
		{ 4, 2 }, { 4, 0 }, { 5, 0 },
		{ 5, 4 }, { 5, 6 }, { 5, UINT32_MAX - 1 },
	};

	(void)state;
	for (int family = 0; family < PS_FAMILIES; family++)
		for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
			good_set(family);
			t.entry[wrong[i].entry].parent = wrong[i].parent;
			assert_refused(wrong[i].entry,
				       "its parent isn't what covers it");
		}
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_million_ipv4_lookups_agree_with_the_naive_twin),
		TEST(a_million_ipv6_lookups_agree_with_the_naive_twin),
		TEST(entries_are_linked_and_read_back),
		TEST(one_value_of_many_is_found),
		TEST(both_ends_of_ipv4_are_found),
		TEST(both_ends_of_ipv6_are_found),
		TEST(the_end_of_the_last_entry_is_found),
		TEST(an_empty_index_matches_nothing),
		TEST(building_stops_after_each_slice),
		TEST(lengths_out_of_range_are_refused),
		TEST(host_bits_are_refused),
		TEST(padding_is_refused),
		TEST(entries_out_of_order_are_refused),
		TEST(wrong_parents_are_refused),
	};

	return cmocka_run_group_tests_name("prefix_index", tests, NULL, NULL);
}
