/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/event_consumer.h"

#include "plugin/event_release.h"
#include "plugin/instance.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_CONSUMER, "peering-service consumer");

/* Who reads what was there before goes on as its socket takes more. */
static bool is_live(const struct consumer *consumer)
{
	return consumer->streaming && !consumer->snapshot &&
	       !ps_event_consumer_is_resuming(consumer->queue);
}

static void set_ready(struct consumer *consumer, bool ready)
{
	if (ready == consumer->is_ready)
		return;
	consumer->is_ready = ready;
	if (ready)
		ready_consumers_add_tail(&consumer->group->ready, consumer);
	else
		ready_consumers_del(&consumer->group->ready, consumer);
}

void consumer_free(struct consumer *consumer)
{
	struct consumer_group *group = consumer->group;
	struct consumer **link = &group->first;

	while (*link != consumer)
		link = &(*link)->next;
	*link = consumer->next;
	set_ready(consumer, false);
	group->count--;
	compat_event_off(consumer->readable);
	compat_event_off(consumer->writable);
	compat_event_off(consumer->timer);
	snapshot_free(consumer->snapshot);
	ps_event_consumer_free(consumer->queue);
	event_release_begin(group->stream);
	free(consumer->request);
	close(consumer->fd);
	XFREE(MTYPE_PS_CONSUMER, consumer);
}

void consumer_turn_away(struct consumer *consumer, const char *why)
{
	zlog_warn(
		"peering-service: event consumer (process %d of user %u) is disconnected: %s",
		(int)consumer->who.pid, (unsigned int)consumer->who.uid, why);
	consumer_free(consumer);
}

static void was_writable(compat_event *event);

void consumer_wake(struct consumer *consumer)
{
	if (consumer->streaming && !consumer->writable)
		compat_add_write(bm->master, was_writable, consumer,
				 consumer->fd, &consumer->writable);
}

/* What holds is told in pieces, each in its place among what happens. */
static bool tell_more(struct consumer *consumer)
{
	if (!consumer->snapshot ||
	    !ps_event_consumer_is_abreast(consumer->queue))
		return true;
	switch (snapshot_step(consumer->snapshot, consumer->queue)) {
	case PS_AGAIN:
		return true;
	case PS_OK:
		snapshot_free(consumer->snapshot);
		consumer->snapshot = NULL;
		return true;
	default:
		return false;
	}
}

static size_t octets(const struct msghdr *batch)
{
	size_t sum = 0;

	for (size_t i = 0; i < batch->msg_iovlen; i++)
		sum += batch->msg_iov[i].iov_len;
	return sum;
}

bool consumer_send(struct consumer *consumer)
{
	struct iovec iov[PS_EVENT_BATCH];
	struct msghdr batch = { .msg_iov = iov };
	ssize_t n;

	batch.msg_iovlen = ps_event_consumer_gather(consumer->queue, iov);
	if (!batch.msg_iovlen) {
		if (!tell_more(consumer))
			return false;
		batch.msg_iovlen =
			ps_event_consumer_gather(consumer->queue, iov);
	}
	if (batch.msg_iovlen) {
		n = sendmsg(consumer->fd, &batch, MSG_DONTWAIT | MSG_NOSIGNAL);
		consumer->blocked = (n >= 0 && (size_t)n < octets(&batch)) ||
				    (n < 0 && errno == EAGAIN);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (n > 0)
			ps_event_consumer_sent(consumer->queue, n);
	}
	return true;
}

void consumer_go_on(struct consumer *consumer)
{
	if (!consumer_send(consumer)) {
		consumer_free(consumer);
		return;
	}
	set_ready(consumer, is_live(consumer) && !consumer->blocked);
	if (!is_live(consumer) || ps_event_consumer_waiting(consumer->queue))
		consumer_wake(consumer);
}

static void was_writable(compat_event *event)
{
	struct consumer *consumer = compat_event_arg(event);

	consumer->blocked = false;
	consumer_go_on(consumer);
}

/* NULL: nothing was asked for. */
static void begin(struct consumer *consumer,
		  struct ps_subscription *subscription)
{
	struct ps_subscription everything = { .resume = false };
	struct ps_event event = { .kind = PS_EVENT_SUBSCRIBED };
	enum ps_event_resumption resumption;

	consumer->streaming = true;
	consumer->group->patience = 0;
	snapshot_free(consumer->snapshot);
	consumer->snapshot = NULL;
	resumption = ps_event_consumer_begin(
		consumer->queue, subscription ? subscription : &everything);
	if (subscription) {
		event.subscribed.resumption = resumption;
		if (ps_event_log_kept(&consumer->group->stream->log))
			event.subscribed.oldest =
				consumer->group->stream->log.oldest;
		if (!ps_event_consumer_tell(consumer->queue, &event,
					    instance_wall_usec(),
					    instance_now())) {
			consumer_turn_away(consumer, "no memory");
			return;
		}
	}
	if (resumption != PS_RESUMPTION_COMPLETE &&
	    !(subscription && subscription->no_snapshot))
		consumer->snapshot = snapshot_new();
	set_ready(consumer, false);
	consumer_wake(consumer);
}

/* It sent nothing in time, or not all of what it began to send. */
static void waited_long(compat_event *event)
{
	struct consumer *consumer = compat_event_arg(event);

	if (consumer->request && consumer->request->used)
		consumer_turn_away(consumer, "its Subscribe doesn't end");
	else
		begin(consumer, NULL);
}

/* Octets have come; NULL, or what is wrong with them. */
static const char *take(struct consumer *consumer, size_t octets)
{
	struct ps_subscription subscription;

	if (!consumer->request->used) {
		compat_event_off(consumer->timer);
		compat_add_timer_msec(bm->master, waited_long, consumer,
				      PS_EVENT_REQUEST_SEC * 1000,
				      &consumer->timer);
	}
	switch (ps_request_add(consumer->request, octets, &subscription)) {
	case PS_AGAIN:
		return NULL;
	case PS_OK:
		compat_event_off(consumer->timer);
		free(consumer->request);
		consumer->request = NULL;
		consumer->subscribed = true;
		begin(consumer, &subscription);
		return NULL;
	case PS_TOO_BIG:
		return "its Subscribe is too long";
	case PS_NO_MEMORY:
		return "no memory";
	default:
		return "what it sent is no Subscribe";
	}
}

static void was_readable(compat_event *event)
{
	struct consumer *consumer = compat_event_arg(event);
	const char *problem;
	uint8_t more, *to = &more;
	size_t room = sizeof(more);
	ssize_t n;

	compat_add_read(bm->master, was_readable, consumer, consumer->fd,
			&consumer->readable);
	if (!consumer->subscribed && !consumer->request)
		consumer->request = calloc(1, sizeof(*consumer->request));
	if (consumer->request)
		room = ps_request_room(consumer->request, &to);
	n = recv(consumer->fd, to, room, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		consumer_free(consumer);
		return;
	}
	problem = consumer->request ? take(consumer, n)
				    : "it sent more than a Subscribe";
	if (problem)
		consumer_turn_away(consumer, problem);
}

static void add(struct consumer_group *group, struct consumer *consumer)
{
	consumer->group = group;
	consumer->next = group->first;
	group->first = consumer;
	group->count++;
}

bool consumer_new(struct consumer_group *group, int fd)
{
	struct ps_event_consumer *queue = ps_event_consumer_new(group->stream);
	socklen_t size = sizeof(struct ucred);
	struct consumer *consumer;

	if (!queue)
		return false;
	consumer = XCALLOC(MTYPE_PS_CONSUMER, sizeof(*consumer));
	consumer->fd = fd;
	consumer->queue = queue;
	consumer->since = instance_now();
	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &consumer->who, &size);
	add(group, consumer);
	compat_add_read(bm->master, was_readable, consumer, fd,
			&consumer->readable);
	compat_add_timer_msec(bm->master, waited_long, consumer,
			      PS_EVENT_GRACE_MSEC, &consumer->timer);
	return true;
}
