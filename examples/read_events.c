/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ten lines that read events: read_events SOCKET
 *
 *     protoc-c -I policy --c_out=. policy/events.proto
 *     cc -I. examples/read_events.c events.pb-c.c -lprotobuf-c -o read_events
 */
#include <inttypes.h>

#include "peering_client.h"

int main(int argc, char **argv)
{
	FILE *stream = peering_open(argc > 1 ? argv[1] : "");
	Peering__V1__Event *event;

	if (!stream)
		return perror(argv[0]), 1;
	while ((event = peering_next(stream))) {
		printf("%" PRIu64 " %s\n", event->sequence,
		       peering_kind(event));
		fflush(stdout);
		peering__v1__event__free_unpacked(event, NULL);
	}
	return 0;
}
