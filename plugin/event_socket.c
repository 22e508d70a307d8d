/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/event_socket.h"

#include <sys/random.h>

#include "plugin/event_consumers.h"
#include "plugin/event_release.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static struct {
	struct ps_event_stream *stream;
	int fd;
	compat_event *accept; /* of a connection, or the next attempt */
	bool refusing;	      /* accept fails, which was logged */
	struct socket_file file;
	char failure[512];
} server = { .fd = -1 };

static void was_connected(compat_event *event);

static void await_connection(void)
{
	compat_add_read(bm->master, was_connected, NULL, server.fd,
			&server.accept);
}

static void try_again(compat_event *event)
{
	(void)event;
	await_connection();
}

/* The connection stays readable: without a pause bgpd would do nothing else. */
static void pause_accepting(int problem)
{
	if (!server.refusing)
		zlog_err(
			"peering-service: events socket %s can't accept a consumer: %s; trying again every %d ms",
			server.file.path, safe_strerror(problem),
			PS_RETRY_MSEC);
	server.refusing = true;
	compat_add_timer_msec(bm->master, try_again, NULL, PS_RETRY_MSEC,
			      &server.accept);
}

static void was_connected(compat_event *event)
{
	int fd = accept4(compat_event_fd(event), NULL, NULL,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0 && errno != EAGAIN && errno != EINTR &&
	    errno != ECONNABORTED) {
		pause_accepting(errno);
		return;
	}
	if (fd >= 0) {
		server.refusing = false;
		consumers_add(fd);
	}
	await_connection();
}

static void stop_listening(void)
{
	consumers_close();
	if (server.fd < 0)
		return;
	compat_event_off(server.accept);
	close(server.fd);
	socket_file_remove(&server.file);
	server.fd = -1;
}

static void start_listening(const char *path,
			    const struct socket_permissions *permissions)
{
	server.fd = socket_file_listen(path, permissions, &server.file,
				       server.failure, sizeof(server.failure));
	server.refusing = false;
	if (server.fd >= 0)
		await_connection();
}

static struct socket_permissions permissions_of(const struct ps_events *events)
{
	struct socket_permissions permissions = {
		.mode = events->mode,
		.group = events->group,
	};
	struct zprivs_ids_t ids;

	if (events->group == PS_DEFAULT_GROUP) {
		zprivs_get_ids(&ids);
		permissions.group = ids.gid_vty;
	}
	return permissions;
}

static void listen_as(const char *path, const struct ps_events *events)
{
	const struct socket_permissions wanted = permissions_of(events);

	server.failure[0] = '\0';
	if (server.fd >= 0 && !strcmp(path, server.file.path)) {
		socket_file_permit(&server.file, &wanted, server.failure,
				   sizeof(server.failure));
	} else {
		stop_listening();
		start_listening(path, &wanted);
	}
	if (server.failure[0])
		zlog_err("peering-service: %s", server.failure);
}

const struct instance *event_socket_owner(void)
{
	const struct instance *instance, *oldest = NULL;

	/* Each new instance stands before the others. */
	for (instance = instance_first(); instance; instance = instance->next)
		if (instance->policy &&
		    instance->policy->settings->events.socket)
			oldest = instance;
	return oldest;
}

void event_socket_update(void)
{
	const struct instance *instance = event_socket_owner();
	const struct ps_events *events;
	struct ps_event_settings settings = { .history = 0 };

	if (!server.stream)
		return;
	if (!instance) {
		stop_listening();
		server.failure[0] = '\0';
		ps_event_stream_configure(server.stream, &settings);
		event_release_begin(server.stream);
		return;
	}
	events = &instance->policy->settings->events;
	settings.history = events->history_size;
	settings.queue = events->queue_size;
	ps_event_stream_configure(server.stream, &settings);
	event_release_begin(server.stream);
	consumers_configure(events->max_consumers,
			    events->slow_consumer == PS_SLOW_DISCONNECT);
	listen_as(ps_policy_string(instance->policy, events->socket), events);
}

bool event_socket_wanted(void)
{
	return server.stream && ps_event_stream_wanted(server.stream);
}

void event_socket_skip(void)
{
	if (server.stream)
		ps_event_stream_skip(server.stream);
}

void event_socket_publish(const struct ps_event *event)
{
	ps_usec now = instance_now();

	if (!server.stream)
		return;
	if (cmd_hostname_get())
		ps_event_stream_rename(server.stream, cmd_hostname_get());
	ps_event_stream_publish(server.stream, event, instance_wall_usec(),
				now);
	consumers_published(now);
}

bool event_socket_tell(struct ps_event_consumer *consumer,
		       const struct ps_event *event)
{
	return ps_event_consumer_tell(consumer, event, instance_wall_usec(),
				      instance_now());
}

const struct ps_event_stream *event_socket_stream(void)
{
	return server.stream;
}

const char *event_socket_path(void)
{
	return server.fd >= 0 ? server.file.path : "";
}

bool event_socket_permissions(struct socket_permissions *permissions)
{
	return server.fd >= 0 &&
	       socket_file_permissions(&server.file, permissions);
}

const char *event_socket_failure(void)
{
	return server.failure[0] ? server.failure : NULL;
}

void event_socket_init(void)
{
	char boot_id[2 * sizeof(uint64_t) + 1];
	const char *name = cmd_hostname_get();
	uint64_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = instance_wall_usec();
	snprintf(boot_id, sizeof(boot_id), "%016" PRIx64, random);
	server.stream = ps_event_stream_new(name ? name : "", boot_id);
	consumers_init(server.stream);
	if (!server.stream)
		zlog_err(
			"peering-service: no memory for events; there will be none");
}

void event_socket_fini(void)
{
	stop_listening();
	event_release_stop();
	ps_event_stream_free(server.stream);
	server.stream = NULL;
}
