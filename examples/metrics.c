/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics.h"

#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "examples/metrics_serve.h"
#include "examples/metrics_text.h"
#include "examples/number.h"
#include "examples/replace_file.h"
#include "examples/until_stopped.h"

enum {
	TURN_MSEC = 1000, /* at most until a signal is heard */
	INTERVAL_SEC = 15,
	FOR_EVER_SEC = 1000000000, /* to try to connect */
};

static const char help[] =
	"Usage: peering-events metrics [OPTION]...\n"
	"\n"
	"Keeps what the events of the peering service tell and gives it to\n"
	"Prometheus, over HTTP or by a file for node-exporter's textfile "
	"collector.\n"
	"\n"
	"  --socket PATH        the line 'peering-service events socket' of "
	"bgpd\n"
	"                       (" EVENT_SOCKET
	")\n"
	"  --listen [ADDRESS:]PORT\n"
	"                       serve http://ADDRESS:PORT/metrics "
	"(127.0.0.1)\n"
	"  --textfile PATH      write them into this file, NAME.prom\n"
	"  --interval SECONDS   between two such writes (15)\n"
	"  --help\n"
	"\n"
	"Exit status: 0 ended by SIGTERM or SIGINT, 1 bgpd refuses this "
	"consumer or\n"
	"the address can't be had, 2 wrong usage, 3 not a stream of events.\n";

struct exporter {
	struct event_client_options client;
	const char *listen;
	const char *textfile;
	unsigned long interval; /* seconds */
	int64_t written;	/* when; 0: not yet */
	pthread_mutex_t lock;	/* of what follows */
	struct metrics_state *state;
	bool connected;
};

static char *text_of(void *arg, size_t *size)
{
	struct exporter *exporter = arg;
	char *text;

	pthread_mutex_lock(&exporter->lock);
	text = metrics_text(exporter->state, exporter->connected, size);
	pthread_mutex_unlock(&exporter->lock);
	return text;
}

static void write_textfile(struct exporter *exporter)
{
	size_t size;
	char *text = text_of(exporter, &size);

	exporter->written = event_client_now();
	replace_file(exporter->textfile, text, size);
	free(text);
}

/* The textfile, if it is time for it. */
static void write_in_time(struct exporter *exporter)
{
	int64_t since = event_client_now() - exporter->written;

	if (exporter->textfile &&
	    (!exporter->written || since >= (int64_t)exporter->interval * 1000))
		write_textfile(exporter);
}

static bool is_lost(const Peering__V1__Event *event)
{
	return event && event->body_case == PEERING__V1__EVENT__BODY_LOST;
}

/* event may be NULL: only the connection may have changed. */
static void learn(struct exporter *exporter, struct event_client *client,
		  Peering__V1__Event *event)
{
	if (is_lost(event))
		event_client_begin_anew(client);
	pthread_mutex_lock(&exporter->lock);
	exporter->connected = event_client_is_connected(client);
	if (event)
		metrics_state_apply(exporter->state, event);
	pthread_mutex_unlock(&exporter->lock);
	event_free(event);
}

static enum status follow_events(struct exporter *exporter,
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
		learn(exporter, client, event);
		if (!event_client_has_more(client))
			write_in_time(exporter);
	}
	return STATUS_DONE;
}

static enum status run(struct exporter *exporter)
{
	struct metrics_server *server = NULL;
	enum status status = STATUS_CLOSED;
	struct event_client *client;

	stop_on_signals();
	peering__v1__subscribe__init(&exporter->client.subscribe);
	exporter->state = metrics_state_new();
	client = event_client_new(&exporter->client);
	if (exporter->listen)
		server = metrics_serve(exporter->listen, text_of, exporter);
	if (server || !exporter->listen)
		status = follow_events(exporter, client);
	metrics_server_free(server);
	event_client_free(client);
	/* The router isn't known any more, and the file says so. */
	exporter->connected = false;
	if (exporter->textfile && exporter->written)
		write_textfile(exporter);
	metrics_state_free(exporter->state);
	return status;
}

static enum status usage(const char *why)
{
	if (why)
		fprintf(stderr, "peering-events: %s\n", why);
	fputs("Try 'peering-events metrics --help'.\n", stderr);
	return STATUS_USAGE;
}

enum status metrics(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "listen", required_argument, NULL, 'l' },
		{ "textfile", required_argument, NULL, 't' },
		{ "interval", required_argument, NULL, 'i' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct exporter exporter = {
		.client = { .socket = EVENT_SOCKET, .reconnect = FOR_EVER_SEC },
		.interval = INTERVAL_SEC,
		.lock = PTHREAD_MUTEX_INITIALIZER,
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) !=
	       -1)
		switch (option) {
		case 's':
			exporter.client.socket = optarg;
			break;
		case 'l':
			exporter.listen = optarg;
			break;
		case 't':
			exporter.textfile = optarg;
			break;
		case 'i':
			if (!parse_number(optarg, 86400, &exporter.interval) ||
			    !exporter.interval)
				return usage(
					"--interval takes seconds, from 1 on");
			break;
		case 'h':
			fputs(help, stdout);
			return STATUS_DONE;
		default:
			return usage(NULL);
		}
	if (optind != argc || (!exporter.listen && !exporter.textfile))
		return usage("metrics takes --listen, --textfile, or both");
	return run(&exporter);
}
