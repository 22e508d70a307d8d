/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/instance.h"

#include "plugin/event_consumers.h"
#include "plugin/event_socket.h"
#include "plugin/other_routes.h"
#include "plugin/show_stream.h"
#include "plugin/validate.h"

static struct instance *instances;

DEFINE_MTYPE_STATIC(BGPD, PS_INSTANCE, "peering-service instance");

struct instance *instance_find(const struct bgp *bgp)
{
	struct instance *instance;

	for (instance = instances; instance; instance = instance->next)
		if (instance->bgp == bgp)
			return instance;
	return NULL;
}

static const struct bgp *being_deleted;

static struct instance *instance_new(struct bgp *bgp)
{
	struct instance *instance;

	instance = XCALLOC(MTYPE_PS_INSTANCE, sizeof(*instance));
	instance->bgp = bgp;
	instance->born = instance_now();
	lines_init(&instance->lines);
	invalid_paths_init(&instance->invalid);
	statistics_clear(instance);
	incidents_init(instance);
	unrest_init(instance);
	sessions_init(instance);
	urgent_init(instance);
	gaps_init(instance);
	instance->next = instances;
	instances = instance;
	gate_install(instance);
	consumers_restart_snapshots();
	return instance;
}

struct instance *instance_get(struct bgp *bgp)
{
	struct listnode *node;
	struct bgp *other;

	for (ALL_LIST_ELEMENTS_RO(bm->bgp, node, other))
		if (!instance_find(other) && other->process_queue)
			instance_new(other);
	return instance_find(bgp);
}

struct instance *instance_of_path(struct bgp *bgp)
{
	struct instance *instance = instance_find(bgp);

	if (instance || !instances || !bgp->process_queue ||
	    bgp == being_deleted ||
	    CHECK_FLAG(bgp->flags, BGP_FLAG_DELETE_IN_PROGRESS))
		return instance;
	return instance_new(bgp);
}

bool instance_is_configured(const struct instance *instance)
{
	return instance->policy || !lines_empty(&instance->lines);
}

struct instance *instance_first(void)
{
	return instances;
}

const char *instance_name(const struct instance *instance)
{
	return instance->bgp->name ? instance->bgp->name : "default";
}

void instance_delete(struct bgp *bgp)
{
	struct instance **link, *instance;

	for (link = &instances; *link; link = &(*link)->next)
		if ((*link)->bgp == bgp)
			break;
	instance = *link;
	if (!instance)
		return;
	*link = instance->next;
	being_deleted = bgp;
	show_stream_abandon();
	validate_abandon();
	consumers_restart_snapshots();
	start_hold_fini(instance);
	gate_remove(instance);
	reevaluate_cancel(instance);
	failover_flush(instance);
	path_forget_all(instance);
	compliance_fini(instance);
	probes_fini(instance);
	notify_instance_removed(instance);
	urgent_fini(instance);
	other_routes_leave(instance);
	gaps_fini(instance);
	drain_fini(instance);
	sessions_fini(instance);
	unrest_fini(instance);
	incidents_fini(instance);
	invalid_paths_fini(&instance->invalid);
	vrps_fini(instance);
	commit_fini(instance);
	lines_fini(&instance->lines);
	notify_fini(instance);
	XFREE(MTYPE_PS_INSTANCE, instance);
	being_deleted = NULL;
	event_socket_update();
}

void instance_each_neighbor(void (*each)(struct peer *peer, const void *arg),
			    const void *arg)
{
	struct instance *instance;
	struct listnode *node, *next;
	struct peer *peer;

	for (instance = instances; instance; instance = instance->next)
		for (ALL_LIST_ELEMENTS(instance->bgp->peer, node, next, peer))
			each(peer, arg);
}

/* What others see: a confederation is one AS to them (RFC 5065, 4). */
static uint32_t own_as(const struct bgp *bgp)
{
	return CHECK_FLAG(bgp->config, BGP_CONFIG_CONFEDERATION)
		       ? bgp->confed_id
		       : bgp->as;
}

void instance_context(const struct instance *instance,
		      struct ps_context *context)
{
	context->policy = instance->policy;
	context->own_as = own_as(instance->bgp);
	context->rpki = instance->vrps.data;
	context->vrps = instance->vrps.now.table;
}

uint64_t instance_wall_usec(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	return now.tv_sec * PS_USEC_PER_SEC + now.tv_usec;
}

ps_usec instance_now(void)
{
	struct timeval now;

	monotime(&now);
	return now.tv_sec * PS_USEC_PER_SEC + now.tv_usec;
}
