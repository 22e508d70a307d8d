/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-events: prints the events that the module sends, one line each.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "examples/event_json.h"
#include "examples/event_reader.h"
#include "examples/event_text.h"

static const char help[] =
	"Usage: peering-events --socket PATH [OPTION]...\n"
	"\n"
	"Prints the events of the peering service as they happen.\n"
	"\n"
	"  --socket PATH      the line 'peering-service events socket' of bgpd\n"
	"  --json             one JSON object a line (protobuf's mapping)\n"
	"  --count N          end after N events\n"
	"  --snapshot[=only]  first what holds now; 'only': and no more\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 all asked for was printed, 1 the socket can't be opened\n"
	"or was closed, 2 wrong usage, 3 not a stream of events.\n";

enum { DONE = 0, CLOSED = 1, USAGE = 2, BROKEN = 3 };

struct arguments {
	const char *socket;
	bool json;
	bool snapshot;
	bool snapshot_only;
	unsigned long count; /* 0: no end */
};

static void print(const struct arguments *arguments,
		  const Peering__V1__Event *event)
{
	json_object *object;

	if (!arguments->json) {
		event_text(event, stdout);
	} else {
		object = event_json(&event->base);
		puts(json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
		json_object_put(object);
	}
	fflush(stdout);
}

/* Whether the event is wanted; keeps track of the snapshot's two ends. */
static bool is_wanted(const struct arguments *arguments,
		      const Peering__V1__Event *event, bool *in_snapshot)
{
	bool wanted = arguments->snapshot || !*in_snapshot;

	if (event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN) {
		*in_snapshot = true;
		return arguments->snapshot;
	}
	if (event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_END)
		*in_snapshot = false;
	return wanted;
}

static int stopped(const struct arguments *arguments,
		   enum event_reader_result result)
{
	switch (result) {
	case EVENT_READER_END:
		fprintf(stderr, "peering-events: %s: bgpd closed it\n",
			arguments->socket);
		return CLOSED;
	case EVENT_READER_ERROR:
		fprintf(stderr, "peering-events: %s: %s\n", arguments->socket,
			strerror(errno));
		return CLOSED;
	default:
		fprintf(stderr,
			"peering-events: %s: this is no stream of events\n",
			arguments->socket);
		return BROKEN;
	}
}

static int follow(const struct arguments *arguments,
		  struct event_reader *reader)
{
	enum event_reader_result result;
	unsigned long printed = 0;
	Peering__V1__Event *event;
	bool in_snapshot = false, last;

	do {
		result = event_reader_next(reader, &event);
		if (result != EVENT_READER_EVENT)
			return stopped(arguments, result);
		last = false;
		if (is_wanted(arguments, event, &in_snapshot)) {
			print(arguments, event);
			last = ++printed == arguments->count;
		}
		if (arguments->snapshot_only &&
		    event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_END)
			last = true;
		event_free(event);
	} while (!last && !ferror(stdout));
	return DONE;
}

static int usage(const char *why)
{
	if (why)
		fprintf(stderr, "peering-events: %s\n", why);
	fputs("Try 'peering-events --help'.\n", stderr);
	return USAGE;
}

/* Whether text is a number above 0; out is written only then. */
static bool parse_count(const char *text, unsigned long *out)
{
	char *end;

	errno = 0;
	if (strspn(text, "0123456789") != strlen(text))
		return false;
	*out = strtoul(text, &end, 10);
	return end != text && !errno && *out;
}

/* One option; NULL, or what is wrong with it. */
static const char *take_option(struct arguments *arguments, int option)
{
	switch (option) {
	case 's':
		arguments->socket = optarg;
		return NULL;
	case 'j':
		arguments->json = true;
		return NULL;
	case 'c':
		return parse_count(optarg, &arguments->count)
			       ? NULL
			       : "--count takes a number from 1 on";
	case 'S':
		arguments->snapshot = true;
		arguments->snapshot_only = optarg && !strcmp(optarg, "only");
		return !optarg || arguments->snapshot_only
			       ? NULL
			       : "--snapshot takes nothing or =only";
	}
	return "there is no such option";
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' },
		{ "count", required_argument, NULL, 'c' },
		{ "snapshot", optional_argument, NULL, 'S' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	struct arguments arguments = { .count = 0 };
	struct event_reader *reader;
	const char *problem;
	int option, status;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h' || option == 'V') {
			fputs(option == 'h' ? help
					    : "peering-events " PS_VERSION "\n",
			      stdout);
			return DONE;
		}
		if (option == '?')
			return usage(NULL);
		problem = take_option(&arguments, option);
		if (problem)
			return usage(problem);
	}
	if (!arguments.socket || optind != argc)
		return usage("give --socket PATH and nothing but options");
	reader = event_reader_open(arguments.socket);
	if (!reader) {
		fprintf(stderr,
			"peering-events: %s: %s; is bgpd running, and "
			"does 'show peering-service' list the socket?\n",
			arguments.socket, strerror(errno));
		return CLOSED;
	}
	status = follow(&arguments, reader);
	event_reader_close(reader);
	return status;
}
