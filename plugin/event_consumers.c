/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/event_consumers.h"

#include "plugin/event_consumer.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static struct {
	struct consumer_group group;
	unsigned int most;
	bool disconnect_slow;
	unsigned int unsent; /* events since the last round */
	ps_usec unsent_since;
	compat_event *round; /* at bgpd's next turn, if there is none before */
} all;

void consumers_add(int fd)
{
	if (all.group.count < all.most && consumer_new(&all.group, fd))
		return;
	zlog_warn(
		"peering-service: event consumer turned away, %u are connected; see events max-consumers",
		all.group.count);
	close(fd);
}

/* Nobody is looked at until the first of them can be too slow. */
static void turn_away_slow(void)
{
	struct consumer *consumer, *next;

	if (!all.disconnect_slow ||
	    all.group.stream->log.newest <= all.group.patience)
		return;
	all.group.patience = UINT64_MAX;
	for (consumer = all.group.first; consumer; consumer = next) {
		next = consumer->next;
		if (!consumer->streaming)
			continue;
		if (ps_event_consumer_is_too_slow(consumer->queue))
			consumer_turn_away(consumer, "it is too slow");
		else
			all.group.patience = MIN(
				all.group.patience,
				ps_event_consumer_patience(consumer->queue));
	}
}

/* The sockets of the others tell when they take more. */
static void send_round(void)
{
	ps_usec end = instance_now() + PS_EVENT_SEND_USEC;
	struct consumer *consumer;

	compat_event_off(all.round);
	all.unsent = 0;
	frr_each_safe (ready_consumers, &all.group.ready, consumer)
		if (instance_now() < end)
			consumer_go_on(consumer);
		else
			consumer_wake(consumer);
}

static void turn_came(compat_event *event)
{
	(void)event;
	send_round();
}

void consumers_published(ps_usec now)
{
	turn_away_slow();
	if (!ready_consumers_count(&all.group.ready))
		return;
	if (!all.unsent++) {
		all.unsent_since = now;
		compat_add_event(bm->master, turn_came, NULL, 0, &all.round);
	} else if (all.unsent >= PS_EVENT_BATCH ||
		   now - all.unsent_since >= PS_EVENT_DELAY_USEC) {
		send_round();
	}
}

void consumers_restart_snapshots(void)
{
	struct consumer *consumer;

	for (consumer = all.group.first; consumer; consumer = consumer->next)
		if (consumer->snapshot)
			snapshot_restart(consumer->snapshot);
}

/* Another batch before it goes. Returns whether there was one to send. */
static bool send_last(struct consumer *consumer)
{
	return consumer->streaming && !consumer->blocked &&
	       ps_event_consumer_waiting(consumer->queue) &&
	       consumer_send(consumer);
}

void consumers_close(void)
{
	ps_usec end = instance_now() + PS_SLICE_USEC;
	struct consumer *consumer;
	bool more;

	compat_event_off(all.round);
	all.unsent = 0;
	for (consumer = all.group.first; consumer; consumer = consumer->next) {
		snapshot_free(consumer->snapshot);
		consumer->snapshot = NULL;
	}
	do {
		more = false;
		for (consumer = all.group.first;
		     consumer && instance_now() < end;
		     consumer = consumer->next)
			more |= send_last(consumer);
	} while (more && instance_now() < end);
	while (all.group.first)
		consumer_free(all.group.first);
}

unsigned int consumers_count(void)
{
	return all.group.count;
}

static const char *doing(const struct consumer *consumer)
{
	if (consumer->request && consumer->request->used)
		return "subscribing";
	if (!consumer->streaming)
		return "waiting";
	return consumer->snapshot ? "snapshot" : "live";
}

void consumers_each(void (*each)(const struct consumer_state *state, void *arg),
		    void *arg)
{
	struct consumer *consumer;

	for (consumer = all.group.first; consumer; consumer = consumer->next)
		each(
			&(struct consumer_state){
				.who = consumer->who,
				.since = consumer->since,
				.doing = doing(consumer),
				.blocked = consumer->blocked,
				.traffic = ps_event_consumer_traffic(
					consumer->queue),
				.filter = ps_event_consumer_filter(
					consumer->queue),
			},
			arg);
}

void consumers_configure(unsigned int most, bool disconnect_slow)
{
	all.most = most;
	all.disconnect_slow = disconnect_slow;
	all.group.patience = 0;
}

void consumers_init(struct ps_event_stream *stream)
{
	all.group.stream = stream;
	ready_consumers_init(&all.group.ready);
}
