/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/urgent.h"

#include "plugin/instance.h"
#include "plugin/pointer_hash.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_URGENT, "peering-service urgent destination");

struct urgent_dest {
	struct urgent_set_item item;
	struct bgp_dest *dest; /* locked */
	bool owed;	       /* selection, whatever judging says */
};

static int dest_compare(const struct urgent_dest *a,
			const struct urgent_dest *b)
{
	return numcmp((uintptr_t)a->dest, (uintptr_t)b->dest);
}

static uint32_t dest_hash(const struct urgent_dest *one)
{
	return pointer_hash(one->dest);
}

DECLARE_HASH(urgent_set, struct urgent_dest, item, dest_compare, dest_hash);

/* How many wait in all instances: mostly none, asked for each message. */
static size_t waiting;

static void add(struct urgent_set_head *set, struct bgp_dest *dest, bool owed)
{
	struct urgent_dest key = { .dest = dest };
	struct urgent_dest *one = urgent_set_find(set, &key);

	if (!one) {
		one = XCALLOC(MTYPE_PS_URGENT, sizeof(*one));
		one->dest = bgp_dest_lock_node(dest);
		urgent_set_add(set, one);
	}
	one->owed |= owed;
}

/* Take one out of a set; the lock on it is the caller's. */
static struct bgp_dest *take(struct urgent_set_head *set, bool *owed)
{
	struct urgent_dest *one = urgent_set_pop(set);
	struct bgp_dest *dest;

	if (!one)
		return NULL;
	dest = one->dest;
	*owed = one->owed;
	XFREE(MTYPE_PS_URGENT, one);
	return dest;
}

static void run(struct instance *instance)
{
	struct urgent *urgent = &instance->urgent;
	ps_usec end = instance_now() + PS_SLICE_USEC / 2;
	struct bgp_dest *dest;
	bool owed;

	compat_event_off(urgent->run);
	while ((dest = take(&urgent->now, &owed))) {
		waiting--;
		if (owed)
			gate_select_again(instance, dest);
		else
			gate_settle(instance, dest);
		bgp_dest_unlock_node(dest);
		if (instance_now() >= end)
			break;
	}
}

static void turn_has_come(compat_event *event);

static void schedule(struct instance *instance)
{
	if (urgent_set_count(&instance->urgent.now))
		compat_add_event(bm->master, turn_has_come, instance, 0,
				 &instance->urgent.run);
}

static void turn_has_come(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);

	run(instance);
	schedule(instance);
}

static void add_now(struct instance *instance, struct bgp_dest *dest, bool owed)
{
	size_t before = urgent_set_count(&instance->urgent.now);

	add(&instance->urgent.now, dest, owed);
	waiting += urgent_set_count(&instance->urgent.now) - before;
	schedule(instance);
}

void urgent_add(struct instance *instance, struct bgp_dest *dest)
{
	add_now(instance, dest, false);
}

void urgent_select(struct instance *instance, struct bgp_dest *dest)
{
	add_now(instance, dest, true);
}

static void try_again(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct bgp_dest *dest;
	bool owed;

	while ((dest = take(&instance->urgent.later, &owed))) {
		add_now(instance, dest, owed);
		bgp_dest_unlock_node(dest);
	}
}

static void add_later(struct instance *instance, struct bgp_dest *dest,
		      bool owed)
{
	add(&instance->urgent.later, dest, owed);
	compat_add_timer_msec(bm->master, try_again, instance, PS_RETRY_MSEC,
			      &instance->urgent.retry);
}

void urgent_again(struct instance *instance, struct bgp_dest *dest)
{
	add_later(instance, dest, true);
}

void urgent_look_again(struct instance *instance, struct bgp_dest *dest)
{
	add_later(instance, dest, false);
}

void urgent_flush(void)
{
	struct instance *instance;

	if (!waiting)
		return;
	for (instance = instance_first(); instance; instance = instance->next) {
		run(instance);
		schedule(instance);
	}
}

void urgent_init(struct instance *instance)
{
	urgent_set_init(&instance->urgent.now);
	urgent_set_init(&instance->urgent.later);
}

void urgent_fini(struct instance *instance)
{
	struct urgent *urgent = &instance->urgent;
	struct bgp_dest *dest;
	bool owed;

	compat_event_off(urgent->run);
	compat_event_off(urgent->retry);
	while ((dest = take(&urgent->now, &owed))) {
		waiting--;
		bgp_dest_unlock_node(dest);
	}
	while ((dest = take(&urgent->later, &owed)))
		bgp_dest_unlock_node(dest);
	urgent_set_fini(&urgent->now);
	urgent_set_fini(&urgent->later);
}
