/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-probed: measures round-trip time and loss over the sessions of one
 * BGP instance. The module starts it with a channel (probe_feed.h) as
 * descriptor 3 and sockets that only it may open behind that (wire.h), says
 * which ways to probe, and hears the outcome of each probe. It lives until
 * the channel is closed.
 *
 * liboping is what Debian has for this. It opens its sockets itself, which a
 * process without privileges can't; it waits for all answers of a round before
 * it sends again; and it can't send by a neighbor that isn't the routing
 * table's choice, which is all that matters here.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "plugin/probed/way.h"
#include "plugin/probed/wire.h"
#include "policy/channel.h"
#include "policy/confine.h"
#include "policy/sandbox.h"

enum { CHANNEL = 3, ICMP, ICMPV6, PACKET, ROUTE };
enum { BATCH = 256 }; /* replies, or messages, taken in one turn */

struct probed {
	struct wire wire;
	struct way way[PS_MAX_PROBES];
	uint64_t cookie;
	uint16_t id;
	ps_usec next_sign;
};

static struct probed probed;

static uint64_t usec(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * PS_USEC_PER_SEC + time.tv_nsec / 1000;
}

static _Noreturn void fail(const struct ps_error *err)
{
	fprintf(stderr, "%s\n", err->text);
	exit(EXIT_FAILURE);
}

/* When the module doesn't read, what it would hear is old by then. */
static void tell(const struct ps_probe_message *message)
{
	if (ps_channel_send(CHANNEL, message, ps_probe_size(message->kind),
			    -1) == PS_IO)
		exit(EXIT_SUCCESS);
}

static void tell_outcome(const struct way *way, uint32_t rtt, int error)
{
	struct ps_probe_message message = ps_probe_message(PS_PROBE_OUTCOME);

	message.outcome = (struct ps_probe_outcome){
		.number = way->is.number,
		.generation = way->is.generation,
		.rtt = rtt,
		.error = error,
	};
	tell(&message);
}

static void sign(ps_usec now)
{
	struct ps_probe_message message = ps_probe_message(PS_PROBE_SIGN);

	if (now < probed.next_sign)
		return;
	tell(&message);
	probed.next_sign = now + PS_FEED_SIGN_SEC * PS_USEC_PER_SEC;
}

static void probe(struct way *way, uint16_t sequence, ps_usec now)
{
	struct echo echo = {
		.family = way->is.family,
		.id = probed.id,
		.sequence = sequence,
		.token = { probed.cookie, way->is.number, way->is.generation },
	};
	uint64_t wall = usec(CLOCK_REALTIME);
	int error = wire_send(&probed.wire, &way->is, &echo);

	if (error)
		tell_outcome(way, PS_RTT_UNSENT, error);
	else
		way_sent(way, sequence, now, wall);
}

static bool is_from_target(const struct way *way, const struct wire_reply *it)
{
	return way->is.family == it->echo.family &&
	       !memcmp(way->is.target, it->from, sizeof(it->from)) &&
	       it->interface == way->is.interface;
}

static void take_reply(const struct wire_reply *reply)
{
	const struct echo_token *token = &reply->echo.token;
	struct way *way;
	uint32_t rtt;

	if (reply->echo.id != probed.id || token->cookie != probed.cookie ||
	    token->number >= PS_MAX_PROBES)
		return;
	way = &probed.way[token->number];
	if (token->generation != way->is.generation ||
	    !is_from_target(way, reply))
		return;
	rtt = way_answered(way, reply->echo.sequence, usec(CLOCK_MONOTONIC),
			   reply->arrived);
	if (rtt != PS_RTT_LOST)
		tell_outcome(way, rtt, 0);
}

static void take_replies(enum ps_family family)
{
	struct wire_reply reply;
	bool valid = false;

	for (unsigned int i = 0; i < BATCH; i++) {
		if (!wire_receive(&probed.wire, family, &reply, &valid))
			break;
		if (valid)
			take_reply(&reply);
	}
}

/* The module wants something. Whether it may want more. */
static bool hear_module(ps_usec now)
{
	struct ps_probe_message message;
	enum ps_status status;
	struct ps_error err;
	size_t size;
	int fd;

	status = ps_channel_receive(CHANNEL, &message, sizeof(message), &size,
				    &fd);
	if (status == PS_AGAIN)
		return false;
	if (status != PS_OK)
		exit(EXIT_SUCCESS);
	if (ps_probe_check(&message, size, &err) != PS_OK)
		fail(&err);
	if (message.kind == PS_PROBE_WAY)
		way_begin(&probed.way[message.way.number], &message.way, now);
	else if (message.kind == PS_PROBE_END)
		probed.way[message.way.number].used = false;
	return true;
}

/* Answers first: one that has arrived in time isn't lost. */
static ps_usec work(void)
{
	ps_usec now, next = PS_USEC_NEVER, deadline;
	struct way *way;
	uint16_t sequence;

	take_replies(PS_IPV4);
	take_replies(PS_IPV6);
	for (way = probed.way; way < probed.way + PS_MAX_PROBES; way++) {
		if (!way->used)
			continue;
		now = usec(CLOCK_MONOTONIC);
		for (unsigned int lost = way_lost(way, now); lost; lost--)
			tell_outcome(way, PS_RTT_LOST, 0);
		if (way_is_due(way, now, &sequence))
			probe(way, sequence, now);
		deadline = way_deadline(way);
		if (deadline < next)
			next = deadline;
	}
	sign(usec(CLOCK_MONOTONIC));
	return next < probed.next_sign ? next : probed.next_sign;
}

static void wait_until(ps_usec deadline)
{
	struct pollfd wait[] = {
		{ .fd = CHANNEL, .events = POLLIN },
		{ .fd = ICMP, .events = POLLIN },
		{ .fd = ICMPV6, .events = POLLIN },
	};
	ps_usec now = usec(CLOCK_MONOTONIC);
	int msec = deadline > now ? (deadline - now + 999) / 1000 : 0;

	if (poll(wait, sizeof(wait) / sizeof(wait[0]), msec) <= 0 ||
	    !wait[0].revents)
		return;
	for (unsigned int i = 0; i < BATCH; i++)
		if (!hear_module(usec(CLOCK_MONOTONIC)))
			break;
}

static void choose_secrets(void)
{
	struct ps_error err;

	if (getrandom(&probed.cookie, sizeof(probed.cookie), 0) ==
		    sizeof(probed.cookie) &&
	    getrandom(&probed.id, sizeof(probed.id), 0) == sizeof(probed.id))
		return;
	ps_fail(&err, PS_IO, "no random numbers: %s", strerror(errno));
	fail(&err);
}

int main(void)
{
	const struct ps_sandbox nothing = { .files = 0 };
	struct ps_error err;
	int error;

	if (fcntl(CHANNEL, F_SETFL, O_NONBLOCK)) {
		fprintf(stderr,
			"peering-probed: bgpd's peering service starts "
			"this program\n");
		return EXIT_FAILURE;
	}
	if (ps_confine_service(CHANNEL, ROUTE, &err) != PS_OK ||
	    ps_sandbox_enter(&nothing, &err) != PS_OK)
		fail(&err);
	choose_secrets();
	probed.wire = (struct wire){
		.icmp = { ICMP, ICMPV6 },
		.packet = PACKET,
		.route = ROUTE,
	};
	error = wire_init(&probed.wire);
	if (error) {
		ps_fail(&err, PS_IO, "its sockets can't be used: %s",
			strerror(error));
		fail(&err);
	}
	for (;;)
		wait_until(work());
}
