/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that differs between the FRR versions we build for, and the
 * one place that includes FRR's headers. PS_FRR_VERSION is set by configure:
 * major * 100 + minor, 804 for 8.4.4.
 */
#ifndef PS_FRR_COMPAT_H
#define PS_FRR_COMPAT_H

#include <zebra.h>

#include "bfd.h"
#include "command.h"
#include "hash.h"
#include "if.h"
#include "json.h"
#include "jhash.h"
#include "lib/version.h"
#include "lib_errors.h"
#include "libfrr.h"
#include "linklist.h"
#include "memory.h"
#include "module.h"
#include "network.h"
#include "prefix.h"
#include "privs.h"
#include "routemap.h"
#include "sockunion.h"
#include "table.h"
#include "typesafe.h"
#include "vrf.h"
#include "vty.h"
#include "workqueue.h"

#include "bgpd/bgpd.h"
#include "bgpd/bgp_advertise.h"
#include "bgpd/bgp_aspath.h"
#include "bgpd/bgp_attr.h"
#include "bgpd/bgp_community.h"
#include "bgpd/bgp_fsm.h"
#include "bgpd/bgp_memory.h"
#include "bgpd/bgp_mplsvpn.h"
#include "bgpd/bgp_nexthop.h"
#include "bgpd/bgp_nht.h"
#include "bgpd/bgp_packet.h"
#include "bgpd/bgp_route.h"
#include "bgpd/bgp_table.h"
#include "bgpd/bgp_updgrp.h"
#include "bgpd/bgp_zebra.h"

/* Events were called threads before FRR 8.5. */
#if PS_FRR_VERSION < 805
#include "thread.h"
typedef struct thread compat_event;
typedef struct thread_master compat_loop;
#define compat_event_arg THREAD_ARG
#define compat_event_fd THREAD_FD
#define compat_add_read thread_add_read
#define compat_add_write thread_add_write
#define compat_add_timer_msec thread_add_timer_msec
#define compat_add_event thread_add_event
#define compat_event_remain_msec thread_timer_remain_msec
#define compat_event_off THREAD_OFF
#else
#include "frrevent.h"
typedef struct event compat_event;
typedef struct event_loop compat_loop;
#define compat_event_arg EVENT_ARG
#define compat_event_fd EVENT_FD
#define compat_add_read event_add_read
#define compat_add_write event_add_write
#define compat_add_timer_msec event_add_timer_msec
#define compat_add_event event_add_event
#define compat_event_remain_msec event_timer_remain_msec
#define compat_event_off(event) event_cancel(&(event))
#endif

/* libfrr's, which no header names: a vty has executed a command. */
DECLARE_KOOH(cmd_execute_done, (struct vty * vty, const char *command),
	     (vty, command));

/* bgpd's, which no header of 8.4.4 names. */
extern struct zebra_privs_t bgpd_privs;
extern struct zclient *zclient;

/* The connection became its own struct after FRR 9. */
static inline bool compat_peer_is_up(const struct peer *peer)
{
#if PS_FRR_VERSION < 1000
	return peer->status == Established;
#else
	return peer->connection && peer->connection->status == Established;
#endif
}

/* The descriptor of its connection, or -1. */
static inline int compat_peer_fd(const struct peer *peer)
{
#if PS_FRR_VERSION < 1000
	return peer->fd;
#else
	return peer->connection ? peer->connection->fd : -1;
#endif
}

static inline bool compat_peer_is_deleted(const struct peer *peer)
{
#if PS_FRR_VERSION < 1000
	return peer->status == Deleted;
#else
	return !peer->connection || peer->connection->status == Deleted;
#endif
}

static inline const union sockunion *
compat_peer_address(const struct peer *peer)
{
#if PS_FRR_VERSION < 1000
	return &peer->su;
#else
	return &peer->connection->su;
#endif
}

/* Our own end of the connection; NULL while there is none. */
static inline union sockunion *compat_peer_local(const struct peer *peer)
{
#if PS_FRR_VERSION < 1000
	return peer->su_local;
#else
	return peer->connection->su_local;
#endif
}

/* Queue a destination for best-path selection. */
static inline void compat_process(struct bgp *bgp, struct bgp_dest *dest)
{
	struct bgp_table *table = bgp_dest_table(dest);

#if PS_FRR_VERSION < 1000
	bgp_process(bgp, dest, table->afi, table->safi);
#else
	bgp_process(bgp, dest, NULL, table->afi, table->safi);
#endif
}

/*
 * Whether a path is used beside the best one. FRR 10 puts the flag on that,
 * too, and leaves it on what was denied as long as nothing is selected.
 */
static inline bool compat_is_multipath(const struct bgp_path_info *pi)
{
	return CHECK_FLAG(pi->flags, BGP_PATH_MULTIPATH) &&
	       CHECK_FLAG(pi->flags, BGP_PATH_VALID) &&
	       !CHECK_FLAG(pi->flags, BGP_PATH_SELECTED);
}

/* Not about the way of traffic: FRR 10 tells of a router's own addresses. */
#if PS_FRR_VERSION < 1000
#define COMPAT_ROUTE_LOCAL ZEBRA_ROUTE_MAX
#else
#define COMPAT_ROUTE_LOCAL ZEBRA_ROUTE_LOCAL
#endif

/*
 * Whether bgpd counts a path for aggregates before it tells of its birth. From
 * FRR 10 on it does so after that, and leaves out what isn't valid by then.
 */
#define COMPAT_COUNTED_AT_BIRTH (PS_FRR_VERSION < 1000)

/*
 * From FRR 10 on a destination's paths are kept sorted, and one that isn't
 * named as changed keeps its place. Name it, as bgp_process() would: that
 * moves it to the front of the list.
 */
static inline void compat_sort_again(struct bgp_dest *dest,
				     struct bgp_path_info *pi)
{
#if PS_FRR_VERSION < 1000
	(void)dest;
	(void)pi;
#else
	struct bgp_path_info *first = bgp_dest_get_bgp_path_info(dest);

	SET_FLAG(pi->flags, BGP_PATH_UNSORTED);
	if (pi == first)
		return;
	pi->prev->next = pi->next;
	if (pi->next)
		pi->next->prev = pi->prev;
	pi->prev = NULL;
	pi->next = first;
	first->prev = pi;
	bgp_dest_set_bgp_path_info(dest, pi);
#endif
}

/*
 * From FRR 10.1 on what is selected waits until zebra takes more, and is sent
 * with the attributes that the path has by then. Call it before an update
 * replaces them: what waits of the destination is sent first.
 */
static inline void compat_tell_zebra(struct bgp_dest *dest)
{
#if PS_FRR_VERSION < 1001
	(void)dest;
#else
	if (!CHECK_FLAG(dest->flags, BGP_NODE_SCHEDULE_FOR_INSTALL) ||
	    !zclient->zebra_buffer_write_ready)
		return;
	zebra_announce_del(&bm->zebra_announce_head, dest);
	zebra_announce_add_head(&bm->zebra_announce_head, dest);
	zclient->zebra_buffer_write_ready();
#endif
}

/*
 * A bit of attributes' rmap_change_flags that no FRR uses and no neighbor
 * hears of. It tells ours from received ones that are the same otherwise:
 * interned, they would share one address.
 */
#define COMPAT_ATTR_OURS (1 << 15)

/*
 * From FRR 10 on bgpd looks for the path that it has selected among those named
 * as changed and at the first that isn't. A path that isn't valid may stand in
 * between: then the selected one would stay selected beside the next. Call it
 * before each selection.
 */
static inline void compat_name_selected(struct bgp_dest *dest)
{
#if PS_FRR_VERSION < 1000
	(void)dest;
#else
	struct bgp_path_info *pi = bgp_dest_get_bgp_path_info(dest);

	while (pi && CHECK_FLAG(pi->flags, BGP_PATH_UNSORTED))
		pi = pi->next;
	if (!pi || CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
		return;
	while (pi && !CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
		pi = pi->next;
	if (pi)
		compat_sort_again(dest, pi);
#endif
}

/* The prefix of a destination as FRR holds it. */
static inline const struct prefix *
compat_dest_prefix(const struct bgp_dest *dest)
{
	return bgp_dest_get_prefix(dest);
}

/* The path that an imported one comes from, or NULL. */
static inline struct bgp_path_info *
compat_parent(const struct bgp_path_info *pi)
{
#if PS_FRR_VERSION < 1000
	return pi->extra ? pi->extra->parent : NULL;
#else
	return pi->extra && pi->extra->vrfleak ? pi->extra->vrfleak->parent
					       : NULL;
#endif
}

/* Take a path of the VPN table back from the VRFs, and import it anew. */
static inline void compat_leak_to_vrf_withdraw(struct bgp *vpn,
					       struct bgp_path_info *pi)
{
#if PS_FRR_VERSION < 1000
	vpn_leak_to_vrf_withdraw(vpn, pi);
#else
	(void)vpn;
	vpn_leak_to_vrf_withdraw(pi);
#endif
}

static inline void compat_leak_to_vrf_update(struct bgp *vpn,
					     struct bgp_path_info *pi)
{
#if PS_FRR_VERSION < 1000
	vpn_leak_to_vrf_update(vpn, pi);
#else
	struct bgp_path_info *parent = compat_parent(pi);

	vpn_leak_to_vrf_update(vpn, pi, NULL, parent ? parent->peer : pi->peer);
#endif
}

/* Have bgpd act on changed route-maps now, not after its delay-timer. */
static inline void compat_update_route_maps(void)
{
	compat_event_off(bm->t_rmap_update);
	compat_add_timer_msec(bm->master, bgp_route_map_update_timer, NULL, 0,
			      &bm->t_rmap_update);
}

#endif
