/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/vrp_feed.h"

#include "plugin/instance.h"
#include "plugin/spawned.h"
#include "policy/channel.h"
#include "policy/image_file.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_VRP_FEED, "peering-service VRP feed");

struct vrp_feed {
	char *config;
	const struct vrp_feed_listener *listener;
	void *arg;
	struct spawned *process; /* NULL: waits for its restart */
	int channel;
	compat_event *read;
	compat_event *silence;
	compat_event *restart;
	unsigned int backoff; /* seconds to the restart after the next */
	uint32_t starts;
	ps_usec started;
	bool has_sent_set;
	/* Messages of this second, to tell a flood. */
	ps_usec second;
	unsigned int messages;
	char *fault; /* why we killed it, or NULL */
};

static void start(struct vrp_feed *feed);
static void wait_for_messages(struct vrp_feed *feed);

static const char *program(void)
{
	const char *path = secure_getenv("PEERING_SERVICE_RTRD");

	return path ? path : PS_PEERING_RTRD_PATH;
}

/* ---- its end ---- */

static void close_channel(struct vrp_feed *feed)
{
	compat_event_off(feed->read);
	compat_event_off(feed->silence);
	if (feed->channel >= 0)
		close(feed->channel);
	feed->channel = -1;
}

static void restart_now(compat_event *event)
{
	start(compat_event_arg(event));
}

static void restart_later(struct vrp_feed *feed)
{
	if (instance_now() - feed->started >
	    PS_FEED_STEADY_SEC * PS_USEC_PER_SEC)
		feed->backoff = PS_FEED_BACKOFF_FIRST_SEC;
	compat_add_timer_msec(bm->master, restart_now, feed,
			      feed->backoff * 1000l, &feed->restart);
	feed->backoff =
		MIN(2 * feed->backoff, (unsigned int)PS_FEED_BACKOFF_MOST_SEC);
}

static void ended(int status, const char *said, void *arg)
{
	struct vrp_feed *feed = arg;
	char text[PS_ERROR_TEXT];

	feed->process = NULL;
	close_channel(feed);
	if (feed->fault)
		snprintf(text, sizeof(text), "%s was stopped: %s", program(),
			 feed->fault);
	else if (said[0])
		snprintf(text, sizeof(text), "%s: %s", program(), said);
	else
		spawned_describe(program(), status, text, sizeof(text));
	XFREE(MTYPE_PS_VRP_FEED, feed->fault);
	restart_later(feed);
	feed->listener->down(text, feed->arg);
}

void vrp_feed_distrust(struct vrp_feed *feed, const char *why)
{
	close_channel(feed);
	if (!feed->process || feed->fault)
		return;
	feed->fault = XSTRDUP(MTYPE_PS_VRP_FEED, why);
	spawned_kill(feed->process);
}

static void was_silent(compat_event *event)
{
	struct vrp_feed *feed = compat_event_arg(event);

	vrp_feed_distrust(feed, feed->channel < 0 ? "it closed its channel"
						  : "it has hung");
}

static void expect_a_sign(struct vrp_feed *feed)
{
	compat_event_off(feed->silence);
	compat_add_timer_msec(bm->master, was_silent, feed,
			      PS_FEED_SILENT_SEC * 1000, &feed->silence);
}

/* ---- what it says ---- */

static void take_set(struct vrp_feed *feed, const struct ps_feed_state *state,
		     int fd)
{
	const void *image;
	size_t size;

	image = ps_image_file_map(fd, &size);
	if (!image) {
		vrp_feed_distrust(feed, "it sent a set that isn't sealed");
		return;
	}
	feed->has_sent_set = true;
	feed->listener->set(state, image, size, feed->arg);
}

static void take(struct vrp_feed *feed, const struct ps_feed_message *message,
		 int fd)
{
	switch (message->kind) {
	case PS_FEED_SET:
		take_set(feed, &message->state, fd);
		break;
	case PS_FEED_STATE:
		/* Before its first set it knows nothing of the last one. */
		if (feed->has_sent_set)
			feed->listener->state(&message->state, feed->arg);
		break;
	case PS_FEED_SOURCE:
		feed->listener->source(&message->source, feed->arg);
		break;
	}
}

/* Most often it has ended, which is heard of by itself. */
static void hung_up(struct vrp_feed *feed)
{
	close_channel(feed);
	compat_add_timer_msec(bm->master, was_silent, feed,
			      PS_FEED_HUNG_UP_MSEC, &feed->silence);
}

static bool is_flood(struct vrp_feed *feed)
{
	ps_usec now = instance_now();

	if (now - feed->second > PS_USEC_PER_SEC) {
		feed->second = now;
		feed->messages = 0;
	}
	return ++feed->messages > PS_FEED_MESSAGES_PER_SEC;
}

/* One message. Whether there may be another one. */
static bool receive(struct vrp_feed *feed)
{
	struct ps_feed_message message;
	enum ps_status status;
	struct ps_error err;
	size_t size;
	int fd;

	status = ps_channel_receive(feed->channel, &message, sizeof(message),
				    &size, &fd);
	if (status == PS_AGAIN)
		return false;
	if (status == PS_IO) {
		hung_up(feed);
		return false;
	}
	if (status == PS_OK)
		status = ps_feed_check(&message, size, fd >= 0, &err);
	else
		ps_fail(&err, status, "a message that is too long");
	if (status == PS_OK && is_flood(feed))
		status = ps_fail(&err, PS_INVALID, "it sends without end");
	if (status == PS_OK)
		take(feed, &message, fd);
	else
		vrp_feed_distrust(feed, err.text);
	if (fd >= 0)
		close(fd);
	return feed->channel >= 0;
}

static void readable(compat_event *event)
{
	struct vrp_feed *feed = compat_event_arg(event);

	expect_a_sign(feed);
	for (unsigned int i = 0; i < PS_FEED_BATCH; i++)
		if (!receive(feed))
			break;
	if (feed->channel >= 0)
		wait_for_messages(feed);
}

static void wait_for_messages(struct vrp_feed *feed)
{
	compat_add_read(bm->master, readable, feed, feed->channel, &feed->read);
}

/* ---- its beginning ---- */

static bool spawn(struct vrp_feed *feed, struct ps_error *err)
{
	char *argv[] = { (char *)program(), NULL };
	int input, ends[2];

	input = spawned_input(feed->config, strlen(feed->config), err);
	if (input < 0)
		return false;
	if (ps_channel_pair(ends) || set_nonblocking(ends[0])) {
		ps_fail(err, PS_IO, "no channel: %s", safe_strerror(errno));
		close(input);
		return false;
	}
	feed->process = spawned_new(argv, (const int[]){ input, ends[1] }, 2,
				    ended, feed, err);
	feed->channel = ends[0];
	close(ends[1]);
	close(input);
	return feed->process != NULL;
}

static void start(struct vrp_feed *feed)
{
	struct ps_error err;

	feed->started = instance_now();
	feed->starts++;
	feed->has_sent_set = false;
	if (spawn(feed, &err)) {
		expect_a_sign(feed);
		wait_for_messages(feed);
		return;
	}
	close_channel(feed);
	restart_later(feed);
	feed->listener->down(err.text, feed->arg);
}

struct vrp_feed *vrp_feed_new(const char *config,
			      const struct vrp_feed_listener *listener,
			      void *arg)
{
	struct vrp_feed *feed = XCALLOC(MTYPE_PS_VRP_FEED, sizeof(*feed));

	feed->config = XSTRDUP(MTYPE_PS_VRP_FEED, config);
	feed->listener = listener;
	feed->arg = arg;
	feed->channel = -1;
	feed->backoff = PS_FEED_BACKOFF_FIRST_SEC;
	start(feed);
	return feed;
}

const char *vrp_feed_config(const struct vrp_feed *feed)
{
	return feed->config;
}

void vrp_feed_reload(struct vrp_feed *feed)
{
	struct ps_feed_message message = ps_feed_message(PS_FEED_RELOAD);

	if (feed->channel >= 0)
		ps_channel_send(feed->channel, &message,
				ps_feed_size(message.kind), -1);
}

uint32_t vrp_feed_starts(const struct vrp_feed *feed)
{
	return feed->starts;
}

void vrp_feed_free(struct vrp_feed *feed)
{
	if (!feed)
		return;
	close_channel(feed);
	compat_event_off(feed->restart);
	spawned_abandon(feed->process);
	XFREE(MTYPE_PS_VRP_FEED, feed->fault);
	XFREE(MTYPE_PS_VRP_FEED, feed->config);
	XFREE(MTYPE_PS_VRP_FEED, feed);
}
