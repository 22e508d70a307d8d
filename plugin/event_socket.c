/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/event_socket.h"

#include <sys/random.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "plugin/frr_compat.h"
#include "plugin/instance.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_CONSUMER, "peering-service consumer");

#define SOCKET_MODE 0660

struct consumer {
	struct consumer *next;
	int fd;
	struct ps_event_consumer *queue;
	compat_event *readable;
	compat_event *writable;
};

static struct {
	struct ps_event_stream *stream;
	void (*snapshot)(struct ps_event_consumer *consumer);
	struct consumer *consumers;
	unsigned int count;
	int fd;
	compat_event *accept;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	char failure[256];
} server = { .fd = -1 };

static uint64_t wall_usec(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	return now.tv_sec * PS_USEC_PER_SEC + now.tv_usec;
}

static void consumer_free(struct consumer *consumer)
{
	struct consumer **link = &server.consumers;

	while (*link != consumer)
		link = &(*link)->next;
	*link = consumer->next;
	server.count--;
	compat_event_off(consumer->readable);
	compat_event_off(consumer->writable);
	ps_event_consumer_free(consumer->queue);
	close(consumer->fd);
	XFREE(MTYPE_PS_CONSUMER, consumer);
}

/* Consumers have nothing to say: this hears only that one has gone. */
static void was_readable(compat_event *event)
{
	struct consumer *consumer = compat_event_arg(event);
	char ignored[512];
	ssize_t n = recv(consumer->fd, ignored, sizeof(ignored), MSG_DONTWAIT);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		consumer_free(consumer);
	else
		compat_add_read(bm->master, was_readable, consumer,
				consumer->fd, &consumer->readable);
}

/* One batch a turn: a fast consumer can't keep bgpd from its work. */
static void was_writable(compat_event *event)
{
	struct consumer *consumer = compat_event_arg(event);
	struct iovec iov[PS_EVENT_BATCH];
	struct msghdr batch = { .msg_iov = iov };
	ssize_t n;

	batch.msg_iovlen = ps_event_consumer_gather(consumer->queue, iov);
	if (!batch.msg_iovlen)
		return;
	n = sendmsg(consumer->fd, &batch, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		consumer_free(consumer);
		return;
	}
	if (n > 0)
		ps_event_consumer_sent(consumer->queue, n);
	if (ps_event_consumer_waiting(consumer->queue))
		compat_add_write(bm->master, was_writable, consumer,
				 consumer->fd, &consumer->writable);
}

static void wake(struct consumer *consumer)
{
	if (!consumer->writable)
		compat_add_write(bm->master, was_writable, consumer,
				 consumer->fd, &consumer->writable);
}

static void consumer_new(int fd)
{
	struct ps_event_consumer *queue;
	struct consumer *consumer;

	queue = server.count < PS_EVENT_CONSUMERS
			? ps_event_consumer_new(server.stream)
			: NULL;
	if (!queue) {
		zlog_warn(
			"peering-service: event consumer turned away, %u are connected",
			server.count);
		close(fd);
		return;
	}
	consumer = XCALLOC(MTYPE_PS_CONSUMER, sizeof(*consumer));
	consumer->fd = fd;
	consumer->queue = queue;
	consumer->next = server.consumers;
	server.consumers = consumer;
	server.count++;
	compat_add_read(bm->master, was_readable, consumer, fd,
			&consumer->readable);
	server.snapshot(queue);
	wake(consumer);
}

static void was_connected(compat_event *event)
{
	int fd = accept4(compat_event_fd(event), NULL, NULL,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0)
		consumer_new(fd);
	compat_add_read(bm->master, was_connected, NULL, server.fd,
			&server.accept);
}

/* Whether a socket file is left over from a process that has ended. */
static bool is_stale(const struct sockaddr_un *address)
{
	struct stat status;
	bool stale;
	int fd;

	if (lstat(address->sun_path, &status) || !S_ISSOCK(status.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	stale = connect(fd, (const struct sockaddr *)address,
			sizeof(*address)) &&
		errno == ECONNREFUSED;
	close(fd);
	return stale;
}

static bool open_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	strlcpy(address.sun_path, path, sizeof(address.sun_path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	if (is_stale(&address))
		unlink(path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    chmod(path, SOCKET_MODE) || listen(fd, 16)) {
		close(fd);
		return false;
	}
	server.fd = fd;
	return true;
}

static void stop_listening(void)
{
	while (server.consumers)
		consumer_free(server.consumers);
	if (server.fd < 0)
		return;
	compat_event_off(server.accept);
	close(server.fd);
	unlink(server.path);
	server.fd = -1;
}

void event_socket_listen(const char *path)
{
	if (!strcmp(path, server.path) && (server.fd >= 0 || !path[0]))
		return;
	stop_listening();
	strlcpy(server.path, path, sizeof(server.path));
	server.failure[0] = '\0';
	if (!path[0])
		return;
	if (strlen(path) < sizeof(server.path) && open_socket(path)) {
		compat_add_read(bm->master, was_connected, NULL, server.fd,
				&server.accept);
		return;
	}
	snprintf(server.failure, sizeof(server.failure),
		 "events socket %s can't be opened: %s", path,
		 strlen(path) < sizeof(server.path) ? safe_strerror(errno)
						    : "the path is too long");
	zlog_err(
		"peering-service: %s; is there such a directory, writable for bgpd?",
		server.failure);
}

bool event_socket_wanted(void)
{
	return server.stream && ps_event_stream_wanted(server.stream);
}

void event_socket_publish(const struct ps_event *event)
{
	struct consumer *consumer;

	if (!server.stream)
		return;
	ps_event_stream_publish(server.stream, event, wall_usec(),
				instance_now());
	for (consumer = server.consumers; consumer; consumer = consumer->next)
		wake(consumer);
}

void event_socket_tell(struct ps_event_consumer *consumer,
		       const struct ps_event *event)
{
	ps_event_consumer_tell(consumer, event, wall_usec(), instance_now());
}

const char *event_socket_path(void)
{
	return server.fd >= 0 ? server.path : "";
}

const char *event_socket_failure(void)
{
	return server.failure[0] ? server.failure : NULL;
}

unsigned int event_socket_consumers(void)
{
	return server.count;
}

void event_socket_init(void (*snapshot)(struct ps_event_consumer *consumer))
{
	char boot_id[2 * sizeof(uint64_t) + 1];
	uint64_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = wall_usec();
	snprintf(boot_id, sizeof(boot_id), "%016" PRIx64, random);
	server.snapshot = snapshot;
	server.stream = ps_event_stream_new(cmd_hostname_get(), boot_id);
	if (!server.stream)
		zlog_err(
			"peering-service: no memory for events; there will be none");
}

void event_socket_fini(void)
{
	stop_listening();
	ps_event_stream_free(server.stream);
	server.stream = NULL;
}
