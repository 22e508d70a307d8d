/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One cache a process; only this and client.c use librtr. It keeps the
 * connection, asks, and tells what came and went. Between it and its transport
 * stands pdu.c. Whatever librtr calls fatal ends the process: a new one asks
 * for everything, while the last complete set goes on serving.
 */
#include "plugin/rtrd/cache_worker.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/rtrd/client.h"
#include "plugin/rtrd/report.h"

enum { RETRY_FIRST = 1 }; /* seconds; doubles up to what the cache wants */

static struct client *client_of(const struct rtr_socket *rtr)
{
	return (struct client *)((char *)rtr - offsetof(struct client, rtr));
}

static void vrp_changed(struct pfx_table *table, const struct pfx_record record,
			const bool added)
{
	struct client *client = client_of(record.socket);
	struct ps_vrp vrp = {
		.prefix = { .length = record.min_len },
		.max_length = record.max_len,
		.asn = record.asn,
	};
	struct ps_error err;
	uint32_t word;

	(void)table;
	vrp.prefix.family = record.prefix.ver == LRTR_IPV4 ? PS_IPV4 : PS_IPV6;
	for (unsigned int i = 0; i < ps_family_bits(vrp.prefix.family) / 32u;
	     i++) {
		word = vrp.prefix.family == PS_IPV4
			       ? record.prefix.u.addr4.addr
			       : record.prefix.u.addr6.addr[i];
		word = htobe32(word);
		memcpy(vrp.prefix.addr + 4 * i, &word, sizeof(word));
	}
	if (ps_vrp_builder_change(client->changes, &vrp, added, &err) != PS_OK)
		client_give_up(client, err.text);
}

/*
 * How long the data may be used: as the cache says, or the operator if that is
 * less.
 */
static uint32_t expiry(const struct client *client)
{
	uint32_t expire = client->inbox.guard.expire;
	uint32_t most = client->config->expire;

	return most && most < expire ? most : expire;
}

/* When to ask again: before they expire (RFC 8210, 6). */
static unsigned int refresh(const struct client *client)
{
	uint32_t refresh = client->inbox.guard.refresh;
	uint32_t most = (expiry(client) + 1) / 2;

	return most < refresh ? most : refresh;
}

/* End of Data was reached, and all before it was right. */
static void hand_over(struct client *client)
{
	const struct pdu_guard *guard = &client->inbox.guard;
	struct report report = {
		.state = PS_VRP_IN_SYNC,
		.version = guard->version,
		.has_changes = 1,
		.session = guard->session,
		.serial = guard->serial,
		.expire = expiry(client),
	};
	struct ps_error err;

	client->deadline = 0;
	client->error[0] = '\0';
	client->retry = RETRY_FIRST;
	client->rtr.refresh_interval = refresh(client);
	client->rtr.expire_interval = guard->expire;
	if (report_send(client->channel, &report, client->changes, &err) !=
	    PS_OK)
		client_give_up(client, err.text);
	ps_vrp_builder_clear(client->changes);
}

/* Back off, but never for longer than the cache wants (RFC 8210, 6). */
static void try_again_later(struct client *client)
{
	client->deadline = 0;
	client->rtr.retry_interval = client->retry;
	client->retry *= 2;
	if (client->retry > client->inbox.guard.retry)
		client->retry = client->inbox.guard.retry;
	client_say(client, PS_VRP_FAILED);
}

static void state_changed(const struct rtr_socket *rtr,
			  const enum rtr_socket_state state, void *config,
			  void *group)
{
	struct client *client = client_of(rtr);

	(void)config;
	(void)group;
	switch (state) {
	case RTR_ESTABLISHED:
		hand_over(client);
		break;
	case RTR_ERROR_TRANSPORT:
		client_set_error(client, "the connection was lost");
		try_again_later(client);
		break;
	case RTR_ERROR_NO_DATA_AVAIL:
		try_again_later(client);
		client->error[0] = '\0';
		break;
	case RTR_ERROR_FATAL:
	case RTR_SHUTDOWN:
		client_give_up(client, "the cache broke the protocol");
	default:
		break;
	}
}

static bool start(struct client *client)
{
	struct rtr_mgr_config *manager;
	int result;

	client->member = &client->rtr;
	client->rtr.tr_socket = &client->outer;
	client->group = (struct rtr_mgr_group){
		.sockets = &client->member,
		.sockets_len = 1,
		.preference = 1,
	};
	result = rtr_mgr_init(
		&manager, &client->group, 1, client->inbox.guard.refresh,
		client->inbox.guard.expire, client->inbox.guard.retry,
		vrp_changed, NULL, NULL, NULL);
	if (result != RTR_SUCCESS)
		return false;
	/* Its manager is for several caches, and hides most changes. */
	client->rtr.connection_state_fp = state_changed;
	/* What End of Data says of intervals is taken from the guard. */
	rtr_set_interval_mode(&client->rtr, RTR_INTERVAL_MODE_IGNORE_ANY);
	return rtr_mgr_start(manager) == RTR_SUCCESS;
}

/* librtr has a thread of its own; this one sees that it gets somewhere. */
static void watch(struct client *client)
{
	struct pollfd wait = { .fd = client->channel };
	time_t deadline;

	while (poll(&wait, 1, 1000) <= 0) {
		deadline = client->deadline;
		if (deadline && client_now() > deadline)
			client_give_up(client,
				       "no complete set within "
				       "the time that one may take");
	}
}

void cache_worker_run(int channel, const void *arg)
{
	struct client *client = calloc(1, sizeof(*client));

	if (!client)
		return;
	dup2(STDOUT_FILENO, STDERR_FILENO); /* librtr is talkative */
	client->channel = channel;
	client->config = arg;
	client->inbox.guard = pdu_guard_new();
	client->retry = RETRY_FIRST;
	client->changes = ps_vrp_builder_new();
	if (!client->changes || !client_make_transport(client) ||
	    !start(client))
		client_give_up(client, "librtr can't be started");
	watch(client);
}
