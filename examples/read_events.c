/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ten lines that read events: read_events SOCKET
 *
 *     protoc-c -I policy --c_out=. policy/events.proto
 *     cc -I. examples/read_events.c events.pb-c.c -lprotobuf-c -o read_events
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "events.pb-c.h"

static const char *kind_of(const Peering__V1__Event *event)
{
	const ProtobufCFieldDescriptor *body =
		protobuf_c_message_descriptor_get_field(event->base.descriptor,
							event->body_case);

	return body ? body->name : "unknown"; /* newer than this program */
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), octet;
	static uint8_t buffer[65536]; /* no event is longer */
	FILE *stream = fdopen(fd, "r");

	strncpy(address.sun_path, argc > 1 ? argv[1] : "", 107);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return perror(address.sun_path), 1;
	while ((octet = getc(stream)) != EOF) {
		size_t length = octet & 127; /* the varint before each event */
		Peering__V1__Event *event;

		for (int shift = 7; octet > 127 && shift < 32; shift += 7) {
			octet = getc(stream);
			length |= (size_t)(octet & 127) << shift;
		}
		if (length > sizeof(buffer) ||
		    fread(buffer, 1, length, stream) != length)
			break;
		event = peering__v1__event__unpack(NULL, length, buffer);
		if (!event)
			break;
		printf("%" PRIu64 " %s\n", event->sequence, kind_of(event));
		fflush(stdout);
		peering__v1__event__free_unpacked(event, NULL);
	}
	return 1;
}
