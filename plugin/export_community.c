/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/export_community.h"

#include "bgpd/bgp_community.h"

/*
 * What was set last. bgpd interns the attributes of an announcement, and with
 * them what a route-map has set, but before FRR 10 it forgets them when the
 * announcement is like the last one: what has no reference is lost then.
 */
static struct community *kept;

static struct community *community_of(uint32_t value)
{
	char text[sizeof("65535:65535")];

	snprintf(text, sizeof(text), "%u:%u", value >> 16, value & 0xffff);
	return community_str2com(text);
}

static struct community *with(struct community *old, struct community *one)
{
	struct community *sum = community_dup(one), *sorted;

	if (old)
		community_merge(sum, old);
	sorted = community_uniq_sort(sum);
	community_free(&sum);
	return sorted;
}

static struct community *without(struct community *old, struct community *one)
{
	struct community *rest;

	if (!old || !community_include(old, community_val_get(one, 0)))
		return old;
	rest = community_delete(community_dup(old), one);
	if (!rest->size)
		community_free(&rest);
	return rest;
}

/* Has a reference of its own until the next one is set. */
static void keep(struct community *new)
{
	struct community *before = kept;

	kept = new;
	if (before)
		community_unintern(&before);
}

void export_community_set(struct attr *attr, uint32_t value, bool wanted)
{
	struct community *old = bgp_attr_get_community(attr);
	struct community *one = community_of(value);
	struct community *new = wanted ? with(old, one) : without(old, one);

	community_free(&one);
	if (new == old)
		return;
	if (new)
		new = community_intern(new);
	/* As bgpd's own set rules do: free what nobody has interned. */
	if (old && old->refcnt == 0)
		community_free(&old);
	bgp_attr_set_community(attr, new);
	keep(new);
}

void export_community_fini(void)
{
	keep(NULL);
}
