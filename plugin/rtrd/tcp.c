/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "plugin/rtrd/tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "policy/limits.h"

union address {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

static socklen_t address_of(const char *text, uint16_t port,
			    union address *address)
{
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &address->ipv4.sin_addr) == 1) {
		address->ipv4.sin_family = AF_INET;
		address->ipv4.sin_port = htons(port);
		return sizeof(address->ipv4);
	}
	inet_pton(AF_INET6, text, &address->ipv6.sin6_addr);
	address->ipv6.sin6_family = AF_INET6;
	address->ipv6.sin6_port = htons(port);
	return sizeof(address->ipv6);
}

/* Wait for a connection under way. Returns 0 or what became of it. */
static int await_connection(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	socklen_t size = sizeof(int);
	int error = ETIMEDOUT, ready;

	do
		ready = poll(&wait, 1, PS_RTR_CONNECT_SEC * 1000);
	while (ready < 0 && errno == EINTR);
	if (ready > 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size))
		error = errno;
	return error;
}

int tcp_connect(const char *address, uint16_t port, struct ps_error *err)
{
	union address to;
	socklen_t size = address_of(address, port, &to);
	int fd = socket(to.any.sa_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error = 0;

	if (fd < 0) {
		error = errno;
	} else if (connect(fd, &to.any, size)) {
		error = errno == EINPROGRESS ? await_connection(fd) : errno;
	}
	if (!error && fcntl(fd, F_SETFL, 0))
		error = errno;
	if (!error)
		return fd;
	ps_fail(err, PS_IO, "can't connect to %s port %u: %s", address, port,
		strerror(error));
	if (fd >= 0)
		close(fd);
	return -1;
}
