/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probe_sockets.h"

#include <fcntl.h>
#include <linux/netlink.h>

struct socket_kind {
	int domain;
	int type;
	int protocol;
};

/* The packet socket's protocol is none: it only sends. */
static const struct socket_kind kinds[] = {
	{ AF_INET, SOCK_RAW, IPPROTO_ICMP },
	{ AF_INET6, SOCK_RAW, IPPROTO_ICMPV6 },
	{ AF_PACKET, SOCK_DGRAM, 0 },
	{ AF_NETLINK, SOCK_RAW, NETLINK_ROUTE },
	{ AF_INET, SOCK_RAW, IPPROTO_TCP },
	{ AF_INET6, SOCK_RAW, IPPROTO_TCP },
	{ AF_INET6, SOCK_STREAM, 0 },
};

static void close_all(struct feeder_descriptors *all)
{
	while (all->count)
		close(all->fd[--all->count]);
}

/* Not bound to a VRF's device: probes name interfaces, which are in it. */
static int open_in(vrf_id_t vrf, const struct socket_kind *kind)
{
	int fd;

	frr_with_privs(&bgpd_privs)
	{
		fd = vrf_socket(kind->domain, kind->type, kind->protocol, vrf,
				NULL);
	}
	return fd;
}

/*
 * The last one has a port of both families, so that the kernel gives it to
 * nobody else and answers for it as nobody's.
 */
static bool has_port(int fd)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6 };
	int off = 0;

	return !setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) &&
	       !bind(fd, (struct sockaddr *)&any, sizeof(any));
}

bool probe_sockets_open(const struct bgp *bgp, struct feeder_descriptors *out,
			struct ps_error *err)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	for (unsigned int i = 0; fd >= 0 && i < array_size(kinds); i++) {
		out->fd[out->count++] = fd;
		fd = open_in(bgp->vrf_id, &kinds[i]);
	}
	if (fd >= 0) {
		out->fd[out->count++] = fd;
		if (has_port(fd))
			return true;
	}
	ps_fail(err, PS_IO, "no socket for probes: %s", safe_strerror(errno));
	close_all(out);
	return false;
}
