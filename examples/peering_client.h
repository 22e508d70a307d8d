/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For a consumer of events in C, to be copied and included; it needs
 * events.pb-c.h, which protoc-c makes of events.proto, and libprotobuf-c.
 */
#ifndef PEERING_CLIENT_H
#define PEERING_CLIENT_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "events.pb-c.h"

enum {
	PEERING_LONGEST = 65536, /* octets; no event is longer */
};

/* The stream of events, to be closed with fclose(); NULL with errno. */
static inline FILE *peering_open(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), problem;
	FILE *stream = NULL;

	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
	if (strcmp(address.sun_path, path) != 0)
		errno = ENAMETOOLONG;
	else if (fd >= 0 &&
		 !connect(fd, (struct sockaddr *)&address, sizeof(address)))
		stream = fdopen(fd, "r");
	problem = errno;
	if (!stream && fd >= 0)
		close(fd);
	errno = problem;
	return stream;
}

/* The varint before each message; 0: the stream has ended, or is none. */
static inline size_t peering_length(FILE *stream)
{
	size_t length = 0;
	int octet = 128;

	for (int shift = 0; octet > 127 && shift < 32; shift += 7) {
		octet = getc(stream);
		if (octet == EOF)
			return 0;
		length |= (size_t)(octet & 127) << shift;
	}
	return length;
}

/*
 * Wait for the next event, which is the caller's, to be freed with
 * peering__v1__event__free_unpacked(); NULL: the stream has ended, feof(), or
 * can't be read.
 */
static inline Peering__V1__Event *peering_next(FILE *stream)
{
	size_t length = peering_length(stream);
	Peering__V1__Event *event = NULL;
	uint8_t *octets;

	if (!length || length > PEERING_LONGEST)
		return NULL;
	octets = malloc(length);
	if (octets && fread(octets, 1, length, stream) == length)
		event = peering__v1__event__unpack(NULL, length, octets);
	free(octets);
	return event;
}

/* The name of its kind, as events.proto has it. */
static inline const char *peering_kind(const Peering__V1__Event *event)
{
	const ProtobufCFieldDescriptor *body =
		protobuf_c_message_descriptor_get_field(event->base.descriptor,
							event->body_case);

	return body ? body->name : "unknown"; /* newer than this program */
}

#endif
