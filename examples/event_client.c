/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/event_client.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "examples/memory.h"

enum {
	PAUSE_MIN = 100, /* msec between two attempts to connect */
	PAUSE_MAX = 5000,
};

struct event_client {
	const struct event_client_options *options;
	struct event_reader *reader; /* NULL: not connected */
	struct event_position position;
	bool was_connected;
	bool was_answered;
	bool in_snapshot; /* it isn't complete: it can't be resumed */
	bool missed;
	bool ignoring;	   /* until the answer to Subscribe */
	int64_t ended;	   /* when it was connected last, or began to try */
	int64_t try_again; /* not before */
	int64_t pause;
};

int64_t event_client_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

bool event_position_parse(const char *text, struct event_position *out)
{
	const char *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : 0;
	uint64_t sequence;

	if (!length || length >= sizeof(out->boot_id) || !colon[1] ||
	    strspn(colon + 1, "0123456789") != strlen(colon + 1))
		return false;
	errno = 0;
	sequence = strtoull(colon + 1, NULL, 10);
	if (errno)
		return false;
	memcpy(out->boot_id, text, length);
	out->boot_id[length] = '\0';
	out->sequence = sequence;
	return true;
}

struct event_client *event_client_new(const struct event_client_options *o)
{
	struct event_client *client = zeroed(sizeof(*client));

	client->options = o;
	client->position = o->position;
	client->ended = event_client_now();
	return client;
}

static void say(const struct event_client *client, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct event_client *client, const char *fmt, ...)
{
	va_list args;

	if (client->options->quiet)
		return;
	fprintf(stderr, "peering-events: %s: ", client->options->socket);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	putc('\n', stderr);
}

void event_client_free(struct event_client *client)
{
	if (!client)
		return;
	event_reader_close(client->reader);
	free(client);
}

static bool connect_once(struct event_client *client)
{
	Peering__V1__Subscribe subscribe = client->options->subscribe;

	client->reader = event_reader_open(client->options->socket);
	if (!client->reader)
		return false;
	if (client->in_snapshot)
		client->position.boot_id[0] = '\0';
	subscribe.boot_id = client->position.boot_id;
	subscribe.sequence = client->position.sequence;
	if (event_reader_subscribe(client->reader, &subscribe)) {
		client->ignoring = true;
		return true;
	}
	event_reader_close(client->reader);
	client->reader = NULL;
	return false;
}

/* Whether it may still try; if not, it has said why. */
static bool may_try_again(struct event_client *client, int64_t now)
{
	long most = client->options->reconnect;

	if (most < 0 ? client->was_connected
		     : now - client->ended < most * INT64_C(1000))
		return true;
	say(client,
	    "%s; is bgpd running, and does 'show peering-service events' "
	    "list the socket?",
	    strerror(errno));
	return false;
}

/* Try to connect. CLOSED: in vain; NOTHING: not yet. */
static enum event_client_result reach(struct event_client *client)
{
	int64_t now = event_client_now();

	if (now < client->try_again)
		return EVENT_CLIENT_NOTHING;
	if (connect_once(client)) {
		client->was_connected = true;
		client->pause = 0;
		return EVENT_CLIENT_EVENT;
	}
	if (!may_try_again(client, now))
		return EVENT_CLIENT_CLOSED;
	client->pause = client->pause ? 2 * client->pause : PAUSE_MIN;
	if (client->pause > PAUSE_MAX)
		client->pause = PAUSE_MAX;
	client->try_again = now + client->pause;
	return EVENT_CLIENT_NOTHING;
}

static void sleep_until(int64_t then)
{
	int64_t msec = then - event_client_now();
	struct timespec pause = { msec / 1000, msec % 1000 * 1000000 };

	if (msec > 0)
		nanosleep(&pause, NULL);
}

/* How the stream begins; the answer is for us alone. */
static void take_answer(struct event_client *client,
			const Peering__V1__Subscribed *answer)
{
	client->ignoring = false;
	client->was_answered = true;
	client->in_snapshot = false;
	switch (answer->resumption) {
	case PEERING__V1__SUBSCRIBED__RESUMPTION__RESUMPTION_COMPLETE:
		say(client, "connected; nothing was missed");
		break;
	case PEERING__V1__SUBSCRIBED__RESUMPTION__RESUMPTION_OTHER_BOOT:
		client->missed = true;
		say(client,
		    "connected; bgpd has restarted, what happened "
		    "before may have been missed");
		break;
	default:
		break; /* what is partly there is told as lost */
	}
}

/* Whether the event is for the caller; keeps account of it. */
static bool account(struct event_client *client,
		    const Peering__V1__Event *event)
{
	if (event->body_case == PEERING__V1__EVENT__BODY_SUBSCRIBED) {
		take_answer(client, event->subscribed);
		return false;
	}
	if (client->ignoring)
		return false;
	if (event->body_case == PEERING__V1__EVENT__BODY_LOST) {
		client->missed = true;
		say(client,
		    "%" PRIu64 " events were missed, %" PRIu64 " to %" PRIu64,
		    event->lost->count, event->lost->first, event->lost->last);
	}
	if (event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN)
		client->in_snapshot = true;
	if (event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_END)
		client->in_snapshot = false;
	snprintf(client->position.boot_id, sizeof(client->position.boot_id),
		 "%s", event->boot_id);
	client->position.sequence = event->sequence;
	return true;
}

static void disconnect(struct event_client *client)
{
	event_reader_close(client->reader);
	client->reader = NULL;
	client->ended = event_client_now();
	client->try_again = client->ended + PAUSE_MIN;
}

void event_client_begin_anew(struct event_client *client)
{
	client->position = (struct event_position){ .sequence = 0 };
	disconnect(client);
}

/* The connection has ended. */
static enum event_client_result ended(struct event_client *client,
				      enum event_reader_result result)
{
	bool again = client->options->reconnect;

	if (result == EVENT_READER_BROKEN) {
		say(client, "this is no stream of events");
		return EVENT_CLIENT_BROKEN;
	}
	/* The first time that is an answer, too. */
	if (client->ignoring && !client->was_answered) {
		say(client,
		    "bgpd closed it at once; its log says why: too "
		    "many consumers, or filters that can't be");
		return EVENT_CLIENT_CLOSED;
	}
	say(client, "%s%s",
	    result == EVENT_READER_END ? "bgpd closed it" : strerror(errno),
	    again ? "; trying again" : "");
	disconnect(client);
	return again ? EVENT_CLIENT_NOTHING : EVENT_CLIENT_CLOSED;
}

/* One step on: an event for the caller, an end, or neither yet. */
static enum event_client_result step(struct event_client *client, int msec,
				     Peering__V1__Event **event)
{
	enum event_reader_result result;

	if (!client->reader)
		return reach(client) == EVENT_CLIENT_CLOSED
			       ? EVENT_CLIENT_CLOSED
			       : EVENT_CLIENT_NOTHING;
	result = event_reader_next(client->reader, msec, event);
	if (result == EVENT_READER_NOTHING)
		return EVENT_CLIENT_NOTHING;
	if (result != EVENT_READER_EVENT)
		return ended(client, result);
	if (account(client, *event))
		return EVENT_CLIENT_EVENT;
	event_free(*event);
	*event = NULL;
	return EVENT_CLIENT_NOTHING;
}

enum event_client_result event_client_next(struct event_client *client,
					   int64_t msec,
					   Peering__V1__Event **event)
{
	int64_t deadline = event_client_now() + msec, left = -1, pause;
	enum event_client_result result;

	for (;;) {
		if (msec >= 0) {
			left = deadline - event_client_now();
			left = left > 0 ? left : 0;
		}
		result = step(client, left > INT32_MAX ? INT32_MAX : left,
			      event);
		if (result != EVENT_CLIENT_NOTHING ||
		    (msec >= 0 && event_client_now() >= deadline))
			return result;
		pause = client->reader ? 0 : client->try_again;
		sleep_until(msec >= 0 && pause > deadline ? deadline : pause);
	}
}

bool event_client_has_more(const struct event_client *client)
{
	return client->reader && event_reader_has_more(client->reader);
}

bool event_client_is_connected(const struct event_client *client)
{
	return client->reader != NULL;
}

const struct event_position *
event_client_position(const struct event_client *client)
{
	return &client->position;
}

bool event_client_has_missed(const struct event_client *client)
{
	return client->missed;
}
