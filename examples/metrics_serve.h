/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics over HTTP, by libmicrohttpd in a thread of its own.
 */
#ifndef METRICS_SERVE_H
#define METRICS_SERVE_H

#include <stddef.h>

struct metrics_server; /* opaque */

/* Text for one scrape, to be freed with free(); called by another thread. */
typedef char *(*metrics_source)(void *arg, size_t *size);

/*
 * Serve at "PORT", "ADDRESS:PORT" or "[ADDRESS]:PORT"; without an address,
 * at 127.0.0.1. Returns NULL after having said what is wrong.
 */
struct metrics_server *metrics_serve(const char *where, metrics_source source,
				     void *arg);
void metrics_server_free(struct metrics_server *server);

#endif
