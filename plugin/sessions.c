/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/sessions.h"

#include "plugin/instance.h"
#include "plugin/neighbor_bfd.h"
#include "plugin/loss.h"
#include "plugin/pointer_hash.h"
#include "plugin/session_view.h"

DEFINE_MTYPE_STATIC(BGPD, PS_SESSION, "peering-service session");

static int session_compare(const struct session *a, const struct session *b)
{
	return numcmp((uintptr_t)a->peer, (uintptr_t)b->peer);
}

static uint32_t session_hash(const struct session *session)
{
	return pointer_hash(session->peer);
}

DECLARE_HASH(session_table, struct session, item, session_compare,
	     session_hash);

bool session_is_of_neighbor(const struct peer *peer)
{
	return CHECK_FLAG(peer->flags, PEER_FLAG_CONFIG_NODE) != 0;
}

const char *session_peer_name(const struct peer *peer)
{
	if (peer == peer->bgp->peer_self)
		return "this router";
	return peer->conf_if ? peer->conf_if : peer->host;
}

const char *session_name(const struct session *session)
{
	return session_peer_name(session->peer);
}

size_t session_path_count(const struct session *session)
{
	return session_paths_count(&session->registered) +
	       session_paths_count(&session->others);
}

static ps_usec failback_delay(const struct instance *instance)
{
	if (!instance->policy)
		return 0;
	return instance->policy->settings->failback_delay * PS_USEC_PER_SEC;
}

static void resolve_names(struct session *session)
{
	session_view_names(session, session->instance->policy, &session->view);
}

static void resolve_health(struct session *session)
{
	session_view_health(session, session->instance->policy, &session->view);
}

static void time_passed(compat_event *event);

static void schedule_tick(struct session *session)
{
	ps_usec now = instance_now(), deadline;

	compat_event_off(session->tick);
	deadline = ps_session_deadline(&session->life,
				       failback_delay(session->instance));
	if (deadline == PS_USEC_NEVER)
		return;
	compat_add_timer_msec(bm->master, time_passed, session,
			      deadline > now ? (deadline - now) / 1000 + 1 : 0,
			      &session->tick);
}

/* bgpd keeps its paths, as stale ones, until it is back (RFC 4724). */
static bool is_restarting(const struct session *session)
{
	return CHECK_FLAG(session->peer->sflags, PEER_STATUS_NSF_WAIT) != 0;
}

/* What of its paths has to be judged again, and how soon. */
static void revisit(struct session *session, enum ps_session_input input,
		    bool health_changed)
{
	bool returns = input == PS_SESSION_ESTABLISHED ||
		       input == PS_SESSION_TICK || input == PS_SESSION_TRUSTED;

	if (health_changed && returns)
		reevaluate_session(session);
	else if (health_changed)
		reevaluate_session_now(session);
	/* Others go, and bgpd sees to that, unless it keeps them. */
	if (input == PS_SESSION_LOST && is_restarting(session))
		reevaluate_session_others(session);
}

/* The only place where a session's life goes on. */
static void transition(struct session *session, enum ps_session_input input)
{
	struct instance *instance = session->instance;
	enum ps_health before = session->view.health;
	ps_usec now = instance_now();

	if (!ps_session_transition(&session->life, input, now,
				   failback_delay(instance)))
		return;
	resolve_health(session);
	if (session->view.health == PS_HEALTH_STALE &&
	    before != PS_HEALTH_STALE)
		session->lost_at = now;
	schedule_tick(session);
	if (session->view.router != PS_NO_INDEX) {
		notify_session(instance, session);
		compliance_soon(instance);
	}
	revisit(session, input, session->view.health != before);
}

static void time_passed(compat_event *event)
{
	transition(compat_event_arg(event), PS_SESSION_TICK);
}

static struct session *session_new(struct instance *instance, struct peer *peer)
{
	struct session *session;

	session = XCALLOC(MTYPE_PS_SESSION, sizeof(*session));
	session->instance = instance;
	session->peer = peer_lock(peer);
	session->bfd_up = neighbor_bfd_up(peer);
	session->compliance.known_since = instance_now();
	session_paths_init(&session->registered);
	session_paths_init(&session->others);
	ps_session_init(&session->life, instance->born);
	resolve_names(session);
	session_table_add(&instance->sessions.table, session);
	if (compat_peer_is_up(peer)) {
		loss_watch(peer);
		transition(session, PS_SESSION_ESTABLISHED);
	}
	resolve_health(session);
	return session;
}

/* Kept apart, so that the way past it is short. */
static __attribute__((noinline)) struct session *
look_up(struct instance *instance, struct peer *peer)
{
	struct session key = { .peer = peer };
	struct session *session;

	session = session_table_find(&instance->sessions.table, &key);
	if (!session)
		return session_new(instance, peer);
	instance->sessions.last = session;
	return session;
}

struct session *sessions_get(struct instance *instance, struct peer *peer)
{
	struct session *last = instance->sessions.last;

	/* Routes of one neighbor come one after the other. */
	return last && last->peer == peer ? last : look_up(instance, peer);
}

static void session_free(struct instance *instance, struct session *session)
{
	probes_session_forgotten(session);
	notify_session_forgotten(session);
	unrest_session_forgotten(session);
	compat_event_off(session->tick);
	reevaluate_session_cancel(session);
	if (instance->sessions.last == session)
		instance->sessions.last = NULL;
	session_table_del(&instance->sessions.table, session);
	session_paths_fini(&session->registered);
	session_paths_fini(&session->others);
	peer_unlock(session->peer);
	XFREE(MTYPE_PS_SESSION, session);
}

/* A deleted peer's session goes with the last of its paths. */
static void sweep(struct instance *instance)
{
	struct session *session;

	frr_each_safe (session_table, &instance->sessions.table, session)
		if (compat_peer_is_deleted(session->peer) &&
		    !session_path_count(session)) {
			compliance_forget(session);
			session_free(instance, session);
		}
}

/* The session with a peer, if bgpd or an import has shown it to us. */
static struct session *find(struct instance *instance, struct peer *peer)
{
	struct session key = { .peer = peer };

	if (!session_is_of_neighbor(peer))
		return NULL;
	/* Other instances know it only by what they import. */
	if (instance->bgp == peer->bgp && !compat_peer_is_deleted(peer))
		return sessions_get(instance, peer);
	return session_table_find(&instance->sessions.table, &key);
}

static void peer_changed(struct session *session)
{
	if (compat_peer_is_up(session->peer)) {
		resolve_names(session);
		drain_place(session);
		loss_watch(session->peer);
		transition(session, PS_SESSION_ESTABLISHED);
	} else {
		transition(session, PS_SESSION_LOST);
		unrest_session_down(session);
	}
	probes_session_changed(session);
}

void sessions_peer_changed(struct peer *peer)
{
	struct instance *instance;
	struct session *session;

	for (instance = instance_first(); instance; instance = instance->next) {
		session = find(instance, peer);
		if (session)
			peer_changed(session);
		sweep(instance);
	}
}

/* The session of a peer in its own instance, or NULL. */
static struct session *session_of(struct peer *peer)
{
	struct instance *instance = instance_find(peer->bgp);
	struct session key = { .peer = peer };

	return instance ? session_table_find(&instance->sessions.table, &key)
			: NULL;
}

void sessions_suspect(struct peer *peer, const char *why)
{
	struct session *session = session_of(peer);

	if (!session || !compat_peer_is_up(peer) ||
	    session->view.health == PS_HEALTH_STALE)
		return;
	transition(session, PS_SESSION_SUSPECTED);
	if (session->view.router != PS_NO_INDEX)
		zlog_info("peering-service: %s seems lost: %s",
			  session_name(session), why);
}

void sessions_bfd(struct peer *peer)
{
	struct session *session = session_of(peer);
	const struct bfd_session_params *was_up;

	if (!session)
		return;
	was_up = session->bfd_up;
	session->bfd_up = neighbor_bfd_up(peer);
	if (session->bfd_up && !was_up)
		transition(session, PS_SESSION_SURVIVED);
	else if (neighbor_bfd_fell(peer, was_up))
		sessions_suspect(peer, "BFD says that it is down");
}

void sessions_trust(struct instance *instance)
{
	struct session *session;

	frr_each (session_table, &instance->sessions.table, session)
		transition(session, PS_SESSION_TRUSTED);
	probes_trust(instance);
}

void sessions_degrade(struct session *session, bool degraded)
{
	enum ps_health before = session->view.health;

	if (session->degraded == degraded)
		return;
	session->degraded = degraded;
	session->degraded_changed = instance_now();
	resolve_health(session);
	if (session->view.health == before)
		return;
	notify_session_health(session->instance, session);
	compliance_soon(session->instance);
	reevaluate_session(session);
}

static void resolve(struct session *session)
{
	uint32_t before = session->view.router;

	resolve_names(session);
	/* One that was up before it was ours has nothing to wait for. */
	if (before == PS_NO_INDEX && session->view.router != PS_NO_INDEX)
		ps_session_transition(&session->life, PS_SESSION_TRUSTED,
				      instance_now(),
				      failback_delay(session->instance));
	resolve_health(session);
	schedule_tick(session);
}

void sessions_resolve(struct instance *instance)
{
	struct session *session;
	struct listnode *node;
	struct peer *peer;

	sweep(instance);
	for (ALL_LIST_ELEMENTS_RO(instance->bgp->peer, node, peer))
		if (session_is_of_neighbor(peer))
			sessions_get(instance, peer);
	frr_each (session_table, &instance->sessions.table, session)
		resolve(session);
}

void sessions_each(struct instance *instance, uint32_t router,
		   void (*each)(struct session *session, void *arg), void *arg)
{
	struct session *session;

	frr_each (session_table, &instance->sessions.table, session)
		if (session->view.router != PS_NO_INDEX &&
		    (router == PS_NO_INDEX || session->view.router == router))
			each(session, arg);
}

void sessions_every(struct instance *instance,
		    void (*each)(struct session *session, void *arg), void *arg)
{
	struct session *session;

	frr_each (session_table, &instance->sessions.table, session)
		each(session, arg);
}

void sessions_init(struct instance *instance)
{
	session_table_init(&instance->sessions.table);
}

void sessions_fini(struct instance *instance)
{
	struct session *session;

	frr_each_safe (session_table, &instance->sessions.table, session)
		session_free(instance, session);
	session_table_fini(&instance->sessions.table);
}
