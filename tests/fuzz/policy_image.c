/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A compiled policy, and the judging of routes by one that passes. */
#include "policy/decide.h"
#include "policy/image_file.h"
#include "tests/fuzz/image_input.h"

enum { SLICE = 3 /* records checked at once */ };

/* What every reader of the policy takes for granted. */
static void is_whole(const struct ps_policy *policy)
{
	struct ps_prefix prefix;

	for (uint32_t i = 0; i < policy->location_count; i++)
		MUST(policy->locations[i].router +
			     policy->locations[i].router_count <=
		     policy->router_count);
	for (uint32_t i = 0; i < policy->neighbor_count; i++)
		MUST(ps_policy_neighbor(
			     policy, policy->neighbors[i].kind,
			     ps_policy_string(policy,
					      policy->neighbors[i].name)) == i);
	for (uint32_t i = 0; i < policy->registration_count; i++) {
		ps_policy_prefix(policy, i, &prefix);
		MUST(ps_policy_find(policy, &prefix) == i);
		MUST(ps_policy_match(policy, &prefix) == i);
	}
}

static void judge(const struct ps_policy *policy, struct input *input)
{
	const struct ps_context context = { .policy = policy, .own_as = 64500 };
	struct ps_peer peer = { .source = input_octet(input) % 3 };
	uint32_t asn = input_number(input);
	uint8_t bits = input_octet(input);
	const char *names[PS_PEER_NAMES] = { NULL };
	struct ps_verdict verdict;
	struct input_path path;
	struct ps_route route;

	if (policy->neighbor_count)
		names[bits % PS_PEER_NAMES] = ps_policy_string(
			policy,
			policy->neighbors[bits % policy->neighbor_count].name);
	ps_peer_resolve(policy, names, asn, &peer);
	peer.health = input_octet(input) % PS_HEALTHS;
	route = (struct ps_route){
		.prefix = input_prefix(input),
		.peer = &peer,
		.otc = input_number(input),
		.graceful_shutdown = bits & 0x10,
		.blackhole = bits & 0x20,
		.stale = bits & 0x40,
	};
	input_as_path(input, &path);
	route.path = path.path;
	ps_decide(&context, &route, &verdict);
	MUST(verdict.action <= PS_DENY && verdict.reason < PS_REASONS);
	MUST(verdict.registration == PS_NO_INDEX ||
	     verdict.registration < policy->registration_count);
	MUST(verdict.action != PS_PERMIT || verdict.keep_rank || verdict.rank);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct input input = { octets, size };
	struct ps_policy *policy = NULL;
	enum ps_status status;
	const void *image;
	struct ps_error err;
	size_t image_size;

	image = image_input_map(&input, &ps_policy_layout, &image_size);
	if (!image)
		return 0;
	status = ps_policy_open(image, image_size, &policy, &err);
	while (status == PS_OK &&
	       (status = ps_policy_step(policy, SLICE, &err)) == PS_AGAIN)
		status = PS_OK;
	if (status == PS_OK) {
		is_whole(policy);
		judge(policy, &input);
	}
	if (policy)
		ps_policy_close(policy);
	ps_image_file_unmap(image, image_size);
	return 0;
}
