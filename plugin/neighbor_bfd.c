/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/neighbor_bfd.h"

#include "plugin/instance.h"

#define ROOM_FOR_HANDLERS 512 /* FRR 10.3 has 180 messages */

static struct bfd_session_params *bfd_of(const struct peer *peer)
{
	return peer->bfd_config ? peer->bfd_config->session : NULL;
}

const struct bfd_session_params *neighbor_bfd_up(const struct peer *peer)
{
	struct bfd_session_params *bfd = bfd_of(peer);

	return bfd && bfd_sess_status(bfd) == BSS_UP ? bfd : NULL;
}

bool neighbor_bfd_fell(const struct peer *peer,
		       const struct bfd_session_params *was_up)
{
	struct bfd_session_params *bfd = bfd_of(peer);

	return bfd && bfd == was_up && bfd_sess_status(bfd) == BSS_DOWN;
}

static void ask(struct peer *peer, const void *arg)
{
	(void)arg;
	sessions_bfd(peer);
}

static int bfd_changed(ZAPI_CALLBACK_ARGS)
{
	(void)cmd;
	(void)zclient;
	(void)length;
	(void)vrf_id;
	instance_each_neighbor(ask, NULL);
	return 0;
}

/*
 * FRR's library updates bgpd's BFD sessions from this message, which stops
 * the neighbor only later; bgpd's own handlers, called next, have none for
 * it. Ours are a copy of them with one.
 */
void neighbor_bfd_init(void)
{
	static zclient_handler *handlers[ROOM_FOR_HANDLERS];

	if (!zclient || zclient->n_handlers > array_size(handlers) ||
	    (zclient->n_handlers > ZEBRA_INTERFACE_BFD_DEST_UPDATE &&
	     zclient->handlers[ZEBRA_INTERFACE_BFD_DEST_UPDATE])) {
		zlog_warn(
			"peering-service: BFD can't be listened to; its neighbors fail over as bgpd hears it");
		return;
	}
	memcpy(handlers, zclient->handlers,
	       zclient->n_handlers * sizeof(handlers[0]));
	handlers[ZEBRA_INTERFACE_BFD_DEST_UPDATE] = bfd_changed;
	zclient->handlers = handlers;
	zclient->n_handlers = array_size(handlers);
}
