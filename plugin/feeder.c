/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/feeder.h"

#include "plugin/instance.h"
#include "policy/channel.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_FEEDER, "peering-service feeder");

struct feeder {
	const struct feeder_kind *kind;
	void *arg;
	struct spawned *process; /* NULL: waits for its restart */
	int channel;
	compat_event *read;
	compat_event *silence;
	compat_event *restart;
	unsigned int backoff; /* seconds to the restart after the next */
	uint32_t starts;
	ps_usec started;
	/* Messages of this second, to tell a flood. */
	ps_usec second;
	unsigned int messages;
	char *fault; /* why we killed it, or NULL */
	uint8_t message[];
};

static void start(struct feeder *feeder);
static void wait_for_messages(struct feeder *feeder);

/* ---- its end ---- */

static void close_channel(struct feeder *feeder)
{
	compat_event_off(feeder->read);
	compat_event_off(feeder->silence);
	if (feeder->channel >= 0)
		close(feeder->channel);
	feeder->channel = -1;
}

static void restart_now(compat_event *event)
{
	start(compat_event_arg(event));
}

static void restart_later(struct feeder *feeder)
{
	if (instance_now() - feeder->started >
	    PS_FEED_STEADY_SEC * PS_USEC_PER_SEC)
		feeder->backoff = PS_FEED_BACKOFF_FIRST_SEC;
	compat_add_timer_msec(bm->master, restart_now, feeder,
			      feeder->backoff * 1000l, &feeder->restart);
	feeder->backoff = MIN(2 * feeder->backoff,
			      (unsigned int)PS_FEED_BACKOFF_MOST_SEC);
}

static void ended(int status, const char *said, void *arg)
{
	struct feeder *feeder = arg;
	const char *program = feeder->kind->program();
	char text[PS_ERROR_TEXT];

	feeder->process = NULL;
	close_channel(feeder);
	if (feeder->fault)
		snprintf(text, sizeof(text), "%s was stopped: %s", program,
			 feeder->fault);
	else if (said[0])
		snprintf(text, sizeof(text), "%s: %s", program, said);
	else
		spawned_describe(program, status, text, sizeof(text));
	XFREE(MTYPE_PS_FEEDER, feeder->fault);
	restart_later(feeder);
	feeder->kind->down(text, feeder->arg);
}

void feeder_distrust(struct feeder *feeder, const char *why)
{
	close_channel(feeder);
	if (!feeder->process || feeder->fault)
		return;
	feeder->fault = XSTRDUP(MTYPE_PS_FEEDER, why);
	spawned_kill(feeder->process);
}

static void was_silent(compat_event *event)
{
	struct feeder *feeder = compat_event_arg(event);

	feeder_distrust(feeder, feeder->channel < 0 ? "it closed its channel"
						    : "it has hung");
}

static void expect_a_sign(struct feeder *feeder)
{
	compat_event_off(feeder->silence);
	compat_add_timer_msec(bm->master, was_silent, feeder,
			      PS_FEED_SILENT_SEC * 1000, &feeder->silence);
}

/* ---- what it says ---- */

/* Most often it has ended, which is heard of by itself. */
static void hung_up(struct feeder *feeder)
{
	close_channel(feeder);
	compat_add_timer_msec(bm->master, was_silent, feeder,
			      PS_FEED_HUNG_UP_MSEC, &feeder->silence);
}

static bool is_flood(struct feeder *feeder)
{
	ps_usec now = instance_now();

	if (now - feeder->second > PS_USEC_PER_SEC) {
		feeder->second = now;
		feeder->messages = 0;
	}
	return ++feeder->messages > feeder->kind->messages_per_sec;
}

/* One message. Whether there may be another one. */
static bool receive(struct feeder *feeder)
{
	const struct feeder_kind *kind = feeder->kind;
	enum ps_status status;
	struct ps_error err;
	size_t size;
	int fd;

	status = ps_channel_receive(feeder->channel, feeder->message,
				    kind->message_size, &size, &fd);
	if (status == PS_AGAIN)
		return false;
	if (status == PS_IO) {
		hung_up(feeder);
		return false;
	}
	if (status != PS_OK)
		ps_fail(&err, status, "a message that is too long");
	else if (is_flood(feeder))
		status = ps_fail(&err, PS_INVALID, "it sends without end");
	else
		status = kind->hear(feeder->message, size, fd, feeder->arg,
				    &err);
	if (status != PS_OK)
		feeder_distrust(feeder, err.text);
	if (fd >= 0)
		close(fd);
	return feeder->channel >= 0;
}

static void readable(compat_event *event)
{
	struct feeder *feeder = compat_event_arg(event);

	expect_a_sign(feeder);
	for (unsigned int i = 0; i < PS_FEED_BATCH; i++)
		if (!receive(feeder))
			break;
	if (feeder->channel >= 0)
		wait_for_messages(feeder);
}

static void wait_for_messages(struct feeder *feeder)
{
	compat_add_read(bm->master, readable, feeder, feeder->channel,
			&feeder->read);
}

enum ps_status feeder_tell(struct feeder *feeder, const void *message,
			   size_t size)
{
	if (feeder->channel < 0)
		return PS_IO;
	return ps_channel_send(feeder->channel, message, size, -1);
}

/* ---- its beginning ---- */

static void close_given(const struct feeder_descriptors *given)
{
	for (unsigned int i = 0; i < given->count; i++)
		close(given->fd[i]);
}

/* With what it is given, the channel behind the first. */
static void spawn_with(struct feeder *feeder,
		       const struct feeder_descriptors *given, int channel,
		       struct ps_error *err)
{
	char *argv[] = { (char *)feeder->kind->program(), NULL };
	int fds[SPAWNED_DESCRIPTORS] = { given->fd[0], channel };

	for (unsigned int i = 1; i < given->count; i++)
		fds[i + 1] = given->fd[i];
	feeder->process =
		spawned_new(argv, fds, given->count + 1, ended, feeder, err);
}

static bool spawn(struct feeder *feeder, struct ps_error *err)
{
	struct feeder_descriptors given = { .count = 0 };
	int ends[2];

	if (!feeder->kind->give(&given, feeder->arg, err))
		return false;
	if (ps_channel_pair(ends) || set_nonblocking(ends[0])) {
		ps_fail(err, PS_IO, "no channel: %s", safe_strerror(errno));
		close_given(&given);
		return false;
	}
	feeder->channel = ends[0];
	spawn_with(feeder, &given, ends[1], err);
	close(ends[1]);
	close_given(&given);
	return feeder->process != NULL;
}

static void start(struct feeder *feeder)
{
	struct ps_error err;

	feeder->started = instance_now();
	feeder->starts++;
	if (spawn(feeder, &err)) {
		expect_a_sign(feeder);
		wait_for_messages(feeder);
		feeder->kind->started(feeder->arg);
		return;
	}
	close_channel(feeder);
	restart_later(feeder);
	feeder->kind->down(err.text, feeder->arg);
}

struct feeder *feeder_new(const struct feeder_kind *kind, void *arg)
{
	struct feeder *feeder =
		XCALLOC(MTYPE_PS_FEEDER, sizeof(*feeder) + kind->message_size);

	feeder->kind = kind;
	feeder->arg = arg;
	feeder->channel = -1;
	feeder->backoff = PS_FEED_BACKOFF_FIRST_SEC;
	start(feeder);
	return feeder;
}

uint32_t feeder_starts(const struct feeder *feeder)
{
	return feeder->starts;
}

void feeder_free(struct feeder *feeder)
{
	if (!feeder)
		return;
	close_channel(feeder);
	compat_event_off(feeder->restart);
	spawned_abandon(feeder->process);
	XFREE(MTYPE_PS_FEEDER, feeder->fault);
	XFREE(MTYPE_PS_FEEDER, feeder);
}
