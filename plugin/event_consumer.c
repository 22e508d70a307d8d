/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/event_consumer.h"

#include "plugin/event_snapshot.h"
#include "plugin/instance.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_CONSUMER, "peering-service consumer");

struct consumer {
	struct consumer *next;
	int fd;
	struct ucred who;
	ps_usec since;
	struct ps_event_consumer *queue;
	struct ps_request *request; /* until a Subscribe is whole */
	bool subscribed;
	bool streaming;
	bool blocked;	 /* its socket is full */
	ps_usec pending; /* when the oldest unsent was published; 0: none */
	struct snapshot *snapshot; /* being sent, or NULL */
	compat_event *readable;
	compat_event *writable;
	compat_event *timer;
};

static struct {
	struct ps_event_stream *stream;
	struct consumer *first;
	unsigned int count;
	unsigned int most;
	bool disconnect_slow;
} all;

static void consumer_free(struct consumer *consumer)
{
	struct consumer **link = &all.first;

	while (*link != consumer)
		link = &(*link)->next;
	*link = consumer->next;
	all.count--;
	compat_event_off(consumer->readable);
	compat_event_off(consumer->writable);
	compat_event_off(consumer->timer);
	snapshot_free(consumer->snapshot);
	ps_event_consumer_free(consumer->queue);
	free(consumer->request);
	close(consumer->fd);
	XFREE(MTYPE_PS_CONSUMER, consumer);
}

static void turn_away(struct consumer *consumer, const char *why)
{
	zlog_warn(
		"peering-service: event consumer (process %d of user %u) is disconnected: %s",
		(int)consumer->who.pid, (unsigned int)consumer->who.uid, why);
	consumer_free(consumer);
}

static void was_writable(compat_event *event);

static void wake(struct consumer *consumer)
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

/*
 * Send one batch, as far as the socket takes it. False: the consumer is gone,
 * or can't go on.
 */
static bool send_batch(struct consumer *consumer)
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
	if (!ps_event_consumer_waiting(consumer->queue))
		consumer->pending = 0;
	return true;
}

/* One batch a turn: a fast consumer can't keep bgpd from its work. */
static void go_on(struct consumer *consumer)
{
	if (!send_batch(consumer))
		consumer_free(consumer);
	else if (consumer->snapshot ||
		 ps_event_consumer_waiting(consumer->queue))
		wake(consumer);
}

static void was_writable(compat_event *event)
{
	struct consumer *consumer = compat_event_arg(event);

	consumer->blocked = false;
	go_on(consumer);
}

/* NULL: nothing was asked for. */
static void begin(struct consumer *consumer,
		  struct ps_subscription *subscription)
{
	struct ps_subscription everything = { .resume = false };
	struct ps_event event = { .kind = PS_EVENT_SUBSCRIBED };
	enum ps_event_resumption resumption;

	consumer->streaming = true;
	snapshot_free(consumer->snapshot);
	consumer->snapshot = NULL;
	resumption = ps_event_consumer_begin(
		consumer->queue, subscription ? subscription : &everything);
	if (subscription) {
		event.subscribed.resumption = resumption;
		if (ps_event_log_kept(&all.stream->log))
			event.subscribed.oldest = all.stream->log.oldest;
		if (!ps_event_consumer_tell(consumer->queue, &event,
					    instance_wall_usec(),
					    instance_now())) {
			turn_away(consumer, "no memory");
			return;
		}
	}
	if (resumption != PS_RESUMPTION_COMPLETE &&
	    !(subscription && subscription->no_snapshot))
		consumer->snapshot = snapshot_new();
	wake(consumer);
}

/* It sent nothing in time, or not all of what it began to send. */
static void waited_long(compat_event *event)
{
	struct consumer *consumer = compat_event_arg(event);

	if (consumer->request && consumer->request->used)
		turn_away(consumer, "its Subscribe doesn't end");
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
		turn_away(consumer, problem);
}

void consumers_add(int fd)
{
	socklen_t size = sizeof(struct ucred);
	struct ps_event_consumer *queue = NULL;
	struct consumer *consumer;

	if (all.count < all.most)
		queue = ps_event_consumer_new(all.stream);
	if (!queue) {
		zlog_warn(
			"peering-service: event consumer turned away, %u are connected; see events max-consumers",
			all.count);
		close(fd);
		return;
	}
	consumer = XCALLOC(MTYPE_PS_CONSUMER, sizeof(*consumer));
	consumer->fd = fd;
	consumer->queue = queue;
	consumer->since = instance_now();
	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &consumer->who, &size);
	consumer->next = all.first;
	all.first = consumer;
	all.count++;
	compat_add_read(bm->master, was_readable, consumer, fd,
			&consumer->readable);
	compat_add_timer_msec(bm->master, waited_long, consumer,
			      PS_EVENT_GRACE_MSEC, &consumer->timer);
}

/* Whether what waits had better be sent now, not when bgpd has a turn. */
static bool is_due(struct consumer *consumer, ps_usec now)
{
	if (!consumer->pending)
		consumer->pending = now;
	if (!consumer->streaming || consumer->snapshot ||
	    ps_event_consumer_is_resuming(consumer->queue))
		return false;
	return now - consumer->pending >= PS_EVENT_DELAY_USEC ||
	       ps_event_consumer_traffic(consumer->queue).waiting >=
		       PS_EVENT_BATCH;
}

void consumers_published(ps_usec now)
{
	ps_usec end = instance_now() + PS_EVENT_SEND_USEC;
	struct consumer *consumer, *next;

	for (consumer = all.first; consumer; consumer = next) {
		next = consumer->next;
		if (all.disconnect_slow && consumer->streaming &&
		    ps_event_consumer_is_too_slow(consumer->queue))
			turn_away(consumer, "it is too slow");
		else if (consumer->blocked)
			continue; /* its socket tells when it takes more */
		else if (is_due(consumer, now) && instance_now() < end)
			go_on(consumer);
		else
			wake(consumer);
	}
}

void consumers_restart_snapshots(void)
{
	struct consumer *consumer;

	for (consumer = all.first; consumer; consumer = consumer->next)
		if (consumer->snapshot)
			snapshot_restart(consumer->snapshot);
}

/* Another batch before it goes. Returns whether there was one to send. */
static bool send_last(struct consumer *consumer)
{
	return consumer->streaming && !consumer->blocked &&
	       ps_event_consumer_waiting(consumer->queue) &&
	       send_batch(consumer);
}

void consumers_close(void)
{
	ps_usec end = instance_now() + PS_SLICE_USEC;
	struct consumer *consumer;
	bool more;

	for (consumer = all.first; consumer; consumer = consumer->next) {
		snapshot_free(consumer->snapshot);
		consumer->snapshot = NULL;
	}
	do {
		more = false;
		for (consumer = all.first; consumer && instance_now() < end;
		     consumer = consumer->next)
			more |= send_last(consumer);
	} while (more && instance_now() < end);
	while (all.first)
		consumer_free(all.first);
}

unsigned int consumers_count(void)
{
	return all.count;
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

	for (consumer = all.first; consumer; consumer = consumer->next)
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
}

void consumers_init(struct ps_event_stream *stream)
{
	all.stream = stream;
}
