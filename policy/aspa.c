/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/aspa.h"

/*
 * The draft counts ramps: how far the route climbs from its origin at most
 * (and at least), and how far it has come down to us; a path whose ramps don't
 * meet was leaked (and may have been). Here the path is walked once, from the
 * neighbor to the origin. Its ramps don't meet exactly if a step that can't
 * have led down is followed by one, nearer to the origin, that can't have led
 * up. From a customer or a peer nothing may have come down: any step that
 * can't have led up will do.
 */
struct walk {
	const struct ps_aspa_set *set;
	struct ps_aspa_proof *proof;
	uint32_t nearer; /* to us: the AS before */
	bool any;	 /* there was one */
	/* A step behind us can't, or need not, have led down. */
	bool not_down;
	bool maybe_not_down;
	/* The path is leaked; or it may be. */
	bool invalid;
	bool unknown;
};

/* The route went from one AS to the other, nearer to us. */
static void take_step(struct walk *walk, uint32_t from, uint32_t to)
{
	enum ps_aspa_hop up = ps_aspa_set_hop(walk->set, from, to);
	enum ps_aspa_hop down = ps_aspa_set_hop(walk->set, to, from);

	if (walk->not_down && up == PS_ASPA_NOT_PROVIDER && !walk->invalid) {
		walk->invalid = true;
		walk->proof->up = (struct ps_aspa){ from, to };
	}
	if (walk->maybe_not_down && up != PS_ASPA_PROVIDER)
		walk->unknown = true;
	if (!walk->not_down && down == PS_ASPA_NOT_PROVIDER) {
		walk->not_down = true;
		walk->proof->down = (struct ps_aspa){ to, from };
	}
	if (down != PS_ASPA_PROVIDER)
		walk->maybe_not_down = true;
}

static void take_as(struct walk *walk, uint32_t asn)
{
	if (walk->any && walk->nearer != asn)
		take_step(walk, asn, walk->nearer);
	walk->any = true;
	walk->nearer = asn;
}

/* Whether there is no AS_SET in the path. */
static bool take_path(struct walk *walk, const struct ps_as_path *path)
{
	const struct ps_as_segment *segment;

	for (uint16_t s = 0; s < path->count; s++) {
		segment = &path->segment[s];
		if (segment->type == PS_AS_SET && segment->count)
			return false;
		if (segment->type != PS_AS_SEQUENCE)
			continue;
		for (uint16_t i = 0; i < segment->count; i++)
			take_as(walk, segment->as[i]);
	}
	return true;
}

static bool is_of_neighbor(const struct ps_as_path *path, uint32_t neighbor)
{
	uint32_t first = 0;

	return ps_as_path_first(path, &first) &&
	       (!neighbor || first == neighbor);
}

static enum ps_aspa_state refuse(struct ps_aspa_proof *proof,
				 enum ps_aspa_fault fault)
{
	*proof = (struct ps_aspa_proof){ .fault = fault };
	return PS_ASPA_INVALID;
}

enum ps_aspa_state ps_aspa_verify(const struct ps_aspa_set *set,
				  const struct ps_as_path *path,
				  enum ps_aspa_direction direction,
				  uint32_t neighbor,
				  struct ps_aspa_proof *proof)
{
	struct walk walk = {
		.set = set,
		.proof = proof,
		.not_down = direction == PS_ASPA_UPSTREAM,
		.maybe_not_down = direction == PS_ASPA_UPSTREAM,
	};

	*proof = (struct ps_aspa_proof){ .fault = PS_ASPA_LEAKED };
	if (!take_path(&walk, path))
		return refuse(proof, PS_ASPA_AS_SET);
	if (!is_of_neighbor(path, neighbor))
		return refuse(proof, PS_ASPA_OTHER_NEIGHBOR);
	if (walk.invalid)
		return PS_ASPA_INVALID;
	return walk.unknown || path->overflow ? PS_ASPA_UNKNOWN : PS_ASPA_VALID;
}
