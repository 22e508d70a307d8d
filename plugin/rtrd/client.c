/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* secure_getenv */
#include "plugin/rtrd/client.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/rtrd/report.h"
#include "plugin/rtrd/tcp.h"
#include "policy/text.h"

time_t client_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

void client_say(struct client *client, enum ps_vrp_source_state state)
{
	struct report report = {
		.state = state,
		.version = client->inbox.guard.version,
	};

	if (state == PS_VRP_FAILED)
		memcpy(report.error, client->error, sizeof(report.error));
	if (report_send(client->channel, &report, NULL, NULL) != PS_OK)
		_exit(EXIT_FAILURE);
}

void client_set_error(struct client *client, const char *why)
{
	if (client->error[0])
		return; /* the first one is the cause of the others */
	ps_text_copy(client->error, sizeof(client->error), why);
}

_Noreturn void client_give_up(struct client *client, const char *why)
{
	client_set_error(client, why);
	client_say(client, PS_VRP_FAILED);
	_exit(EXIT_SUCCESS);
}

/* Seconds of patience; a test may want fewer. */
static unsigned int patience(const char *variable, unsigned int usual)
{
	const char *text = secure_getenv(variable);
	unsigned long wanted = text ? strtoul(text, NULL, 10) : 0;

	return wanted && wanted < usual ? wanted : usual;
}

static int open_socket(void *arg)
{
	struct client *client = arg;
	struct ps_error err;
	int fd;

	fd = tcp_connect(client->config->address, client->config->port, &err);
	if (fd < 0)
		client_set_error(client, err.text);
	return fd;
}

static int guarded_open(void *arg)
{
	struct client *client = arg;
	int result;

	client->error[0] = '\0';
	client->deadline = client_now() + client->sync;
	inbox_clear(&client->inbox);
	client_say(client, PS_VRP_CONNECTING);
	result = client->inner.open_fp(client->inner.socket);
	if (result != TR_SUCCESS)
		client_set_error(client,
				 "SSH refuses the connection; check user, "
				 "private key and known hosts");
	else
		client_say(client, PS_VRP_SYNCING);
	return result;
}

static void guarded_close(void *arg)
{
	struct client *client = arg;

	client->inner.close_fp(client->inner.socket);
}

static void guarded_free(struct tr_socket *outer)
{
	(void)outer; /* the process ends before */
}

static const char *guarded_ident(void *arg)
{
	struct client *client = arg;

	return client->config->name;
}

static int guarded_send(const void *arg, const void *pdu, const size_t size,
			const time_t timeout)
{
	struct client *client = (struct client *)arg;
	const uint8_t *octets = pdu;
	char text[PS_FEED_TEXT];

	pdu_guard_sent(&client->inbox.guard, pdu, size);
	if (size >= 16 && octets[1] == PDU_ERROR_REPORT) {
		pdu_describe_error(pdu, text, sizeof(text));
		client_set_error(client, text);
	} else {
		client->deadline = client_now() + client->sync;
	}
	return client->inner.send_fp(client->inner.socket, pdu, size, timeout);
}

static _Noreturn void refuse(struct client *client, const struct ps_error *err)
{
	uint8_t pdu[PDU_LONGEST];
	size_t size = inbox_answer(&client->inbox, err->text, pdu);

	client->inner.send_fp(client->inner.socket, pdu, size, 1);
	client_give_up(client, err->text);
}

/* More octets from the cache. */
static int receive(struct client *client, time_t timeout)
{
	bool waiting = client->inbox.guard.phase != PDU_IDLE;
	size_t room;
	void *to = inbox_room(&client->inbox, &room);
	int got;

	if (timeout < 0)
		timeout = 0;
	if (waiting && timeout > client->idle)
		timeout = client->idle;
	got = client->inner.recv_fp(client->inner.socket, to, room, timeout);
	if (got > 0)
		inbox_fill(&client->inbox, got);
	else if (got == TR_WOULDBLOCK && waiting)
		client_set_error(client, "the cache has stopped talking");
	else if (got == TR_CLOSED || got == 0)
		client_set_error(client, "the cache closed the connection");
	else if (got == TR_ERROR)
		client_set_error(client, "the connection was lost");
	/* librtr takes an orderly end for a crime. */
	return got == TR_CLOSED || got == 0 ? TR_ERROR : got;
}

static int guarded_recv(const void *arg, void *out, const size_t size,
			const time_t timeout)
{
	struct client *client = (struct client *)arg;
	time_t end = client_now() + timeout;
	enum ps_status status;
	struct ps_error err;
	int got;

	while ((status = inbox_check(&client->inbox, &err)) == PS_AGAIN) {
		got = receive(client, end - client_now());
		if (got < 0)
			return got;
	}
	if (status != PS_OK)
		refuse(client, &err);
	if (client->inbox.said[0])
		client_set_error(client, client->inbox.said);
	return inbox_take(&client->inbox, out, size);
}

bool client_make_transport(struct client *client)
{
	const struct cache_config *config = client->config;
	struct tr_ssh_config ssh = {
		.host = (char *)config->address,
		.port = config->port,
		.username = (char *)config->ssh_user,
		.server_hostkey_path = (char *)config->ssh_known_hosts,
		.client_privkey_path = (char *)config->ssh_private_key,
		.data = client,
		.new_socket = open_socket,
		.connect_timeout = PS_RTR_CONNECT_SEC,
	};
	struct tr_tcp_config tcp = {
		.host = (char *)config->address,
		.port = (char *)"",
		.data = client,
		.new_socket = open_socket,
	};

	client->idle =
		patience("PEERING_SERVICE_RTR_IDLE_SEC", PS_RTR_IDLE_SEC);
	client->sync =
		patience("PEERING_SERVICE_RTR_SYNC_SEC", PS_RTR_SYNC_SEC);
	client->outer = (struct tr_socket){
		.socket = client,
		.open_fp = guarded_open,
		.close_fp = guarded_close,
		.free_fp = guarded_free,
		.send_fp = guarded_send,
		.recv_fp = guarded_recv,
		.ident_fp = guarded_ident,
	};
	return (config->ssh_user
			? tr_ssh_init(&ssh, &client->inner)
			: tr_tcp_init(&tcp, &client->inner)) == TR_SUCCESS;
}
