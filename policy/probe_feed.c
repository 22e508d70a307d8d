/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/probe_feed.h"

#include <string.h>

static const char magic[8] = "PSPROBE2";

enum { MOST_ERRNO = 4095 };

size_t ps_probe_size(enum ps_probe_kind kind)
{
	const size_t head = offsetof(struct ps_probe_message, way);

	switch (kind) {
	case PS_PROBE_WAY:
	case PS_PROBE_END:
		return head + sizeof(struct ps_probe_way);
	case PS_PROBE_OUTCOME:
		return head + sizeof(struct ps_probe_outcome);
	case PS_PROBE_SIGN:
		return head;
	}
	return 0;
}

struct ps_probe_message ps_probe_message(enum ps_probe_kind kind)
{
	struct ps_probe_message message;

	memset(&message, 0, sizeof(message));
	memcpy(message.magic, magic, sizeof(magic));
	message.kind = kind;
	return message;
}

static const char *way_fault(const struct ps_probe_way *way)
{
	if (way->number >= PS_MAX_PROBES || way->family >= PS_FAMILIES ||
	    way->interval < PS_MIN_PROBE_MSEC ||
	    way->interval > PS_MAX_PROBE_MSEC || way->pad)
		return "a way is out of range";
	return NULL;
}

static const char *outcome_fault(const struct ps_probe_outcome *outcome)
{
	bool was_answered = outcome->rtt <= PS_PROBE_TIMEOUT_MSEC * 1000;

	if (outcome->number >= PS_MAX_PROBES ||
	    (!was_answered && outcome->rtt < PS_RTT_UNSENT) ||
	    outcome->error > MOST_ERRNO ||
	    (outcome->error && outcome->rtt != PS_RTT_UNSENT))
		return "an outcome is out of range";
	return NULL;
}

enum ps_status ps_probe_check(const struct ps_probe_message *message,
			      size_t size, struct ps_error *err)
{
	const char *fault = NULL;

	if (size < offsetof(struct ps_probe_message, way) ||
	    memcmp(message->magic, magic, sizeof(magic)))
		fault = "it isn't of this version; install the module and its "
			"programs together";
	else if (size != ps_probe_size(message->kind) || message->pad)
		fault = "it has the wrong size";
	else if (message->kind == PS_PROBE_WAY)
		fault = way_fault(&message->way);
	else if (message->kind == PS_PROBE_END &&
		 message->way.number >= PS_MAX_PROBES)
		fault = "a way is out of range";
	else if (message->kind == PS_PROBE_OUTCOME)
		fault = outcome_fault(&message->outcome);
	if (fault)
		return ps_fail(err, PS_INVALID, "a message of its: %s", fault);
	return PS_OK;
}
