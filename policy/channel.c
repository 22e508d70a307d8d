/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* MSG_CMSG_CLOEXEC */
#include "policy/channel.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for one descriptor, aligned as the system wants it. */
union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

int ps_channel_pair(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

enum ps_status ps_channel_send(int end, const void *message, size_t size,
			       int fd)
{
	struct iovec octets = { (void *)message, size };
	union control control = { .room = { 0 } };
	struct msghdr out = { .msg_iov = &octets, .msg_iovlen = 1 };
	struct cmsghdr *header;
	ssize_t sent;

	if (fd >= 0) {
		out.msg_control = &control;
		out.msg_controllen = sizeof(control);
		header = CMSG_FIRSTHDR(&out);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	}
	do
		sent = sendmsg(end, &out, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return PS_OK;
	/* ETOOMANYREFS: it hasn't taken the descriptors sent before. */
	return errno == EAGAIN || errno == EWOULDBLOCK ||
			       errno == ETOOMANYREFS || errno == ENOBUFS
		       ? PS_AGAIN
		       : PS_IO;
}

/*
 * The descriptor that came with the message, or -1. The padding has room for
 * more than one: whether there were none of those.
 */
static bool take_descriptor(struct msghdr *in, int *fd)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(in);
	size_t count = 0;
	int other;

	*fd = -1;
	if (header && header->cmsg_level == SOL_SOCKET &&
	    header->cmsg_type == SCM_RIGHTS)
		count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(*fd);
	for (size_t i = 0; i < count; i++) {
		memcpy(&other, CMSG_DATA(header) + i * sizeof(*fd),
		       sizeof(*fd));
		if (i)
			close(other);
		else
			*fd = other;
	}
	return count <= 1;
}

enum ps_status ps_channel_receive(int end, void *message, size_t room,
				  size_t *size, int *fd)
{
	struct iovec octets = { message, room };
	union control control;
	struct msghdr in = {
		.msg_iov = &octets,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t got;

	do
		got = recvmsg(end, &in, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	*fd = -1;
	if (got < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? PS_AGAIN
							       : PS_IO;
	*size = got;
	if (take_descriptor(&in, fd) && got &&
	    !(in.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
		return PS_OK;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return got ? PS_INVALID : PS_IO;
}
