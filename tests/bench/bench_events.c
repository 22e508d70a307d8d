/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What events cost: how many a second can be encoded and brought to one
 * consumer; and, as a consumer, how late they arrive.
 *
 *     bench_events                   BENCH lines
 *     bench_events SOCKET COUNT      reads so many changes of a best path, then
 *                                    "MEDIAN P99" in microseconds since them
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "examples/event_reader.h"
#include "policy/event_queue.h"

#define EVENTS 1000000
#define ROUNDS 5
#define QUEUE 16384
#define PER_SECOND 500000 /* the target */

static void fail(const char *what)
{
	fprintf(stderr, "bench_events: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

/* A change of a best path, the longest event that is frequent. */
static const struct ps_event *event(void)
{
	static const uint32_t as[] = { 8075, 8075, 64510 };
	static const struct ps_as_segment segment = { .as = as,
						      .count = 3,
						      .type = PS_AS_SEQUENCE };
	static const struct ps_as_path path = { .segment = &segment,
						.count = 1 };
	static struct ps_event_route before = {
		.source = { "192.0.2.1", "ashburn", "r1" },
		.path = &path,
		.verdict = { .action = PS_PERMIT,
			     .step = PS_STEP_SIDE,
			     .reason = PS_REASON_PREFERRED_PATH,
			     .rank = 400 },
		.enforced = true,
		.path_id = 1,
	};
	static struct ps_event_route after;
	static struct ps_event change = { .kind = PS_EVENT_BEST_PATH_CHANGED,
					  .vrf = "default" };

	ps_prefix_parse("203.0.113.0/24", &before.prefix);
	after = before;
	after.source.router = "r2";
	change.best_path.prefix = before.prefix;
	change.best_path.before = &before;
	change.best_path.after = &after;
	return &change;
}

/* The other process: takes everything. */
static void swallow(int fd)
{
	static uint8_t octets[1 << 20];

	while (read(fd, octets, sizeof(octets)) > 0)
		continue;
	_exit(0);
}

static void send_waiting(struct ps_event_consumer *consumer, int fd)
{
	struct iovec iov[PS_EVENT_BATCH];
	unsigned int count;
	ssize_t sent;

	while ((count = ps_event_consumer_gather(consumer, iov))) {
		sent = writev(fd, iov, count);
		if (sent < 0)
			fail("writev");
		ps_event_consumer_sent(consumer, sent);
	}
}

/* Seconds of our CPU for EVENTS; fd -1: to nobody, kept as history. */
static double publish(int fd)
{
	const struct ps_event_settings settings = { QUEUE, QUEUE };
	struct ps_event_stream *stream = ps_event_stream_new("router", "boot");
	struct ps_event_consumer *consumer = NULL;
	const struct ps_event *change = event();
	double began;

	if (!stream)
		fail("stream");
	ps_event_stream_configure(stream, &settings);
	if (fd >= 0 && !(consumer = ps_event_consumer_new(stream)))
		fail("consumer");
	began = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for (unsigned int i = 0; i < EVENTS; i++) {
		ps_event_stream_publish(stream, change, i, i);
		/* As the module does: when so many wait, or a turn later. */
		if (consumer && i % PS_EVENT_BATCH == PS_EVENT_BATCH - 1)
			send_waiting(consumer, fd);
	}
	if (consumer)
		send_waiting(consumer, fd);
	began = seconds(CLOCK_PROCESS_CPUTIME_ID) - began;
	ps_event_stream_free(stream);
	return began;
}

static double publish_to_one(void)
{
	double used;
	pid_t other;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		fail("socketpair");
	other = fork();
	if (other < 0)
		fail("fork");
	if (!other) {
		close(fds[0]);
		swallow(fds[1]);
	}
	close(fds[1]);
	used = publish(fds[0]);
	close(fds[0]);
	waitpid(other, NULL, 0);
	return used;
}

static void report(void)
{
	double kept = 1e9, sent = 1e9, used;

	for (int i = 0; i < ROUNDS; i++) {
		used = publish(-1);
		kept = used < kept ? used : kept;
		used = publish_to_one();
		sent = used < sent ? used : sent;
	}
	printf("BENCH event-encode %.1f ns\n", kept / EVENTS * 1e9);
	printf("BENCH events-to-one-consumer %.0f per second of CPU, target %d: %s\n",
	       EVENTS / sent, PER_SECOND,
	       EVENTS / sent >= PER_SECOND ? "reached" : "MISSED");
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

static void measure(const char *path, size_t count)
{
	struct event_reader *reader = event_reader_open(path);
	Peering__V1__Subscribe subscribe;
	double *late = calloc(count, sizeof(*late));
	Peering__V1__Event *told;
	size_t seen = 0;

	if (!reader || !late)
		fail(path);
	peering__v1__subscribe__init(&subscribe);
	subscribe.no_snapshot = true;
	if (!event_reader_subscribe(reader, &subscribe))
		fail("subscribe");
	while (seen < count) {
		if (event_reader_next(reader, -1, &told) != EVENT_READER_EVENT)
			fail("the stream");
		if (told->body_case == PEERING__V1__EVENT__BODY_SUBSCRIBED) {
			puts("ready");
			fflush(stdout);
		}
		if (told->body_case ==
		    PEERING__V1__EVENT__BODY_BEST_PATH_CHANGED)
			late[seen++] = seconds(CLOCK_MONOTONIC) * 1e6 -
				       told->monotonic_usec;
		event_free(told);
	}
	event_reader_close(reader);
	qsort(late, count, sizeof(*late), compare);
	printf("%.0f %.0f\n", late[count / 2], late[count * 99 / 100]);
	free(late);
}

int main(int argc, char **argv)
{
	if (argc == 3)
		measure(argv[1], strtoul(argv[2], NULL, 10));
	else
		report();
	return 0;
}
