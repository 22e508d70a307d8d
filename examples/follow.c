/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/follow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "examples/event_json.h"
#include "examples/event_text.h"
#include "examples/replace_file.h"
#include "examples/until_stopped.h"

#define STATE_MAX 128 /* octets of a state file */
#define STATE_MSEC 1000

struct follower {
	const struct follow_options *options;
	struct event_client *client;
	unsigned long printed;
	bool in_snapshot;
	bool looked;	 /* whether history reaches back far enough */
	bool missed;	 /* it doesn't */
	int64_t kept_at; /* when the state file was written */
	struct event_position kept;
};

static void print(const struct follow_options *options,
		  const Peering__V1__Event *event)
{
	json_object *object;

	if (!options->json) {
		event_text(event, options->color, stdout);
		return;
	}
	object = event_json(&event->base);
	puts(json_object_to_json_string_ext(
		object,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

/* The first event tells whether history reaches back as far as wanted. */
static void look_at_age(struct follower *f, const Peering__V1__Event *event)
{
	const struct event_request *request = &f->options->request;

	if (f->looked || f->in_snapshot ||
	    event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN)
		return;
	f->looked = true;
	if (event->sequence == 1 || event->wall_usec <= request->oldest_usec ||
	    event_request_has_filter(request))
		return;
	f->missed = true;
	fprintf(stderr,
		"peering-events: history begins with event %" PRIu64
		"; older ones are gone\n",
		event->sequence);
}

/* Whether the event is wanted; keeps track of the snapshot's two ends. */
static bool is_wanted(struct follower *f, const Peering__V1__Event *event)
{
	const struct event_request *request = &f->options->request;
	bool wanted = f->options->snapshot || !f->in_snapshot;

	if (request->oldest_usec)
		look_at_age(f, event);
	if (event->wall_usec < request->oldest_usec)
		return false;
	if (event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN) {
		f->in_snapshot = true;
		return f->options->snapshot;
	}
	if (event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_END)
		f->in_snapshot = false;
	return wanted;
}

static void keep_state(struct follower *f)
{
	const struct event_position *now = event_client_position(f->client);
	char text[STATE_MAX];
	int size;

	if (!f->options->state_file || f->in_snapshot ||
	    (now->sequence == f->kept.sequence &&
	     !strcmp(now->boot_id, f->kept.boot_id)))
		return;
	size = snprintf(text, sizeof(text), "%s:%" PRIu64 "\n", now->boot_id,
			now->sequence);
	f->kept_at = event_client_now();
	if (replace_file(f->options->state_file, text, size))
		f->kept = *now;
}

static bool read_state(struct follow_options *options)
{
	char text[STATE_MAX];
	FILE *file = fopen(options->state_file, "r");
	bool good;

	if (!file)
		return errno == ENOENT;
	good = fgets(text, sizeof(text), file) != NULL;
	fclose(file);
	if (!good)
		return false;
	text[strcspn(text, "\n")] = '\0';
	return event_position_parse(text, &options->request.position);
}

/* What was printed is out before it counts as done. */
static bool settle(struct follower *f)
{
	if (event_client_has_more(f->client))
		return true;
	if (fflush(stdout))
		return false;
	if (event_client_now() - f->kept_at >= STATE_MSEC)
		keep_state(f);
	return true;
}

/* Take one event; whether it was the last one asked for. */
static bool take(struct follower *f, const Peering__V1__Event *event)
{
	const struct follow_options *options = f->options;

	if (is_wanted(f, event)) {
		print(options, event);
		f->printed++;
	}
	if (options->snapshot_only &&
	    event->body_case == PEERING__V1__EVENT__BODY_SNAPSHOT_END)
		return true;
	return options->count && f->printed == options->count;
}

static enum status end(struct follower *f, enum status status)
{
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "peering-events: output: %s\n",
			strerror(errno));
		return STATUS_CLOSED;
	}
	keep_state(f);
	if (status == STATUS_DONE &&
	    (f->missed || event_client_has_missed(f->client)))
		return STATUS_MISSED;
	return status;
}

/* Milliseconds until then; -1: for ever. */
static int64_t left_until(int64_t deadline)
{
	int64_t left = deadline - event_client_now();

	if (!deadline)
		return -1;
	return left > 0 ? left : 0;
}

static enum status run(struct follower *f)
{
	const struct follow_options *options = f->options;
	int64_t deadline = 0, left;
	Peering__V1__Event *event;
	bool last = false;

	if (options->seconds)
		deadline = event_client_now() + options->seconds * 1000;
	while (!last && !stopped()) {
		left = left_until(deadline);
		if (options->state_file && (left < 0 || left > STATE_MSEC))
			left = STATE_MSEC;
		switch (event_client_next(f->client, left, &event)) {
		case EVENT_CLIENT_EVENT:
			last = take(f, event);
			event_free(event);
			break;
		case EVENT_CLIENT_NOTHING:
			if (!left_until(deadline))
				return options->count || options->snapshot_only
					       ? STATUS_TIMEOUT
					       : STATUS_DONE;
			break;
		case EVENT_CLIENT_CLOSED:
			return STATUS_CLOSED;
		case EVENT_CLIENT_BROKEN:
			return STATUS_BROKEN;
		}
		if (!settle(f))
			return STATUS_CLOSED;
	}
	return STATUS_DONE;
}

enum status follow(struct follow_options *options)
{
	struct follower f = { .options = options };
	enum status status;

	if (options->state_file && !read_state(options)) {
		fprintf(stderr,
			"peering-events: %s: this is no state of ours; remove "
			"it or name another file\n",
			options->state_file);
		return STATUS_USAGE;
	}
	if (options->state_file)
		stop_on_signals(); /* the place is kept then */
	options->request.subscribe.no_snapshot = !options->snapshot;
	options->client.subscribe = options->request.subscribe;
	options->client.position = options->request.position;
	f.client = event_client_new(&options->client);
	status = end(&f, run(&f));
	event_client_free(f.client);
	return status;
}
