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
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "plugin/probed/echo.h"
#include "plugin/probed/syn.h"
#include "plugin/probed/way.h"
#include "plugin/probed/wire.h"
#include "policy/channel.h"
#include "policy/confine.h"
#include "policy/sandbox.h"

enum { CHANNEL = 3, ICMP, ICMPV6, PACKET, ROUTE, TCP, TCPV6, PORT };
enum { BATCH = 256 }; /* replies, or messages, taken in one turn */

struct probed {
	struct wire wire;
	struct way way[PS_MAX_PROBES];
	uint64_t cookie;
	uint16_t id;
	uint16_t port; /* TCP's, that PORT keeps for us */
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

/* What was sent last, if it was accepted or may still be. */
static void take_back(struct way *way)
{
	struct syn syn = { probed.port, way->half_open };
	struct message message;

	if (!way->half_open)
		return;
	way->half_open = 0;
	syn_reset(&syn, &way->is, &message);
	wire_send(&probed.wire, &way->is, &message);
}

/* One that nobody can guess; 0: there are no random numbers. */
static uint32_t new_mark(void)
{
	uint32_t mark;

	return getrandom(&mark, sizeof(mark), GRND_NONBLOCK) == sizeof(mark)
		       ? mark
		       : 0;
}

static int send_syn(struct way *way, uint32_t mark)
{
	struct syn syn = { probed.port, mark };
	struct message message;
	int error;

	take_back(way);
	if (!mark)
		return EAGAIN;
	syn_request(&syn, &way->is, &message);
	error = wire_send(&probed.wire, &way->is, &message);
	if (!error)
		way->half_open = mark;
	return error;
}

static int send_echo(const struct way *way, uint16_t sequence)
{
	struct echo echo = {
		.id = probed.id,
		.sequence = sequence,
		.token = { probed.cookie, way->is.number, way->is.generation },
	};
	struct message message;

	echo_request(&echo, &way->is, &message);
	return wire_send(&probed.wire, &way->is, &message);
}

static void probe(struct way *way, uint16_t sequence, ps_usec now)
{
	uint64_t wall = usec(CLOCK_REALTIME);
	uint32_t mark = way->is.port ? new_mark() : 0;
	int error =
		way->is.port ? send_syn(way, mark) : send_echo(way, sequence);

	if (error) {
		tell_outcome(way, PS_RTT_UNSENT, error);
		return;
	}
	way_sent(way, sequence, now, wall);
	way_mark(way, sequence, mark);
}

static bool is_from_target(const struct way *way, const struct wire_reply *it)
{
	return way->is.family == it->family &&
	       !memcmp(way->is.target, it->from, sizeof(it->from)) &&
	       it->interface == way->is.interface;
}

static void answered(struct way *way, uint16_t sequence,
		     const struct wire_reply *reply)
{
	uint32_t rtt = way_answered(way, sequence, usec(CLOCK_MONOTONIC),
				    reply->arrived);

	if (rtt != PS_RTT_LOST)
		tell_outcome(way, rtt, 0);
}

static void take_echo(const struct wire_reply *reply)
{
	struct echo echo;
	struct way *way;

	if (!echo_reply(reply->family, reply->octets, reply->size, &echo) ||
	    echo.id != probed.id || echo.token.cookie != probed.cookie ||
	    echo.token.number >= PS_MAX_PROBES)
		return;
	way = &probed.way[echo.token.number];
	if (echo.token.generation == way->is.generation && !way->is.port &&
	    is_from_target(way, reply))
		answered(way, echo.sequence, reply);
}

static void take_segment(const struct wire_reply *reply)
{
	struct syn syn;
	uint16_t sequence, from;
	enum syn_answer answer =
		syn_read(reply->octets, reply->size, &syn, &from);
	struct way *way;

	if (answer == SYN_NONE || syn.port != probed.port)
		return;
	for (way = probed.way; way < probed.way + PS_MAX_PROBES; way++) {
		if (!from || way->is.port != from ||
		    !is_from_target(way, reply) ||
		    !way_find(way, syn.sequence, &sequence))
			continue;
		answered(way, sequence, reply);
		if (way->half_open == syn.sequence) {
			if (answer == SYN_ACCEPTED)
				take_back(way);
			way->half_open = 0;
		}
		return;
	}
}

static void take_replies(enum ps_family family)
{
	struct wire_reply reply;

	for (unsigned int i = 0; i < BATCH; i++) {
		if (!wire_receive(probed.wire.icmp[family], family, &reply))
			break;
		take_echo(&reply);
	}
	for (unsigned int i = 0; i < BATCH; i++) {
		if (!wire_receive(probed.wire.tcp[family], family, &reply))
			break;
		take_segment(&reply);
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
		{ .fd = TCP, .events = POLLIN },
		{ .fd = TCPV6, .events = POLLIN },
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

static void open_wire(void)
{
	struct sockaddr_in6 own = { .sin6_family = AF_INET6 };
	socklen_t size = sizeof(own);
	struct ps_error err;
	int error = 0;

	probed.wire = (struct wire){
		.icmp = { ICMP, ICMPV6 },
		.tcp = { TCP, TCPV6 },
		.packet = PACKET,
		.route = ROUTE,
	};
	if (getsockname(PORT, (struct sockaddr *)&own, &size))
		error = errno;
	probed.port = ntohs(own.sin6_port);
	if (!error)
		error = wire_init(&probed.wire, probed.port);
	if (!error)
		return;
	ps_fail(&err, PS_IO, "its sockets can't be used: %s", strerror(error));
	fail(&err);
}

int main(void)
{
	const struct ps_sandbox nothing = { .files = 0 };
	struct ps_error err;

	if (fcntl(CHANNEL, F_SETFL, O_NONBLOCK)) {
		fprintf(stderr,
			"peering-probed: bgpd's peering service starts "
			"this program\n");
		return EXIT_FAILURE;
	}
	if (ps_confine_service(CHANNEL, PORT, &err) != PS_OK ||
	    ps_sandbox_enter(&nothing, &err) != PS_OK)
		fail(&err);
	choose_secrets();
	open_wire();
	for (;;)
		wait_until(work());
}
