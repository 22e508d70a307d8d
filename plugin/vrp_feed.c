/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/vrp_feed.h"

#include "plugin/feeder.h"
#include "policy/image_file.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_VRP_FEED, "peering-service VRP feed");

struct vrp_feed {
	char *config;
	const struct vrp_feed_listener *listener;
	void *arg;
	struct feeder *feeder;
	bool has_sent_set;
};

static const char *program(void)
{
	const char *path = secure_getenv("PEERING_SERVICE_RTRD");

	return path ? path : PS_PEERING_RTRD_PATH;
}

static bool give(struct feeder_descriptors *out, void *arg,
		 struct ps_error *err)
{
	const struct vrp_feed *feed = arg;

	out->fd[0] = spawned_input(feed->config, strlen(feed->config), err);
	if (out->fd[0] < 0)
		return false;
	out->count = 1;
	return true;
}

static void started(void *arg)
{
	struct vrp_feed *feed = arg;

	feed->has_sent_set = false;
}

static enum ps_status take_set(struct vrp_feed *feed,
			       const struct ps_feed_state *state, int fd,
			       struct ps_error *err)
{
	const void *image;
	size_t size;

	image = ps_image_file_map(fd, &size);
	if (!image)
		return ps_fail(err, PS_INVALID,
			       "it sent a set that isn't sealed");
	feed->has_sent_set = true;
	feed->listener->set(state, image, size, feed->arg);
	return PS_OK;
}

static enum ps_status hear(void *octets, size_t size, int fd, void *arg,
			   struct ps_error *err)
{
	struct ps_feed_message *message = octets;
	struct vrp_feed *feed = arg;
	enum ps_status status = ps_feed_check(message, size, fd >= 0, err);

	if (status != PS_OK)
		return status;
	switch (message->kind) {
	case PS_FEED_SET:
		return take_set(feed, &message->state, fd, err);
	case PS_FEED_STATE:
		/* Before its first set it knows nothing of the last one. */
		if (feed->has_sent_set)
			feed->listener->state(&message->state, feed->arg);
		break;
	case PS_FEED_SOURCE:
		feed->listener->source(&message->source, feed->arg);
		break;
	}
	return PS_OK;
}

static void down(const char *why, void *arg)
{
	struct vrp_feed *feed = arg;

	feed->listener->down(why, feed->arg);
}

static const struct feeder_kind kind = {
	.program = program,
	.give = give,
	.started = started,
	.hear = hear,
	.down = down,
	.message_size = sizeof(struct ps_feed_message),
	.messages_per_sec = PS_FEED_MESSAGES_PER_SEC,
};

struct vrp_feed *vrp_feed_new(const char *config,
			      const struct vrp_feed_listener *listener,
			      void *arg)
{
	struct vrp_feed *feed = XCALLOC(MTYPE_PS_VRP_FEED, sizeof(*feed));

	feed->config = XSTRDUP(MTYPE_PS_VRP_FEED, config);
	feed->listener = listener;
	feed->arg = arg;
	feed->feeder = feeder_new(&kind, feed);
	return feed;
}

const char *vrp_feed_config(const struct vrp_feed *feed)
{
	return feed->config;
}

void vrp_feed_reload(struct vrp_feed *feed)
{
	struct ps_feed_message message = ps_feed_message(PS_FEED_RELOAD);

	feeder_tell(feed->feeder, &message, ps_feed_size(message.kind));
}

void vrp_feed_distrust(struct vrp_feed *feed, const char *why)
{
	feeder_distrust(feed->feeder, why);
}

uint32_t vrp_feed_starts(const struct vrp_feed *feed)
{
	return feeder_starts(feed->feeder);
}

void vrp_feed_free(struct vrp_feed *feed)
{
	if (!feed)
		return;
	feeder_free(feed->feeder);
	XFREE(MTYPE_PS_VRP_FEED, feed->config);
	XFREE(MTYPE_PS_VRP_FEED, feed);
}
