/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/loss.h"

#include <sys/epoll.h>

#include "plugin/instance.h"
#include "plugin/neighbor_bfd.h"

#define EVENTS_AT_ONCE 16

/* The connections listened to; itself watched by bgpd's event loop. */
static int connections = -1;
static compat_event *ready;

static void suspect_by_connection(struct peer *peer, const void *arg)
{
	if (compat_peer_fd(peer) == *(const int *)arg)
		sessions_suspect(peer, "its TCP connection has ended");
}

static void listen_again(void);

static void connection_ended(compat_event *event)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	int count = epoll_wait(connections, events, EVENTS_AT_ONCE, 0);

	(void)event;
	for (int i = 0; i < count; i++)
		instance_each_neighbor(suspect_by_connection,
				       &events[i].data.fd);
	listen_again();
}

static void listen_again(void)
{
	compat_add_read(bm->master, connection_ended, NULL, connections,
			&ready);
}

/*
 * The connection's own descriptor, not a copy: bgpd's close ends the watch.
 * It is told of once.
 */
void loss_watch(struct peer *peer)
{
	int fd = compat_peer_fd(peer);
	struct epoll_event event = {
		.events = EPOLLRDHUP | EPOLLET,
		.data.fd = fd,
	};

	if (connections < 0 || fd < 0)
		return;
	if (epoll_ctl(connections, EPOLL_CTL_ADD, fd, &event) == 0)
		return;
	if (errno != EEXIST ||
	    epoll_ctl(connections, EPOLL_CTL_MOD, fd, &event) < 0)
		zlog_warn(
			"peering-service: the connection of %s can't be watched: %s",
			session_peer_name(peer), strerror(errno));
}

/* As bgpd has it: only neighbors on the link itself fall with it. */
static void suspect_by_link(struct peer *peer, const void *arg)
{
	const struct interface *ifp = arg;

	if (peer->nexthop.ifp == ifp &&
	    (peer->ttl == BGP_DEFAULT_TTL ||
	     peer->gtsm_hops == BGP_GTSM_HOPS_CONNECTED))
		sessions_suspect(peer, "its link is down");
}

static int link_changed(struct bgp *bgp, struct interface *ifp)
{
	if (bgp && ifp && !if_is_operative(ifp) &&
	    !CHECK_FLAG(bgp->flags, BGP_FLAG_NO_FAST_EXT_FAILOVER))
		instance_each_neighbor(suspect_by_link, ifp);
	return 0;
}

static int message_arrives(struct peer *peer, uint8_t type, bgp_size_t size,
			   struct stream *message)
{
	(void)size;
	(void)message;
	if (type == BGP_MSG_NOTIFY)
		sessions_suspect(peer, "it sent a NOTIFICATION");
	return 0;
}

void loss_init(void)
{
	connections = epoll_create1(EPOLL_CLOEXEC);
	if (connections < 0)
		zlog_warn("peering-service: connections can't be watched: %s",
			  strerror(errno));
	else
		listen_again();
	hook_register(bgp_vrf_status_changed, link_changed);
	hook_register(bgp_packet_dump, message_arrives);
	neighbor_bfd_init();
}

void loss_fini(void)
{
	compat_event_off(ready);
	if (connections >= 0)
		close(connections);
	connections = -1;
}
