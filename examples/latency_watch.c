/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/latency_watch.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "examples/latency_view.h"
#include "examples/until_stopped.h"

enum { TURN_MSEC = 1000 }; /* at most until a signal is heard */

static const char help[] =
	"Usage: peering-events latency [OPTION]...\n"
	"\n"
	"Draws what is measured of each location: the median round-trip time "
	"(#), what\n"
	"95 in 100 don't exceed (-), and loss (x), of the last minute.\n"
	"\n"
	"  --socket PATH        the line 'peering-service events socket' of "
	"bgpd\n"
	"                       (" EVENT_SOCKET
	")\n"
	"  --once               draw it once, and end\n"
	"  --color[=WHEN]       always, never, or auto: on a terminal\n"
	"  --help\n"
	"\n"
	"Exit status: 0 drawn, or ended by SIGTERM or SIGINT, 1 the socket "
	"can't be\n"
	"opened, 2 wrong usage, 3 not a stream of events.\n";

struct watch {
	struct event_client_options client;
	struct metrics_state *state;
	bool once;
	bool color;
	bool redraws; /* in place; else one below the other */
	bool changed; /* since it was drawn */
	bool connected;
};

static void draw(struct watch *watch)
{
	time_t now = time(NULL);
	struct tm local;
	char clock[16] = "";

	if (localtime_r(&now, &local))
		strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	if (watch->redraws)
		fputs("\033[H\033[J", stdout);
	printf("%s%s\n", clock,
	       watch->connected ? "" : ": no connection; it was so");
	latency_view(watch->state, watch->color, stdout);
	if (!watch->redraws && !watch->once)
		putchar('\n');
	fflush(stdout);
	watch->changed = false;
}

static void learn(struct watch *watch, struct event_client *client,
		  Peering__V1__Event *event)
{
	bool connected = event_client_is_connected(client);

	if (event && event->body_case == PEERING__V1__EVENT__BODY_LOST)
		event_client_begin_anew(client);
	if (event)
		metrics_state_apply(watch->state, event);
	watch->changed |= event || connected != watch->connected;
	watch->connected = connected;
	event_free(event);
}

static enum status follow_events(struct watch *watch,
				 struct event_client *client)
{
	Peering__V1__Event *event;

	while (!stopped()) {
		event = NULL;
		switch (event_client_next(client, TURN_MSEC, &event)) {
		case EVENT_CLIENT_EVENT:
		case EVENT_CLIENT_NOTHING:
			break;
		case EVENT_CLIENT_CLOSED:
			return STATUS_CLOSED;
		case EVENT_CLIENT_BROKEN:
			return STATUS_BROKEN;
		}
		learn(watch, client, event);
		if (!watch->state->complete || !watch->changed ||
		    event_client_has_more(client))
			continue;
		draw(watch);
		if (watch->once)
			return STATUS_DONE;
	}
	return STATUS_DONE;
}

static enum status run(struct watch *watch)
{
	uint32_t kinds[] = { PEERING__V1__EVENT__BODY_LATENCY,
			     PEERING__V1__EVENT__BODY_INSTANCE_REMOVED };
	const char *term = getenv("TERM");
	struct event_client *client;
	enum status status;

	stop_on_signals();
	watch->redraws = !watch->once && isatty(STDOUT_FILENO) && term &&
			 strcmp(term, "dumb") != 0;
	peering__v1__subscribe__init(&watch->client.subscribe);
	watch->client.subscribe.kinds = kinds;
	watch->client.subscribe.n_kinds = sizeof(kinds) / sizeof(kinds[0]);
	watch->state = metrics_state_new();
	client = event_client_new(&watch->client);
	status = follow_events(watch, client);
	event_client_free(client);
	metrics_state_free(watch->state);
	return status;
}

static enum status usage(const char *why)
{
	if (why)
		fprintf(stderr, "peering-events: %s\n", why);
	fputs("Try 'peering-events latency --help'.\n", stderr);
	return STATUS_USAGE;
}

enum status latency_watch(int argc, char **argv, bool color)
{
	static const struct option long_options[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "once", no_argument, NULL, 'o' },
		{ "color", optional_argument, NULL, 'C' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct watch watch = {
		.client = { .socket = EVENT_SOCKET, .reconnect = -1 },
		.color = color,
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) !=
	       -1)
		switch (option) {
		case 's':
			watch.client.socket = optarg;
			break;
		case 'o':
			watch.once = true;
			break;
		case 'C':
			if (!optarg || !strcmp(optarg, "always"))
				watch.color = true;
			else if (!strcmp(optarg, "never"))
				watch.color = false;
			else if (strcmp(optarg, "auto") != 0)
				return usage(
					"--color takes always, never or "
					"auto");
			break;
		case 'h':
			fputs(help, stdout);
			return STATUS_DONE;
		default:
			return usage(NULL);
		}
	if (optind != argc)
		return usage("there is nothing but options");
	return run(&watch);
}
