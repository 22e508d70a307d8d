/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/event_reader.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define EVENT_MAX 65536 /* octets of one event; the module's are far less */
#define LENGTH_MAX 5	/* octets of the varint before it */

struct event_reader {
	int fd;
	size_t first; /* not yet taken: first up to end */
	size_t end;
	uint8_t buffer[EVENT_MAX + LENGTH_MAX];
};

struct event_reader *event_reader_open(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct event_reader *reader;
	int problem;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	strcpy(address.sun_path, path);
	reader = calloc(1, sizeof(*reader));
	if (!reader)
		return NULL;
	reader->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (reader->fd >= 0 &&
	    !connect(reader->fd, (struct sockaddr *)&address, sizeof(address)))
		return reader;
	problem = errno;
	event_reader_close(reader);
	errno = problem;
	return NULL;
}

void event_reader_close(struct event_reader *reader)
{
	if (!reader)
		return;
	if (reader->fd >= 0)
		close(reader->fd);
	free(reader);
}

bool event_reader_subscribe(struct event_reader *reader,
			    const Peering__V1__Subscribe *subscribe)
{
	size_t size = peering__v1__subscribe__get_packed_size(subscribe);
	uint8_t *octets = malloc(LENGTH_MAX + size);
	size_t used = 0, length = size;
	bool sent;

	if (!octets)
		return false;
	for (; length >= 0x80; length >>= 7)
		octets[used++] = length | 0x80;
	octets[used++] = length;
	used += peering__v1__subscribe__pack(subscribe, octets + used);
	/* It is small: there is room for it in the socket at once. */
	sent = send(reader->fd, octets, used, MSG_NOSIGNAL) == (ssize_t)used;
	free(octets);
	return sent;
}

/* Read more behind what is there; sets *at_end at the end of the stream. */
static bool fill(struct event_reader *reader, bool *at_end)
{
	ssize_t n;

	memmove(reader->buffer, reader->buffer + reader->first,
		reader->end - reader->first);
	reader->end -= reader->first;
	reader->first = 0;
	do
		n = read(reader->fd, reader->buffer + reader->end,
			 sizeof(reader->buffer) - reader->end);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		reader->end += n;
	*at_end = n == 0;
	return n > 0;
}

/*
 * The length of the event that begins the buffer, and that of the varint
 * that says so. Returns false while the varint isn't whole; one that can't
 * be an event's gives a length over EVENT_MAX.
 */
static bool take_length(const struct event_reader *reader, size_t *varint,
			size_t *length)
{
	const uint8_t *octet = reader->buffer + reader->first;
	size_t there = reader->end - reader->first;

	*length = 0;
	for (*varint = 0; *varint < there && *varint < LENGTH_MAX; octet++) {
		*length |= (size_t)(*octet & 0x7f) << 7 * (*varint)++;
		if (!(*octet & 0x80))
			return true;
	}
	*length = SIZE_MAX;
	return *varint == LENGTH_MAX;
}

bool event_reader_has_more(const struct event_reader *reader)
{
	size_t varint, length;

	return take_length(reader, &varint, &length) && length <= EVENT_MAX &&
	       reader->end - reader->first >= varint + length;
}

static enum event_reader_result wait_for_more(struct event_reader *reader,
					      int msec)
{
	struct pollfd polled = { .fd = reader->fd, .events = POLLIN };
	bool at_end;
	int ready;

	do
		ready = poll(&polled, 1, msec);
	while (ready < 0 && errno == EINTR);
	if (!ready)
		return EVENT_READER_NOTHING;
	if (ready < 0)
		return EVENT_READER_ERROR;
	if (fill(reader, &at_end))
		return EVENT_READER_EVENT;
	return at_end ? EVENT_READER_END : EVENT_READER_ERROR;
}

enum event_reader_result event_reader_next(struct event_reader *reader,
					   int msec, Peering__V1__Event **event)
{
	enum event_reader_result result;
	size_t varint, length;

	for (;;) {
		if (take_length(reader, &varint, &length)) {
			if (length > EVENT_MAX)
				return EVENT_READER_BROKEN;
			if (reader->end - reader->first >= varint + length)
				break;
		}
		result = wait_for_more(reader, msec);
		if (result != EVENT_READER_EVENT)
			return result;
	}
	*event = peering__v1__event__unpack(
		NULL, length, reader->buffer + reader->first + varint);
	reader->first += varint + length;
	return *event ? EVENT_READER_EVENT : EVENT_READER_BROKEN;
}

void event_free(Peering__V1__Event *event)
{
	peering__v1__event__free_unpacked(event, NULL);
}
