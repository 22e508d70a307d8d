/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-events: prints the events that the module sends, serves what they
 * tell as metrics, or draws what they tell of latency.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "examples/follow.h"
#include "examples/latency_watch.h"
#include "examples/metrics.h"
#include "examples/number.h"

static const char help[] =
	"Usage: peering-events [OPTION]...\n"
	"       peering-events metrics [OPTION]...\n"
	"       peering-events latency [OPTION]...\n"
	"\n"
	"Prints the events of the peering service as they happen, one a line.\n"
	"\n"
	"  --socket PATH        the line 'peering-service events socket' of bgpd\n"
	"                       (/run/frr/peering.sock)\n"
	"  --json               one JSON object a line (protobuf's mapping)\n"
	"  --snapshot[=only]    first what holds now; 'only': and no more\n"
	"  --since WHAT         first what has happened: 'all' that is kept, for\n"
	"                       90s, 10m, 2h, 1d, or after BOOT:SEQUENCE\n"
	"  --state FILE         go on where the last run with this file ended\n"
	"  --filter KEY=VALUE   only what fits: kind=KIND, prefix=PREFIX and what\n"
	"                       lies in it, covering=PREFIX, exact=PREFIX,\n"
	"                       location=NAME; several values after commas or\n"
	"                       with several options\n"
	"  --count N            end after N events\n"
	"  --timeout SECONDS    end after that time\n"
	"  --reconnect SECONDS  how long to try to connect; 0: not again (default:\n"
	"                       for ever, once it has been connected)\n"
	"  --color[=WHEN]       always, never, or auto: on a terminal\n"
	"  --help, --version\n"
	"\n"
	"Kinds: ";

static const char help_end[] =
	"\n\n"
	"Exit status: 0 all asked for was printed, 1 the socket can't be opened\n"
	"or was closed, 2 wrong usage, 3 not a stream of events, 4 printed, but\n"
	"events were missed in between, 5 not all in time.\n"
	"See peering-events(1).\n";

static void print_help(void)
{
	const ProtobufCMessageDescriptor *event =
		&peering__v1__event__descriptor;
	unsigned int column = strlen("Kinds: ");
	const char *c;

	fputs(help, stdout);
	for (unsigned int i = 0; i < event->n_fields; i++) {
		if (!(event->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
			continue;
		column += strlen(event->fields[i].name) + 1;
		if (column > 78) {
			fputs("\n       ", stdout);
			column = 7 + strlen(event->fields[i].name) + 1;
		}
		for (c = event->fields[i].name; *c; c++)
			putchar(*c == '_' ? '-' : *c);
		putchar(' ');
	}
	fputs(help_end, stdout);
}

static bool is_terminal(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && (!no_color || !*no_color) &&
	       (!term || strcmp(term, "dumb") != 0);
}

static const char *take_color(struct follow_options *options, const char *when)
{
	if (!when || !strcmp(when, "always"))
		options->color = true;
	else if (!strcmp(when, "never"))
		options->color = false;
	else if (strcmp(when, "auto") != 0)
		return "--color takes always, never or auto";
	return NULL;
}

static const char *take_snapshot(struct follow_options *options,
				 const char *only)
{
	options->snapshot = true;
	options->snapshot_only = only != NULL;
	return !only || !strcmp(only, "only")
		       ? NULL
		       : "--snapshot takes nothing or =only";
}

/* One option; NULL, or what is wrong with it. */
static const char *take_option(struct follow_options *options, int option)
{
	unsigned long seconds;

	switch (option) {
	case 's':
		options->client.socket = optarg;
		return NULL;
	case 'j':
		options->json = true;
		return NULL;
	case 'c':
		return parse_number(optarg, 1000000000, &options->count) &&
				       options->count
			       ? NULL
			       : "--count takes a number from 1 on";
	case 't':
		return parse_number(optarg, 1000000000, &options->seconds) &&
				       options->seconds
			       ? NULL
			       : "--timeout takes seconds, from 1 on";
	case 'r':
		if (!parse_number(optarg, 1000000000, &seconds))
			return "--reconnect takes seconds";
		options->client.reconnect = seconds;
		return NULL;
	case 'S':
		return take_snapshot(options, optarg);
	case 'C':
		return take_color(options, optarg);
	case 'f':
		return event_request_filter(&options->request, optarg);
	case 'i':
		return event_request_since(&options->request, optarg);
	case 'F':
		options->state_file = optarg;
		return NULL;
	}
	return "there is no such option";
}

static enum status usage(const char *why)
{
	if (why)
		fprintf(stderr, "peering-events: %s\n", why);
	fputs("Try 'peering-events --help'.\n", stderr);
	return STATUS_USAGE;
}

static enum status run(int argc, char **argv, struct follow_options *options)
{
	static const struct option long_options[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' },
		{ "count", required_argument, NULL, 'c' },
		{ "timeout", required_argument, NULL, 't' },
		{ "reconnect", required_argument, NULL, 'r' },
		{ "snapshot", optional_argument, NULL, 'S' },
		{ "color", optional_argument, NULL, 'C' },
		{ "filter", required_argument, NULL, 'f' },
		{ "since", required_argument, NULL, 'i' },
		{ "state", required_argument, NULL, 'F' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	const char *problem;
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) !=
	       -1) {
		if (option == 'h')
			print_help();
		if (option == 'V')
			puts("peering-events " PS_VERSION);
		if (option == 'h' || option == 'V')
			return STATUS_DONE;
		if (option == '?')
			return usage(NULL);
		problem = take_option(options, option);
		if (problem)
			return usage(problem);
	}
	if (optind != argc)
		return usage(
			"there is nothing but options, 'metrics' and 'latency'");
	if (options->state_file && options->request.position.boot_id[0])
		return usage(
			"--state and --since BOOT:SEQUENCE are one too many");
	return follow(options);
}

int main(int argc, char **argv)
{
	struct follow_options options = {
		.client = { .socket = EVENT_SOCKET, .reconnect = -1 },
		.color = is_terminal(),
	};
	enum status status;

	if (argc > 1 && !strcmp(argv[1], "metrics"))
		return metrics(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "latency"))
		return latency_watch(argc - 1, argv + 1, options.color);
	event_request_init(&options.request);
	status = run(argc, argv, &options);
	event_request_fini(&options.request);
	return status;
}
