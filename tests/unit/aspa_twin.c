/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/aspa_twin.h"

enum { MOST = 600 };

enum hop { NO_ATTESTATION, PROVIDER, NOT_PROVIDER };

struct question {
	const struct ps_aspa *pair;
	int pairs;
	uint32_t as[MOST + 1]; /* AS(1) is the origin */
	int n;
};

static enum hop authorized(const struct question *q, uint32_t customer,
			   uint32_t provider)
{
	enum hop hop = NO_ATTESTATION;

	for (int i = 0; i < q->pairs; i++) {
		if (q->pair[i].customer != customer)
			continue;
		if (provider && q->pair[i].provider == provider)
			return PROVIDER;
		hop = NOT_PROVIDER;
	}
	return hop;
}

/* Whether the path has no AS_SET. What repeats is collapsed. */
static bool collapse(struct question *q, const struct ps_as_path *path)
{
	const struct ps_as_segment *segment;
	uint32_t asn;

	for (int s = path->count - 1; s >= 0; s--) {
		segment = &path->segment[s];
		if (segment->type == PS_AS_SET && segment->count)
			return false;
		if (segment->type != PS_AS_SEQUENCE)
			continue;
		for (int i = segment->count - 1; i >= 0; i--) {
			asn = segment->as[i];
			if (!q->n || q->as[q->n] != asn)
				q->as[++q->n] = asn;
		}
	}
	return true;
}

/* The lowest I at which the climb ends; N: it doesn't. */
static int up_ramp(const struct question *q, bool at_most)
{
	for (int i = 1; i < q->n; i++) {
		enum hop hop = authorized(q, q->as[i], q->as[i + 1]);

		if (hop == NOT_PROVIDER || (!at_most && hop != PROVIDER))
			return i;
	}
	return q->n;
}

/* The same from the other end. */
static int down_ramp(const struct question *q, bool at_most)
{
	for (int j = q->n; j > 1; j--) {
		enum hop hop = authorized(q, q->as[j], q->as[j - 1]);

		if (hop == NOT_PROVIDER || (!at_most && hop != PROVIDER))
			return q->n - j + 1;
	}
	return q->n;
}

static enum ps_aspa_state upstream(const struct question *q)
{
	if (up_ramp(q, true) < q->n)
		return PS_ASPA_INVALID;
	return up_ramp(q, false) < q->n ? PS_ASPA_UNKNOWN : PS_ASPA_VALID;
}

static enum ps_aspa_state downstream(const struct question *q)
{
	if (up_ramp(q, true) + down_ramp(q, true) < q->n)
		return PS_ASPA_INVALID;
	if (up_ramp(q, false) + down_ramp(q, false) < q->n)
		return PS_ASPA_UNKNOWN;
	return PS_ASPA_VALID;
}

/* Of the steps up that can't be, the nearest to us before the way down. */
static uint32_t leaking_customer(const struct question *q,
				 enum ps_aspa_direction direction)
{
	int top = q->n;

	if (direction == PS_ASPA_DOWNSTREAM)
		top -= down_ramp(q, true) + 1;
	for (int i = top; i >= 1; i--)
		if (i < q->n &&
		    authorized(q, q->as[i], q->as[i + 1]) == NOT_PROVIDER)
			return q->as[i];
	return 0;
}

enum ps_aspa_state twin_aspa(const struct ps_aspa *pair, int pairs,
			     const struct ps_as_path *path,
			     enum ps_aspa_direction direction,
			     uint32_t neighbor, uint32_t *customer)
{
	struct question q = { .pair = pair, .pairs = pairs };
	enum ps_aspa_state state;

	*customer = 0;
	if (!collapse(&q, path) || !q.n)
		return PS_ASPA_INVALID;
	if (neighbor && q.as[q.n] != neighbor)
		return PS_ASPA_INVALID;
	state = direction == PS_ASPA_UPSTREAM ? upstream(&q) : downstream(&q);
	if (state == PS_ASPA_INVALID)
		*customer = leaking_customer(&q, direction);
	return state;
}
