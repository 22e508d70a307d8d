/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the policy's and the VRPs' tables cost: time of a look-up and memory
 * of an entry, in the proportions of the internet's table. librtr's table of
 * VRPs is measured beside ours, and must say the same.
 */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <rtrlib/rtrlib.h>

#include "policy/policy_builder.h"
#include "policy/vrp_builder.h"
#include "tests/unit/random.h"

#define REGISTRATIONS 10000
#define MANY_REGISTRATIONS 100000
#define VRPS 914000 /* 800,000 of them distinct */
#define ROUTES 1000000
#define HOLDERS 40000
#define ROUNDS 7

struct route {
	struct ps_prefix prefix;
	uint32_t origin;
};

/* Who holds a block of addresses and announces parts of it. */
struct holder {
	struct ps_prefix block;
	uint32_t asn;
};

static struct holder holder[HOLDERS];
static struct route route[ROUTES];
static struct ps_vrp vrp[VRPS];

static void check(enum ps_status status, const struct ps_error *err)
{
	if (status == PS_OK)
		return;
	fprintf(stderr, "%s\n", err->text);
	exit(1);
}

static void report(const char *name, double value, const char *unit)
{
	printf("BENCH %s %.1f %s\n", name, value, unit);
}

/* A row whose value should be no more than the target. */
static void report_against(const char *name, double value, const char *unit,
			   double target)
{
	printf("BENCH %s %.1f %s, target %g: %s\n", name, value, unit, target,
	       value <= target ? "reached" : "MISSED");
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* Three quarters are IPv4, in unicast space; IPv6 is where RIRs allocate. */
static enum ps_family random_family(void)
{
	return random_below(100) < 78 ? PS_IPV4 : PS_IPV6;
}

static struct ps_prefix random_block(enum ps_family family)
{
	static const uint16_t registry[] = { 0x2001, 0x2400, 0x2600,
					     0x2800, 0x2a00, 0x2c00 };
	struct ps_prefix block = { .family = family };
	uint64_t bits = random_next();
	uint16_t top;

	memcpy(block.addr, &bits, sizeof(bits));
	if (family == PS_IPV4) {
		block.addr[0] = 1 + random_below(223);
		random_cut(&block, 12 + random_below(11));
	} else {
		top = registry[random_below(6)] + random_below(16);
		block.addr[0] = top >> 8;
		block.addr[1] = top;
		random_cut(&block, 29 + random_below(8));
	}
	return block;
}

/* A part of a block, most often the longest that is accepted anywhere. */
static struct ps_prefix random_part(const struct ps_prefix *block)
{
	uint8_t longest = block->family == PS_IPV4 ? 24 : 48;
	struct ps_prefix part = *block;
	uint8_t length = longest;

	if (random_below(10) < 4)
		length = block->length +
			 random_below(longest - block->length + 1);
	for (unsigned int bit = block->length; bit < length; bit++)
		if (random_below(2))
			part.addr[bit / 8] |= 0x80 >> bit % 8;
	random_cut(&part, length);
	return part;
}

static void make_internet(void)
{
	const struct holder *from;

	for (unsigned int i = 0; i < HOLDERS; i++)
		holder[i] = (struct holder){
			.block = random_block(random_family()),
			.asn = 1 + random_below(80000),
		};
	for (unsigned int i = 0; i < VRPS; i++) {
		from = &holder[random_below(HOLDERS)];
		vrp[i].prefix = random_part(&from->block);
		vrp[i].max_length = vrp[i].prefix.length;
		if (!random_below(8))
			vrp[i].max_length =
				ps_family_bits(vrp[i].prefix.family) == 32 ? 24
									   : 48;
		if (vrp[i].max_length < vrp[i].prefix.length)
			vrp[i].max_length = vrp[i].prefix.length;
		vrp[i].asn = random_below(10) ? from->asn : random_below(80000);
	}
}

/* Half the routes are as some VRP wants them; the others are anywhere. */
static void make_routes(enum ps_family family)
{
	const struct ps_vrp *like;
	struct ps_prefix block;

	for (unsigned int i = 0; i < ROUTES; i++) {
		like = &vrp[random_below(VRPS)];
		if (like->prefix.family == family && random_below(2)) {
			route[i].prefix = like->prefix;
			route[i].origin = like->asn;
			continue;
		}
		block = random_block(family);
		route[i].prefix = random_part(&block);
		route[i].origin = 1 + random_below(80000);
	}
}

static double validate_ns(const struct ps_vrp_table *table)
{
	double begin, best = 1e18, took;
	uint64_t states = 0;

	for (unsigned int round = 0; round < ROUNDS; round++) {
		begin = now_ns();
		for (unsigned int i = 0; i < ROUTES; i++)
			states += ps_vrp_table_validate(table, &route[i].prefix,
							true, route[i].origin);
		took = (now_ns() - begin) / ROUTES;
		if (took < best)
			best = took;
	}
	if (!states)
		exit(1);
	return best;
}

static struct lrtr_ip_addr librtr_address(const struct ps_prefix *prefix)
{
	struct lrtr_ip_addr out = { .ver = LRTR_IPV4 };
	uint32_t word[4];

	memcpy(word, prefix->addr, sizeof(word));
	if (prefix->family == PS_IPV4) {
		out.u.addr4.addr = be32toh(word[0]);
		return out;
	}
	out.ver = LRTR_IPV6;
	for (unsigned int i = 0; i < 4; i++)
		out.u.addr6.addr[i] = be32toh(word[i]);
	return out;
}

static bool same_state(enum ps_rpki_state ours, enum pfxv_state theirs)
{
	switch (theirs) {
	case BGP_PFXV_STATE_VALID:
		return ours == PS_RPKI_VALID;
	case BGP_PFXV_STATE_NOT_FOUND:
		return ours == PS_RPKI_NOT_FOUND;
	default:
		return ours == PS_RPKI_INVALID_AS ||
		       ours == PS_RPKI_INVALID_LENGTH;
	}
}

static void validate_by_librtr(struct pfx_table *theirs,
			       const struct ps_vrp_table *ours)
{
	static enum pfxv_state state[ROUTES];
	struct lrtr_ip_addr addr;
	double begin = now_ns();

	for (unsigned int i = 0; i < ROUTES; i++) {
		addr = librtr_address(&route[i].prefix);
		pfx_table_validate(theirs, route[i].origin, &addr,
				   route[i].prefix.length, &state[i]);
	}
	report("librtr-validate", (now_ns() - begin) / ROUTES, "ns");
	for (unsigned int i = 0; i < ROUTES; i++)
		if (!same_state(ps_vrp_table_validate(ours, &route[i].prefix,
						      true, route[i].origin),
				state[i])) {
			fprintf(stderr, "librtr says something else\n");
			exit(1);
		}
}

static void bench_librtr(const struct ps_vrp_table *ours, uint32_t count)
{
	size_t before = allocated();
	struct pfx_record record;
	struct pfx_table theirs;

	pfx_table_init(&theirs, NULL);
	for (unsigned int i = 0; i < VRPS; i++) {
		record = (struct pfx_record){
			.asn = vrp[i].asn,
			.prefix = librtr_address(&vrp[i].prefix),
			.min_len = vrp[i].prefix.length,
			.max_len = vrp[i].max_length,
		};
		pfx_table_add(&theirs, &record);
	}
	report("librtr-octets-per-vrp", (double)(allocated() - before) / count,
	       "octets");
	validate_by_librtr(&theirs, ours);
	pfx_table_free(&theirs);
}

static void mix_routes(void)
{
	static struct route other[ROUTES];

	make_routes(PS_IPV6);
	memcpy(other, route, sizeof(other));
	make_routes(PS_IPV4);
	for (unsigned int i = 0; i < ROUTES; i++)
		if (random_family() == PS_IPV6)
			route[i] = other[i];
}

static void bench_vrps(void)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	size_t size, before, after;
	struct ps_vrp_table *table;
	struct ps_error err;
	uint32_t count;
	double begin;
	void *image;

	for (unsigned int i = 0; i < VRPS; i++)
		check(ps_vrp_builder_add(builder, &vrp[i], &err), &err);
	check(ps_vrp_builder_image(builder, &image, &size, &err), &err);
	ps_vrp_builder_free(builder);
	before = allocated();
	begin = now_ns();
	check(ps_vrp_table_open(image, size, &table, &err), &err);
	check(ps_vrp_table_step(table, UINT32_MAX, &err), &err);
	report("vrp-table-check", (now_ns() - begin) / 1e6, "ms");
	after = allocated();
	count = ps_vrp_table_count(table, PS_IPV4) +
		ps_vrp_table_count(table, PS_IPV6);
	report("vrps", count, "count");
	report_against("octets-per-vrp",
		       (double)(size + after - before) / count, "octets", 24);
	make_routes(PS_IPV4);
	report("validate-ipv4", validate_ns(table), "ns");
	make_routes(PS_IPV6);
	report("validate-ipv6", validate_ns(table), "ns");
	mix_routes();
	report_against("validate", validate_ns(table), "ns", 100);
	bench_librtr(table, count);
	ps_vrp_table_close(table);
	free(image);
}

/* A policy of that many registrations; returns what it takes in memory. */
static size_t make_policy(unsigned int count, void **image,
			  struct ps_policy **policy)
{
	struct ps_policy_builder *b = ps_policy_builder_new();
	const struct ps_location_input near = { .name = "near" };
	const struct ps_location_input far = { .name = "far", .preference = 1 };
	struct ps_registration_input input = {
		.mode = PS_MODE_INHERIT,
		.origin = (uint32_t[]){ 64500 },
		.origin_count = 1,
		.order = (uint32_t[]){ 0, 1 },
		.order_count = 2,
	};
	size_t size, before;
	struct ps_error err;

	check(ps_policy_builder_location(b, &near, NULL, &err), &err);
	check(ps_policy_builder_location(b, &far, NULL, &err), &err);
	for (unsigned int i = 0; i < count; i++) {
		/* Even third octets; routes of the benchmark are odd ones. */
		input.prefix = (struct ps_prefix){
			.family = PS_IPV4,
			.addr = { 1 + i % 223, i / 223, 2 * (i / 57088) },
		};
		input.prefix.length = input.max_length = 24;
		check(ps_policy_builder_register(b, &input, &err), &err);
	}
	check(ps_policy_builder_image(b, image, &size, &err), &err);
	ps_policy_builder_free(b);
	before = allocated();
	check(ps_policy_open(*image, size, policy, &err), &err);
	check(ps_policy_step(*policy, UINT32_MAX, &err), &err);
	return size + allocated() - before;
}

static void bench_policy(void)
{
	double begin, best = 1e18, took;
	struct ps_policy *policy;
	uint64_t matched = 0;
	void *image;
	size_t size;

	size = make_policy(MANY_REGISTRATIONS, &image, &policy);
	report_against("octets-per-registration",
		       (double)size / MANY_REGISTRATIONS, "octets", 96);
	ps_policy_close(policy);
	free(image);

	make_policy(REGISTRATIONS, &image, &policy);
	make_routes(PS_IPV4);
	for (unsigned int i = 0; i < ROUTES; i++)
		route[i].prefix.addr[2] |= 1;
	for (unsigned int round = 0; round < ROUNDS; round++) {
		begin = now_ns();
		for (unsigned int i = 0; i < ROUTES; i++)
			matched += ps_policy_match(policy, &route[i].prefix) !=
				   PS_NO_INDEX;
		took = (now_ns() - begin) / ROUTES;
		if (took < best)
			best = took;
	}
	if (matched)
		exit(1);
	report_against("lookup-unregistered", best, "ns", 50);
	ps_policy_close(policy);
	free(image);
}

int main(void)
{
	make_internet();
	bench_vrps();
	bench_policy();
	return 0;
}
