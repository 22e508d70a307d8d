/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of tests that follow a standard begin with its section: RFC 6811, 2
 * says what covers and matches, and what is valid, not found and invalid.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"
#include "policy/vrp_builder.h"
#include "tests/unit/random.h"

enum {
	MOST = 256,	       /* VRPs of a naive twin */
	SETS = 100,	       /* random ones */
	VALIDATIONS = 1000000, /* over all random sets */
	MUTATIONS = 20000,     /* random ones */
};

static struct {
	struct ps_vrp_builder *builder;
	struct ps_vrp_table *table;
	void *image;
	size_t size;
	struct ps_vrp vrp[MOST]; /* the naive twin */
	unsigned int count;
	struct ps_error err;
} t;

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.builder = ps_vrp_builder_new();
	return t.builder ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	ps_vrp_table_close(t.table);
	ps_vrp_builder_free(t.builder);
	free(t.image);
	return 0;
}

static struct ps_prefix prefix(const char *text)
{
	struct ps_prefix out;

	assert_true(ps_prefix_parse(text, &out));
	return out;
}

static void add_vrp(const struct ps_vrp *vrp)
{
	assert_int_equal(ps_vrp_builder_add(t.builder, vrp, &t.err), PS_OK);
}

static void add(const char *text, uint8_t max_length, uint32_t asn)
{
	const struct ps_vrp vrp = { prefix(text), max_length, asn };

	add_vrp(&vrp);
}

static void make_image(void)
{
	free(t.image);
	t.image = NULL;
	assert_int_equal(
		ps_vrp_builder_image(t.builder, &t.image, &t.size, &t.err),
		PS_OK);
}

static void complete(void)
{
	make_image();
	ps_vrp_table_close(t.table);
	t.table = NULL;
	assert_int_equal(ps_vrp_table_open(t.image, t.size, &t.table, &t.err),
			 PS_OK);
	assert_int_equal(ps_vrp_table_step(t.table, UINT32_MAX, &t.err), PS_OK);
}

static void expect(const char *text, uint32_t origin, enum ps_rpki_state state)
{
	const struct ps_prefix route = prefix(text);

	assert_string_equal(ps_rpki_state_name(ps_vrp_table_validate(
				    t.table, &route, true, origin)),
			    ps_rpki_state_name(state));
}

static void rfc_6811_2_not_found_when_no_vrp_covers(void **state)
{
	(void)state;
	complete();
	expect("192.0.2.0/24", 64496, PS_RPKI_NOT_FOUND);
	expect("2001:db8::/32", 64496, PS_RPKI_NOT_FOUND);
	add("192.0.2.0/24", 32, 64496);
	add("::/0", 0, 64496);
	complete();
	expect("192.0.2.0/23", 64496, PS_RPKI_NOT_FOUND);
	expect("192.0.3.0/24", 64496, PS_RPKI_NOT_FOUND);
	expect("192.0.1.0/24", 64496, PS_RPKI_NOT_FOUND);
	expect("0.0.0.0/0", 64496, PS_RPKI_NOT_FOUND);
}

static void rfc_6811_2_valid_up_to_the_maximum_length(void **state)
{
	(void)state;
	add("192.0.2.0/24", 26, 64496);
	add("2001:db8::/32", 32, 64496);
	add("0.0.0.0/0", 0, 64496);
	complete();
	expect("192.0.2.0/24", 64496, PS_RPKI_VALID);
	expect("192.0.2.192/26", 64496, PS_RPKI_VALID);
	expect("192.0.2.192/27", 64496, PS_RPKI_INVALID_LENGTH);
	expect("2001:db8::/32", 64496, PS_RPKI_VALID);
	expect("2001:db8::/33", 64496, PS_RPKI_INVALID_LENGTH);
	expect("0.0.0.0/0", 64496, PS_RPKI_VALID);
}

static void rfc_6811_2_invalid_when_covered_but_not_matched(void **state)
{
	(void)state;
	add("192.0.2.0/24", 24, 64496);
	complete();
	expect("192.0.2.0/24", 64497, PS_RPKI_INVALID_AS);
	expect("192.0.2.0/25", 64496, PS_RPKI_INVALID_LENGTH);
	expect("192.0.2.0/25", 64497, PS_RPKI_INVALID_AS);
}

static void rfc_6811_2_one_match_among_many_is_enough(void **state)
{
	(void)state;
	add("192.0.0.0/16", 24, 64496);
	add("192.0.2.0/24", 24, 64497);
	add("192.0.2.0/24", 24, 64498);
	add("192.0.2.0/24", 25, 64498);
	add("192.0.2.0/24", 32, 64499);
	complete();
	for (uint32_t origin = 64496; origin <= 64499; origin++)
		expect("192.0.2.0/24", origin, PS_RPKI_VALID);
	expect("192.0.2.0/24", 64500, PS_RPKI_INVALID_AS);
	expect("192.0.2.0/25", 64498, PS_RPKI_VALID);
	expect("192.0.2.0/25", 64496, PS_RPKI_INVALID_LENGTH);
	expect("192.0.2.0/25", 64497, PS_RPKI_INVALID_LENGTH);
}

static void rfc_6811_2_no_origin_matches_no_vrp(void **state)
{
	const struct ps_prefix covered = prefix("192.0.2.0/24");
	const struct ps_prefix other = prefix("198.51.100.0/24");

	(void)state;
	add("192.0.2.0/24", 24, 64496);
	add("192.0.2.0/24", 24, 0);
	complete();
	assert_int_equal(ps_vrp_table_validate(t.table, &covered, false, 64496),
			 PS_RPKI_INVALID_AS);
	assert_int_equal(ps_vrp_table_validate(t.table, &covered, false, 0),
			 PS_RPKI_INVALID_AS);
	assert_int_equal(ps_vrp_table_validate(t.table, &other, false, 64496),
			 PS_RPKI_NOT_FOUND);
}

static void rfc_6483_4_as_0_matches_nothing(void **state)
{
	(void)state;
	add("192.0.2.0/24", 32, 0);
	add("192.0.2.128/25", 25, 64496);
	complete();
	expect("192.0.2.0/24", 0, PS_RPKI_INVALID_AS);
	expect("192.0.2.0/24", 64496, PS_RPKI_INVALID_AS);
	expect("192.0.2.128/25", 64496, PS_RPKI_VALID);
	expect("198.51.100.0/24", 0, PS_RPKI_NOT_FOUND);
}

static void random_vrps(void)
{
	unsigned int wanted = random_below(60);

	teardown(NULL);
	setup(NULL);
	while (t.count < wanted) {
		struct ps_vrp *vrp = &t.vrp[t.count++];
		uint8_t bits;

		vrp->prefix = random_prefix(random_below(PS_FAMILIES));
		if (t.count > 1 && !random_below(4))
			vrp->prefix = t.vrp[random_below(t.count - 1)].prefix;
		bits = ps_family_bits(vrp->prefix.family);
		vrp->max_length =
			bits - random_below(bits - vrp->prefix.length + 1);
		vrp->asn = random_below(4);
		add_vrp(vrp);
	}
	complete();
}

/* Half of them start at the address of a VRP. */
static struct ps_prefix random_route(void)
{
	struct ps_prefix route = random_prefix(random_below(PS_FAMILIES));
	uint8_t length = route.length;

	if (t.count && random_below(2)) {
		route = t.vrp[random_below(t.count)].prefix;
		if (length <= ps_family_bits(route.family))
			random_cut(&route, length);
	}
	return route;
}

/* As RFC 6811, 2 words it. */
static enum ps_rpki_state naive(const struct ps_prefix *route, bool has_origin,
				uint32_t origin)
{
	enum ps_rpki_state state = PS_RPKI_NOT_FOUND;

	for (unsigned int i = 0; i < t.count; i++) {
		const struct ps_vrp *vrp = &t.vrp[i];

		if (!ps_prefix_covers(&vrp->prefix, route))
			continue;
		if (state == PS_RPKI_NOT_FOUND)
			state = PS_RPKI_INVALID_AS;
		if (!has_origin || !vrp->asn || vrp->asn != origin)
			continue;
		if (route->length <= vrp->max_length)
			return PS_RPKI_VALID;
		state = PS_RPKI_INVALID_LENGTH;
	}
	return state;
}

static void a_million_validations_agree_with_the_naive_twin(void **state)
{
	unsigned int seen[PS_RPKI_INVALID_LENGTH + 1] = { 0 };

	(void)state;
	random_seed(1);
	for (int i = 0; i < VALIDATIONS; i++) {
		struct ps_prefix route;
		bool has_origin = random_below(8);
		uint32_t origin = random_below(4);
		enum ps_rpki_state expected;

		if (i % (VALIDATIONS / SETS) == 0)
			random_vrps();
		route = random_route();
		expected = naive(&route, has_origin, origin);
		seen[expected]++;
		assert_int_equal(ps_vrp_table_validate(t.table, &route,
						       has_origin, origin),
				 expected);
	}
	for (int i = PS_RPKI_NOT_FOUND; i <= PS_RPKI_INVALID_LENGTH; i++)
		assert_true(seen[i] > VALIDATIONS / 100);
}

struct list {
	struct ps_vrp vrp[MOST];
	unsigned int count;
	unsigned int most; /* after which it has enough */
};

static bool append(const struct ps_vrp *vrp, void *arg)
{
	struct list *list = arg;

	assert_true(list->count < list->most);
	list->vrp[list->count++] = *vrp;
	return list->count < list->most;
}

static bool equal(const struct ps_vrp *a, const struct ps_vrp *b)
{
	return !ps_prefix_compare(&a->prefix, &b->prefix) &&
	       a->max_length == b->max_length && a->asn == b->asn;
}

static unsigned int times_in(const struct ps_vrp *list, unsigned int count,
			     const struct ps_vrp *vrp)
{
	unsigned int times = 0;

	for (unsigned int i = 0; i < count; i++)
		times += equal(&list[i], vrp);
	return times;
}

static void assert_lists_what_covers(const struct ps_prefix *route)
{
	struct list list = { .most = MOST };

	ps_vrp_table_covering(t.table, route, append, &list);
	assert_int_equal(ps_vrp_table_covering_count(t.table, route),
			 list.count);
	for (unsigned int i = 0; i < list.count; i++) {
		assert_int_equal(times_in(list.vrp, list.count, &list.vrp[i]),
				 1);
		assert_true(times_in(t.vrp, t.count, &list.vrp[i]) >= 1);
		assert_true(ps_prefix_covers(&list.vrp[i].prefix, route));
		if (i)
			assert_true(list.vrp[i].prefix.length <=
				    list.vrp[i - 1].prefix.length);
	}
	for (unsigned int i = 0; i < t.count; i++)
		if (ps_prefix_covers(&t.vrp[i].prefix, route))
			assert_int_equal(
				times_in(list.vrp, list.count, &t.vrp[i]), 1);
}

static void what_covers_is_listed_once_and_the_longest_first(void **state)
{
	(void)state;
	random_seed(2);
	for (int set = 0; set < SETS; set++) {
		random_vrps();
		for (int i = 0; i < 100; i++) {
			const struct ps_prefix route = random_route();

			assert_lists_what_covers(&route);
		}
	}
}

static void listing_stops_when_told(void **state)
{
	const struct ps_prefix route = prefix("192.0.2.0/24");
	struct list list = { .most = 2 };

	(void)state;
	add("192.0.0.0/16", 24, 64496);
	add("192.0.2.0/24", 24, 64497);
	add("0.0.0.0/0", 24, 64498);
	complete();
	ps_vrp_table_covering(t.table, &route, append, &list);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.vrp[0].asn, 64497);
	assert_int_equal(list.vrp[1].asn, 64496);
}

/* So many VRPs for one prefix, behind so many that cover it. */
static void assert_counts(unsigned int equals, unsigned int above)
{
	const struct ps_prefix route = prefix("192.0.2.0/24");

	for (unsigned int i = 0; i < above; i++)
		add("192.0.2.0/23", 24, 64496 + i);
	for (unsigned int i = 0; i < equals; i++)
		add("192.0.2.0/24", 24, 64496 + i);
	complete();
	assert_int_equal(ps_vrp_table_covering_count(t.table, &route),
			 equals + above);
}

static void all_that_cover_are_counted(void **state)
{
	for (unsigned int equals = 0; equals < 40; equals++)
		for (unsigned int above = 0; above < 4; above++) {
			assert_counts(equals, above);
			teardown(state);
			setup(state);
		}
}

static void duplicates_are_dropped(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		add("192.0.2.0/24", 24, 64496);
		add("192.0.2.0/24", 25, 64496);
		add("192.0.2.0/24", 24, 64497);
		add("192.0.2.0/25", 25, 64496);
		add("2001:db8::/32", 48, 64496);
	}
	complete();
	assert_int_equal(ps_vrp_table_count(t.table, PS_IPV4), 4);
	assert_int_equal(ps_vrp_table_count(t.table, PS_IPV6), 1);
	add("192.0.2.0/24", 24, 64496);
	add("192.0.2.0/26", 26, 64496);
	complete();
	assert_int_equal(ps_vrp_table_count(t.table, PS_IPV4), 5);
}

static void what_is_no_vrp_is_refused(void **state)
{
	const struct ps_vrp good = { prefix("192.0.2.0/24"), 24, 1 };
	struct ps_vrp bad[6];

	(void)state;
	for (int i = 0; i < 6; i++)
		bad[i] = good;
	bad[0].prefix.addr[3] = 1;
	bad[1].prefix.family = PS_FAMILIES;
	bad[2].prefix.length = bad[2].max_length = 33;
	bad[3].max_length = 23;
	bad[4].max_length = 33;
	bad[5].prefix = prefix("2001:db8::/32");
	bad[5].max_length = 129;
	for (int i = 0; i < 6; i++)
		assert_int_equal(ps_vrp_builder_add(t.builder, &bad[i], NULL),
				 PS_INVALID);
	complete();
	assert_int_equal(ps_vrp_table_count(t.table, PS_IPV4), 0);
	assert_int_equal(ps_vrp_table_count(t.table, PS_IPV6), 0);
}

static void vrps_are_bounded(void **state)
{
	const struct ps_vrp vrp = { prefix("192.0.2.0/24"), 24, 1 };

	(void)state;
	for (unsigned int i = 0; i < PS_MAX_VRPS; i++)
		if (ps_vrp_builder_add(t.builder, &vrp, NULL) != PS_OK)
			fail_msg("VRP %u is refused", i);
	assert_int_equal(ps_vrp_builder_add(t.builder, &vrp, NULL), PS_TOO_BIG);
}

static void checking_stops_after_each_slice(void **state)
{
	unsigned int slices = 1;

	(void)state;
	add("192.0.2.0/24", 24, 1);
	add("192.0.2.0/25", 25, 1);
	add("2001:db8::/32", 32, 1);
	add("2001:db8::/33", 33, 1);
	make_image();
	assert_int_equal(ps_vrp_table_open(t.image, t.size, &t.table, NULL),
			 PS_OK);
	assert_int_equal(ps_vrp_table_step(t.table, 0, NULL), PS_AGAIN);
	while (ps_vrp_table_step(t.table, 1, NULL) == PS_AGAIN)
		slices++;
	assert_in_range(slices, 3, 4);
	expect("2001:db8::/33", 1, PS_RPKI_VALID);
}

/* An image with each kind of entry: nested, equal, alone. */
static void make_small_image(void)
{
	add("192.0.0.0/16", 24, 64496);
	add("192.0.2.0/24", 24, 64496);
	add("192.0.2.0/24", 24, 64497);
	add("255.255.255.255/32", 32, 0);
	add("::/0", 0, 64496);
	add("2001:db8::/32", 48, 64496);
	add("2001:db8::/48", 48, 64497);
	ps_vrp_builder_aspa(t.builder, &(struct ps_aspa){ 64496, 64497 }, NULL);
	ps_vrp_builder_aspa(t.builder, &(struct ps_aspa){ 64498, 0 }, NULL);
	make_image();
}

struct walk {
	struct ps_prefix route;
	uint8_t length; /* of the VRP before */
	unsigned int count;
};

static bool must_cover(const struct ps_vrp *vrp, void *arg)
{
	struct walk *walk = arg;

	assert_true(ps_prefix_is_valid(&vrp->prefix));
	assert_true(ps_prefix_covers(&vrp->prefix, &walk->route));
	assert_true(vrp->prefix.length <= walk->length);
	assert_in_range(vrp->max_length, vrp->prefix.length,
			ps_family_bits(vrp->prefix.family));
	walk->length = vrp->prefix.length;
	walk->count++;
	return true;
}

static void use(const struct ps_vrp_table *table)
{
	static const char *const routes[] = {
		"0.0.0.0/0",	"0.0.0.0/32",  "192.0.2.0/24",
		"192.0.2.1/32", "240.0.0.0/4", "255.255.255.255/32",
		"::/0",		"::/128",      "2001:db8::/48",
		"ffff::/16",
	};

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		struct walk walk = { .route = prefix(routes[i]),
				     .length = 128 };
		enum ps_rpki_state found =
			ps_vrp_table_validate(table, &walk.route, true, 64496);

		ps_vrp_table_covering(table, &walk.route, must_cover, &walk);
		assert_int_equal(walk.count == 0, found == PS_RPKI_NOT_FOUND);
		assert_int_equal(
			ps_vrp_table_covering_count(table, &walk.route),
			walk.count);
	}
}

/*
 * Whether the image is accepted; then it must be safe to use. It is copied
 * so that a sanitizer sees reads behind its end.
 */
static bool accepts(const void *octets, size_t size)
{
	struct ps_vrp_table *table = NULL;
	void *copy = malloc(size);
	enum ps_status status;

	assert_non_null(copy);
	memcpy(copy, octets, size);
	status = ps_vrp_table_open(copy, size, &table, &t.err);
	if (status == PS_OK)
		status = ps_vrp_table_step(table, UINT32_MAX, &t.err);
	if (status == PS_OK)
		use(table);
	else
		assert_int_equal(status, t.err.status);
	ps_vrp_table_close(table);
	free(copy);
	return status == PS_OK;
}

static void only_the_whole_image_is_accepted(void **state)
{
	struct ps_image *image;

	(void)state;
	make_small_image();
	image = calloc(1, t.size + 64);
	assert_non_null(image);
	memcpy(image, t.image, t.size);
	for (size_t size = 0; size < t.size + 64; size++) {
		image->size = t.size;
		assert_int_equal(accepts(image, size), size == t.size);
		image->size = size; /* as if that were all */
		assert_int_equal(accepts(image, size), size == t.size);
	}
	free(image);
}

/* So many records that the octets they take are as many as before. */
static void counts_that_wrap_are_refused(void **state)
{
	struct ps_image *image;

	(void)state;
	make_small_image();
	image = t.image;
	image->section[PS_VRP_SECTION_IPV4].count += UINT64_C(1) << 60;
	assert_false(accepts(image, t.size));
	image->section[PS_VRP_SECTION_IPV4].count -= UINT64_C(1) << 60;
	image->section[PS_VRP_SECTION_IPV6].count += UINT64_C(1) << 59;
	assert_false(accepts(image, t.size));
}

static void any_value_of_any_octet_is_refused_or_safe(void **state)
{
	unsigned int accepted = 0;
	uint8_t *octets;

	(void)state;
	make_small_image();
	octets = t.image;
	for (size_t i = 0; i < t.size; i++)
		for (unsigned int flip = 1; flip <= UINT8_MAX; flip++) {
			octets[i] ^= flip;
			if (accepts(octets, t.size)) {
				assert_true(i >= sizeof(struct ps_image));
				accepted++;
			}
			octets[i] ^= flip;
		}
	assert_true(accepted > 0);
}

static void random_damage_is_refused_or_safe(void **state)
{
	(void)state;
	random_seed(3);
	make_small_image();
	for (int i = 0; i < MUTATIONS; i++) {
		uint8_t *octets = malloc(t.size);

		assert_non_null(octets);
		memcpy(octets, t.image, t.size);
		for (unsigned int n = random_below(6); n; n--)
			octets[random_below(t.size)] = random_next();
		if (random_below(2)) /* a number of the size of a parent */
			memset(octets + 4 * random_below(t.size / 4),
			       random_below(2) ? 0xff : 0, 4);
		accepts(octets, t.size);
		free(octets);
	}
}

static void every_state_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(ps_rpki_state_name(PS_RPKI_UNCHECKED), "unchecked");
	assert_string_equal(ps_rpki_state_name(PS_RPKI_NOT_FOUND), "not-found");
	assert_string_equal(ps_rpki_state_name(PS_RPKI_VALID), "valid");
	assert_string_equal(ps_rpki_state_name(PS_RPKI_INVALID_AS),
			    "invalid-as");
	assert_string_equal(ps_rpki_state_name(PS_RPKI_INVALID_LENGTH),
			    "invalid-length");
	assert_string_equal(ps_rpki_state_name(PS_RPKI_INVALID_LENGTH + 1),
			    "unknown");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rfc_6811_2_not_found_when_no_vrp_covers),
		TEST(rfc_6811_2_valid_up_to_the_maximum_length),
		TEST(rfc_6811_2_invalid_when_covered_but_not_matched),
		TEST(rfc_6811_2_one_match_among_many_is_enough),
		TEST(rfc_6811_2_no_origin_matches_no_vrp),
		TEST(rfc_6483_4_as_0_matches_nothing),
		TEST(a_million_validations_agree_with_the_naive_twin),
		TEST(what_covers_is_listed_once_and_the_longest_first),
		TEST(listing_stops_when_told),
		TEST(all_that_cover_are_counted),
		TEST(duplicates_are_dropped),
		TEST(what_is_no_vrp_is_refused),
		TEST(vrps_are_bounded),
		TEST(checking_stops_after_each_slice),
		TEST(only_the_whole_image_is_accepted),
		TEST(counts_that_wrap_are_refused),
		TEST(any_value_of_any_octet_is_refused_or_safe),
		TEST(random_damage_is_refused_or_safe),
		TEST(every_state_has_a_name),
	};

	return cmocka_run_group_tests_name("vrp_table", tests, NULL, NULL);
}
