/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-rtrd: owns the VRPs of one BGP instance. The module starts it with
 * its configuration (config.h) on standard input and a channel (feed.h) as
 * descriptor 3, and it lives until that is closed.
 *
 * Each cache and file has a worker, a process of its own, that says what came
 * and went. Here their sets are kept sorted, united, put through the
 * operator's exceptions and published, whole, whenever that has changed.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "plugin/rtrd/publisher.h"
#include "plugin/rtrd/selection.h"
#include "plugin/rtrd/watch.h"
#include "policy/channel.h"
#include "policy/confine.h"
#include "policy/file.h"

enum { CHANNEL = 3, TICK_MSEC = 1000 };

struct rtrd {
	struct config config;
	struct source source[PS_MAX_RPKI_SOURCES];
	unsigned int sources;
	struct exceptions exceptions;
	struct watch watch;
	int file_watch; /* number in watch, or -1; and of the exceptions */
	int exceptions_watch;
	struct selection selection;
	struct publisher publisher;
};

static struct rtrd rtrd;

/* It began so long ago that no file was written before. */
static ps_usec clock_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (UINT32_MAX + (uint64_t)time.tv_sec) * PS_USEC_PER_SEC +
	       time.tv_nsec / 1000;
}

static _Noreturn void fail(const struct ps_error *err)
{
	fprintf(stderr, "%s\n", err->text);
	exit(EXIT_FAILURE);
}

static void enter_sandbox(const struct config *config)
{
	struct ps_sandbox needs = { .files = 0 };
	struct ps_error err;

	ps_sandbox_file(&needs, config->file);
	ps_sandbox_file(&needs, config->exceptions);
	for (unsigned int i = 0; i < config->caches; i++) {
		ps_sandbox_file(&needs, config->cache[i].ssh_private_key);
		ps_sandbox_file(&needs, config->cache[i].ssh_known_hosts);
		ps_sandbox_port(&needs, config->cache[i].port);
	}
	if (ps_sandbox_enter(&needs, &err) != PS_OK)
		fail(&err);
}

static void read_config(void)
{
	struct ps_error err;
	size_t size;
	char *text;

	if (ps_file_read_fd(STDIN_FILENO, "the configuration",
			    PS_MAX_RTRD_CONFIG, &text, &size, &err) != PS_OK ||
	    config_read(text, &rtrd.config, &err) != PS_OK)
		fail(&err);
}

static void init_sources(ps_usec now)
{
	const struct config *config = &rtrd.config;

	watch_init(&rtrd.watch);
	rtrd.file_watch = rtrd.exceptions_watch = -1;
	for (unsigned int i = 0; i < config->caches; i++)
		source_init_cache(&rtrd.source[rtrd.sources++],
				  &config->cache[i], now);
	if (config->file) {
		source_init_file(&rtrd.source[rtrd.sources++], config->file,
				 config->expire);
		rtrd.file_watch = watch_add(&rtrd.watch, config->file);
	}
	if (config->exceptions) {
		rtrd.exceptions.path = config->exceptions;
		rtrd.exceptions_watch =
			watch_add(&rtrd.watch, config->exceptions);
	}
	rtrd.selection.began = now;
}

/* The file is the last source. */
static struct source *file_source(void)
{
	return &rtrd.source[rtrd.sources - 1];
}

static void read_exceptions(ps_usec now)
{
	if (!exceptions_read(&rtrd.exceptions,
			     watch_age(&rtrd.watch, rtrd.exceptions_watch),
			     now))
		return;
	for (unsigned int i = 0; i < rtrd.sources; i++)
		holding_filter(&rtrd.source[i].holding, rtrd.exceptions.slurm);
}

/* Read files that have changed, or all of them. */
static void read_files(bool all, ps_usec now)
{
	struct watch *watch = &rtrd.watch;

	if (rtrd.file_watch >= 0 &&
	    (watch_changed(watch, rtrd.file_watch) || all))
		source_read(file_source(), watch_age(watch, rtrd.file_watch),
			    now);
	if (rtrd.exceptions_watch >= 0 &&
	    (watch_changed(watch, rtrd.exceptions_watch) || all))
		read_exceptions(now);
}

/* Tell of every source that has news; the exceptions come last. */
static void describe_sources(ps_usec now)
{
	struct ps_feed_source text;

	for (unsigned int i = 0; i < rtrd.sources; i++) {
		if (!rtrd.source[i].untold)
			continue;
		source_describe(&rtrd.source[i], now, &text);
		if (publisher_describe(&rtrd.publisher, i, &text) == PS_OK)
			rtrd.source[i].untold = false;
	}
	if (!rtrd.exceptions.untold)
		return;
	exceptions_describe(&rtrd.exceptions, now, &text);
	if (publisher_describe(&rtrd.publisher, rtrd.sources, &text) == PS_OK)
		rtrd.exceptions.untold = false;
}

static void publish(ps_usec now)
{
	enum ps_status status;
	struct ps_error err;

	if (!rtrd.publisher.serial &&
	    !(exceptions_are_known(&rtrd.exceptions) &&
	      selection_is_ready(&rtrd.selection, rtrd.source, rtrd.sources,
				 now)))
		status = publisher_sign(&rtrd.publisher, now);
	else
		status = publisher_update(&rtrd.publisher, rtrd.source,
					  rtrd.sources, &rtrd.exceptions, now,
					  &err);
	if (status == PS_IO)
		exit(EXIT_SUCCESS);
}

/* The module wants something, or is gone. */
static void hear_module(ps_usec now)
{
	struct ps_feed_message message;
	enum ps_status status;
	size_t size;
	int fd;

	status = ps_channel_receive(CHANNEL, &message, sizeof(message), &size,
				    &fd);
	if (status == PS_AGAIN)
		return;
	if (status != PS_OK)
		exit(EXIT_SUCCESS);
	if (fd >= 0)
		close(fd);
	if (size == ps_feed_size(PS_FEED_RELOAD) &&
	    message.kind == PS_FEED_RELOAD)
		read_files(true, now);
}

static void wait_and_hear(void)
{
	struct pollfd wait[PS_MAX_RPKI_SOURCES + 2];
	ps_usec now;

	for (unsigned int i = 0; i < rtrd.sources; i++)
		wait[i] = (struct pollfd){
			.fd = rtrd.source[i].worker.channel,
			.events = POLLIN,
		};
	wait[rtrd.sources] = (struct pollfd){
		.fd = CHANNEL,
		.events = rtrd.publisher.fd >= 0 ? POLLIN | POLLOUT : POLLIN,
	};
	wait[rtrd.sources + 1] =
		(struct pollfd){ .fd = rtrd.watch.fd, .events = POLLIN };
	if (poll(wait, rtrd.sources + 2, TICK_MSEC) <= 0)
		return;
	now = clock_now();
	for (unsigned int i = 0; i < rtrd.sources; i++)
		if (wait[i].revents)
			source_hear(&rtrd.source[i], rtrd.exceptions.slurm,
				    now);
	if (wait[rtrd.sources].revents & ~POLLOUT)
		hear_module(now);
}

int main(void)
{
	struct ps_error err;
	ps_usec now;

	if (fcntl(CHANNEL, F_SETFL, O_NONBLOCK)) {
		fprintf(stderr,
			"peering-rtrd: bgpd's peering service starts "
			"this program\n");
		return EXIT_FAILURE;
	}
	if (ps_confine_service(CHANNEL, CHANNEL, &err) != PS_OK)
		fail(&err);
	read_config();
	enter_sandbox(&rtrd.config);
	publisher_init(&rtrd.publisher, CHANNEL);
	init_sources(clock_now());
	for (;;) {
		now = clock_now();
		if (watch_is_due(&rtrd.watch, now))
			read_files(false, now);
		selection_make(&rtrd.selection, rtrd.source, rtrd.sources, now);
		for (unsigned int i = 0; i < rtrd.sources; i++)
			source_tick(&rtrd.source[i], now);
		describe_sources(now);
		publish(now);
		wait_and_hear();
	}
}
