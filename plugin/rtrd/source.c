/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "plugin/rtrd/cache_worker.h"
#include "plugin/rtrd/file_worker.h"
#include "policy/text.h"

static ps_usec seconds(uint32_t count)
{
	return count * PS_USEC_PER_SEC;
}

static void init(struct source *source, enum ps_vrp_source_kind kind,
		 uint32_t expire)
{
	*source = (struct source){
		.kind = kind,
		.expire = expire,
		.worker = { .channel = -1 },
		.restart = PS_USEC_NEVER,
		.backoff = PS_RTR_BACKOFF_FIRST_SEC,
		.state = PS_VRP_STANDBY,
		.untold = true,
		.expires = PS_USEC_NEVER,
	};
}

void source_init_cache(struct source *source, const struct cache_config *cache,
		       ps_usec now)
{
	init(source, PS_VRP_CACHE, cache->expire);
	source->cache = cache;
	source->out_of_sync = now;
}

void source_init_file(struct source *source, const char *path, uint32_t expire)
{
	init(source, PS_VRP_FILE, expire);
	source->path = path;
	source->wanted = true;
}

static void set_state(struct source *source, enum ps_vrp_source_state state,
		      ps_usec now)
{
	if (source->state == state)
		return;
	if (source->state == PS_VRP_IN_SYNC)
		source->out_of_sync = now;
	source->state = state;
	source->untold = true;
}

static void fail(struct source *source, const char *why, ps_usec now)
{
	set_state(source, PS_VRP_FAILED, now);
	ps_text_copy(source->error, sizeof(source->error), why);
	source->failures++;
	source->untold = true;
}

static void drop_data(struct source *source)
{
	holding_drop(&source->holding);
	source->used = false;
	source->expires = PS_USEC_NEVER;
	source->untold = true;
}

/* ---- its worker ---- */

static enum ps_status start_worker(struct source *source, struct ps_error *err)
{
	struct ps_sandbox needs = { .files = 0 };

	if (source->kind == PS_VRP_FILE) {
		ps_sandbox_file(&needs, source->path);
		return worker_start(&source->worker, &needs, file_worker_run,
				    source->path, err);
	}
	ps_sandbox_file(&needs, source->cache->ssh_private_key);
	ps_sandbox_file(&needs, source->cache->ssh_known_hosts);
	ps_sandbox_port(&needs, source->cache->port);
	return worker_start(&source->worker, &needs, cache_worker_run,
			    source->cache, err);
}

/* When to try again, later each time until there is success. */
static void back_off(struct source *source, ps_usec now)
{
	source->restart = now + seconds(source->backoff);
	source->backoff *= 2;
	if (source->backoff > PS_RTR_BACKOFF_MOST_SEC)
		source->backoff = PS_RTR_BACKOFF_MOST_SEC;
}

static void start(struct source *source, ps_usec now)
{
	struct ps_error err;

	source->restart = PS_USEC_NEVER;
	source->has_reported = false;
	source->started = now;
	if (start_worker(source, &err) == PS_OK) {
		if (source->kind == PS_VRP_CACHE)
			set_state(source, PS_VRP_CONNECTING, now);
		else if (source->state == PS_VRP_STANDBY)
			set_state(source, PS_VRP_SYNCING, now);
		return;
	}
	fail(source, err.text, now);
	back_off(source, now);
}

/* It failed us: a new one asks for everything. */
static void replace_worker(struct source *source, const char *why, ps_usec now)
{
	fail(source, why, now);
	worker_stop(&source->worker);
	back_off(source, now);
}

/* A worker that has failed says so first; a file's ends when all is said. */
static void worker_ended(struct source *source, ps_usec now)
{
	int status = worker_stop(&source->worker);
	bool in_order = WIFEXITED(status) && !WEXITSTATUS(status);
	char text[PS_FEED_TEXT];

	if (in_order && source->kind == PS_VRP_FILE)
		return;
	if (source->state == PS_VRP_IN_SYNC &&
	    now - source->started > seconds(PS_RTR_BACKOFF_MOST_SEC))
		source->backoff = PS_RTR_BACKOFF_FIRST_SEC;
	if (!in_order) {
		snprintf(text, sizeof(text),
			 "its process was ended by %s %d; its last good data "
			 "stay",
			 WIFSIGNALED(status) ? "signal" : "exit status",
			 WIFSIGNALED(status) ? WTERMSIG(status)
					     : WEXITSTATUS(status));
		fail(source, text, now);
	}
	back_off(source, now);
}

static void stand_by(struct source *source, ps_usec now)
{
	worker_stop(&source->worker);
	drop_data(source);
	set_state(source, PS_VRP_STANDBY, now);
	source->error[0] = '\0';
	source->restart = PS_USEC_NEVER;
	source->backoff = PS_RTR_BACKOFF_FIRST_SEC;
}

/* What a cache says from now on is of changes to data that are gone. */
static void expire(struct source *source, ps_usec now)
{
	static const char why[] = "its data have expired";

	drop_data(source);
	if (source->kind == PS_VRP_FILE)
		fail(source, why, now);
	else
		replace_worker(source, why, now);
}

void source_tick(struct source *source, ps_usec now)
{
	if (source->holding.is_there && now >= source->expires)
		expire(source, now);
	if (!source->wanted) {
		if (source->state != PS_VRP_STANDBY)
			stand_by(source, now);
		return;
	}
	if (source->worker.pid)
		return;
	if (now >= source->restart ||
	    (source->kind == PS_VRP_CACHE && source->state == PS_VRP_STANDBY))
		start(source, now);
}

void source_read(struct source *source, uint32_t age, ps_usec now)
{
	/* One that is being read may be the old one: begin again. */
	worker_stop(&source->worker);
	source->since = now - seconds(age);
	source->backoff = PS_RTR_BACKOFF_FIRST_SEC;
	start(source, now);
}

/* ---- what it says ---- */

/* Data may be used for as long as their source and the operator say. */
static ps_usec expiry(const struct source *source, uint32_t expire)
{
	if (source->expire && (!expire || expire > source->expire))
		expire = source->expire;
	return expire ? source->since + seconds(expire) : PS_USEC_NEVER;
}

static void take_data(struct source *source, const struct report *report,
		      struct report_batch *batch,
		      const struct ps_slurm *filters, ps_usec now)
{
	bool anew = source->kind == PS_VRP_FILE || !source->has_reported;
	struct ps_error err;

	if (!anew && !source->holding.is_there) {
		replace_worker(source, "its data were let go of", now);
		return;
	}
	if (holding_change(&source->holding, anew, batch->change, batch->count,
			   filters, &err) != PS_OK) {
		replace_worker(source, err.text, now);
		return;
	}
	if (source->kind == PS_VRP_FILE) {
		holding_set_aspas(&source->holding, batch->aspa, batch->aspas,
				  batch->customers);
		batch->aspa = NULL;
	}
	source->has_reported = true;
	source->session = report->session;
	source->serial = report->serial;
	if (source->kind == PS_VRP_CACHE)
		source->since = now;
	source->expires = expiry(source, report->expire);
	source->error[0] = '\0';
	set_state(source, PS_VRP_IN_SYNC, now);
	source->untold = true;
}

void source_hear(struct source *source, const struct ps_slurm *filters,
		 ps_usec now)
{
	struct report_batch batch;
	struct report report;
	enum ps_status status;
	struct ps_error err;

	status = report_receive(source->worker.channel, &report, &batch, &err);
	if (status == PS_AGAIN)
		return;
	if (status == PS_IO) {
		worker_ended(source, now);
		return;
	}
	if (status != PS_OK) {
		replace_worker(source, err.text, now);
		return;
	}
	source->version = report.version;
	if (report.has_changes)
		take_data(source, &report, &batch, filters, now);
	else if (report.state == PS_VRP_FAILED)
		fail(source, report.error, now);
	else
		set_state(source, report.state, now);
	free(batch.change);
	free(batch.aspa);
}

bool source_is_settled(const struct source *source)
{
	if (source->kind == PS_VRP_FILE)
		return source->state == PS_VRP_IN_SYNC ||
		       source->state == PS_VRP_FAILED;
	return source->state == PS_VRP_IN_SYNC ||
	       source->failures >= PS_RTR_PATIENCE;
}

/* ---- what is told of it ---- */

static uint32_t seconds_between(ps_usec from, ps_usec to)
{
	return from < to ? (to - from) / PS_USEC_PER_SEC : 0;
}

void source_describe(const struct source *source, ps_usec now,
		     struct ps_feed_source *out)
{
	const struct ps_vrp_set *all = &source->holding.all;
	const struct cache_config *cache = source->cache;

	memset(out, 0, sizeof(*out));
	out->kind = source->kind;
	out->state = source->state;
	out->failures = source->failures;
	memcpy(out->error, source->error, sizeof(out->error));
	if (cache) {
		ps_text_copy(out->name, sizeof(out->name), cache->name);
		ps_text_copy(out->address, sizeof(out->address),
			     cache->address);
		out->port = cache->port;
		out->preference = cache->preference;
		out->ssh = cache->ssh_user != NULL;
		out->version = source->version;
	}
	if (!source->holding.is_there)
		return;
	out->has_data = 1;
	out->used = source->used;
	out->session = source->session;
	out->serial = source->serial;
	out->ipv4 = all->count[PS_IPV4];
	out->ipv6 = all->count[PS_IPV6];
	out->aspas = source->holding.customers;
	out->age = seconds_between(source->since, now);
	if (source->expires != PS_USEC_NEVER)
		out->expires_in = seconds_between(now, source->expires) + 1;
}
