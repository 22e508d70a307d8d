/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/feed.h"

#include <string.h>

static const char magic[8] = "PSFEED_2";

const char *ps_vrp_source_state_name(enum ps_vrp_source_state state)
{
	switch (state) {
	case PS_VRP_STANDBY:
		return "standby";
	case PS_VRP_CONNECTING:
		return "connecting";
	case PS_VRP_SYNCING:
		return "synchronizing";
	case PS_VRP_IN_SYNC:
		return "in sync";
	case PS_VRP_FAILED:
		return "failed";
	case PS_VRP_SOURCE_STATES:
		break;
	}
	return "unknown";
}

const char *ps_vrp_source_kind_name(enum ps_vrp_source_kind kind)
{
	switch (kind) {
	case PS_VRP_CACHE:
		return "cache";
	case PS_VRP_FILE:
		return "file";
	case PS_VRP_EXCEPTIONS:
		return "exceptions";
	case PS_VRP_SOURCE_KINDS:
		break;
	}
	return "unknown";
}

size_t ps_feed_size(enum ps_feed_kind kind)
{
	const size_t head = offsetof(struct ps_feed_message, state);

	switch (kind) {
	case PS_FEED_SET:
	case PS_FEED_STATE:
		return head + sizeof(struct ps_feed_state);
	case PS_FEED_SOURCE:
		return head + sizeof(struct ps_feed_source);
	case PS_FEED_RELOAD:
		return head;
	}
	return 0;
}

struct ps_feed_message ps_feed_message(enum ps_feed_kind kind)
{
	struct ps_feed_message message;

	memset(&message, 0, sizeof(message));
	memcpy(message.magic, magic, sizeof(magic));
	message.kind = kind;
	return message;
}

/* Make what isn't printable a dot. Whether the text ends. */
static bool clean_text(char *text, size_t size)
{
	for (; size; size--, text++) {
		if (!*text)
			return true;
		if (*text < ' ' || *text > '~')
			*text = '.';
	}
	return false;
}

static bool is_zero(const uint8_t *pad, size_t size)
{
	while (size--)
		if (*pad++)
			return false;
	return true;
}

static const char *state_fault(const struct ps_feed_state *state)
{
	if (state->sources > PS_MAX_RPKI_SOURCES ||
	    state->fresh > state->sources)
		return "its sources are out of range";
	return NULL;
}

static const char *source_fault(struct ps_feed_source *source)
{
	if (!clean_text(source->name, sizeof(source->name)) ||
	    !clean_text(source->address, sizeof(source->address)) ||
	    !clean_text(source->error, sizeof(source->error)))
		return "a text doesn't end";
	if (source->number >= PS_MAX_RPKI_SOURCES ||
	    source->kind >= PS_VRP_SOURCE_KINDS ||
	    source->state >= PS_VRP_SOURCE_STATES || source->ssh > 1 ||
	    source->has_data > 1 || source->used > 1 ||
	    source->ipv4 > PS_MAX_VRPS || source->ipv6 > PS_MAX_VRPS ||
	    source->aspas > PS_MAX_ASPAS ||
	    !is_zero(source->pad, sizeof(source->pad)))
		return "a value is out of range";
	return NULL;
}

enum ps_status ps_feed_check(struct ps_feed_message *message, size_t size,
			     bool has_fd, struct ps_error *err)
{
	const char *fault = NULL;

	if (size < offsetof(struct ps_feed_message, state) ||
	    memcmp(message->magic, magic, sizeof(magic)))
		fault = "it isn't of this version; install the module and its "
			"programs together";
	else if (size != ps_feed_size(message->kind) || message->pad)
		fault = "it has the wrong size";
	else if (has_fd != (message->kind == PS_FEED_SET))
		fault = "a descriptor is missing, or too much";
	else if (message->kind == PS_FEED_RELOAD)
		fault = "it goes the other way";
	else if (message->kind == PS_FEED_SOURCE)
		fault = source_fault(&message->source);
	else
		fault = state_fault(&message->state);
	if (!fault && message->kind == PS_FEED_SET && !message->state.serial)
		fault = "a set without a serial";
	if (fault)
		return ps_fail(err, PS_INVALID, "a message of kind %u: %s",
			       size < offsetof(struct ps_feed_message, state)
				       ? 0
				       : message->kind,
			       fault);
	return PS_OK;
}
