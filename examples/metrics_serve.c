/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_serve.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examples/memory.h"
#include "examples/metrics_text.h"

enum {
	CONNECTIONS_MAX = 16,
	IDLE_SEC = 10, /* of a connection, before it is closed */
};

struct metrics_server {
	struct MHD_Daemon *daemon;
	metrics_source source;
	void *arg;
};

static enum MHD_Result respond(struct MHD_Connection *connection,
			       unsigned int status, const char *type,
			       char *text, size_t size)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		size, text, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result result;

	if (!response) {
		free(text);
		return MHD_NO;
	}
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection,
			      unsigned int status, const char *why)
{
	return respond(connection, status, "text/plain", copy(why),
		       strlen(why));
}

static enum MHD_Result answer(void *arg, struct MHD_Connection *connection,
			      const char *url, const char *method,
			      const char *version, const char *upload,
			      size_t *upload_size, void **request)
{
	const struct metrics_server *server = arg;
	size_t size;
	char *text;

	(void)version;
	(void)upload;
	(void)request;
	if (*upload_size)
		return MHD_NO;
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			      "only GET and HEAD\n");
	if (strcmp(url, "/metrics") != 0)
		return refuse(connection, MHD_HTTP_NOT_FOUND,
			      "metrics are at /metrics\n");
	text = server->source(server->arg, &size);
	return respond(connection, MHD_HTTP_OK, METRICS_TEXT_TYPE, text, size);
}

/* "ADDRESS:PORT" in two; false: it is none. */
static bool split(const char *where, char host[64], const char **port)
{
	const char *colon = strrchr(where, ':');
	size_t length = colon ? (size_t)(colon - where) : 0;

	*port = colon ? colon + 1 : where;
	if (!**port || strspn(*port, "0123456789") != strlen(*port))
		return false;
	if (!colon) {
		strcpy(host, "127.0.0.1");
		return true;
	}
	if (length >= 2 && where[0] == '[' && where[length - 1] == ']') {
		where++;
		length -= 2;
	}
	if (!length || length >= 64)
		return false;
	memcpy(host, where, length);
	host[length] = '\0';
	return true;
}

static struct MHD_Daemon *start(struct metrics_server *server,
				const struct addrinfo *address)
{
	unsigned int flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO;

	if (address->ai_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	return MHD_start_daemon(
		flags, 0, NULL, NULL, answer, server, MHD_OPTION_SOCK_ADDR,
		address->ai_addr, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned int)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned int)IDLE_SEC, MHD_OPTION_END);
}

struct metrics_server *metrics_serve(const char *where, metrics_source source,
				     void *arg)
{
	const struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
	};
	struct metrics_server *server = zeroed(sizeof(*server));
	struct addrinfo *address;
	const char *port;
	char host[64];

	server->source = source;
	server->arg = arg;
	if (!split(where, host, &port) ||
	    getaddrinfo(host, port, &hints, &address)) {
		fprintf(stderr,
			"peering-events: %s: an address is like 9942, "
			"127.0.0.1:9942 or [::1]:9942\n",
			where);
		free(server);
		return NULL;
	}
	errno = 0;
	server->daemon = start(server, address);
	freeaddrinfo(address);
	if (server->daemon)
		return server;
	fprintf(stderr, "peering-events: can't listen at %s: %s\n", where,
		errno ? strerror(errno) : "no HTTP server");
	free(server);
	return NULL;
}

void metrics_server_free(struct metrics_server *server)
{
	if (!server)
		return;
	MHD_stop_daemon(server->daemon);
	free(server);
}
