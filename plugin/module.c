/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module's way into bgpd: make sure that this is the FRR it was built
 * for, then put its hooks where routes, sessions and configuration pass.
 */
#include "plugin/cli.h"
#include "plugin/event_socket.h"
#include "plugin/export.h"
#include "plugin/export_community.h"
#include "plugin/instance.h"
#include "plugin/layout.h"
#include "plugin/loss.h"
#include "plugin/other_routes.h"
#include "plugin/process_queue.h"
#include "plugin/reply.h"
#include "plugin/spawned.h"

#include <syslog.h>

static int path_lives_or_dies(struct bgp_dest *dest, struct bgp_path_info *pi,
			      bool lives)
{
	struct bgp_table *table = bgp_dest_table(dest);
	struct instance *instance;

	if (!gate_looks_at(table))
		return 0;
	if (!lives) {
		path_forget(pi);
		return 0;
	}
	instance = instance_of_path(table->bgp);
	if (instance)
		gate_judge_born(instance, dest, pi);
	return 0;
}

/* Before an update replaces the attributes of a path in place. */
static int path_changes(struct bgp *bgp, afi_t afi, safi_t safi,
			struct bgp_dest *dest, struct peer *peer, bool withdraw)
{
	struct instance *instance = withdraw ? instance_find(bgp) : NULL;

	(void)afi;
	(void)safi;
	(void)peer;
	if (instance)
		gate_hurry(instance, dest);
	return 0;
}

/* Each message: in it, selection may run past the queue (RFC 4724). */
static int message_arrives(struct peer *peer, uint8_t type, bgp_size_t size,
			   struct stream *message)
{
	(void)size;
	(void)message;
	if (type == BGP_MSG_UPDATE)
		start_hold_update(peer->bgp);
	urgent_flush();
	return 0;
}

static int peer_changed(struct peer *peer)
{
	sessions_peer_changed(peer);
	return 0;
}

/* Only of bgpd's own file; vtysh's is followed by quiet. */
static int config_read(compat_loop *loop)
{
	struct instance *instance;

	(void)loop;
	for (instance = instance_first(); instance; instance = instance->next)
		if (instance->commit.quiet)
			commit_now(instance, NULL);
	return 0;
}

static int bgp_goes(struct bgp *bgp)
{
	instance_delete(bgp);
	return 0;
}

static int start(compat_loop *loop)
{
	(void)loop;
	path_record_init();
	export_init();
	event_socket_init();
	other_routes_init();
	loss_init();
	cli_init();
	commit_init();
	hook_register(bgp_snmp_update_stats, path_lives_or_dies);
	hook_register(bgp_process, path_changes);
	hook_register(bgp_packet_dump, message_arrives);
	hook_register(peer_status_changed, peer_changed);
	hook_register(bgp_inst_delete, bgp_goes);
	return 0;
}

static int stop(void)
{
	/* First: that bgpd ends is no news about its instances. */
	event_socket_fini();
	while (instance_first())
		instance_delete(instance_first()->bgp);
	reply_forget_all();
	loss_fini();
	other_routes_fini();
	export_community_fini();
	spawned_fini();
	return 0;
}

/* What follows a colon behind the module's name: bgpd -M NAME:ARGUMENT. */
static bool take_argument(const char *argument)
{
	if (!argument || !argument[0])
		return true;
	if (strcmp(argument, "no-queue") != 0)
		return false;
	process_queue_leave_alone();
	return true;
}

/*
 * Why the module isn't loaded, in one line. A bgpd that watchfrr starts has no
 * standard error, and its log isn't open yet.
 */
static int refuse(const char *what, const char *more, const char *remedy)
{
	fprintf(stderr, "peering-service: not loaded: %s%s; %s\n", what, more,
		remedy);
	syslog(LOG_DAEMON | LOG_ERR, "peering-service: not loaded: %s%s; %s",
	       what, more, remedy);
	return -1;
}

static int module_init(void)
{
	const char *problem = layout_mismatch(), *argument = THIS_MODULE->load_args;

	if (problem)
		return refuse(problem, "",
			      "install the module's package for this FRR");
	if (!take_argument(argument))
		return refuse("unknown argument ", argument,
			      "the only one is no-queue");
	hook_register(frr_late_init, start);
	hook_register(frr_config_post, config_read);
	hook_register(frr_early_fini, stop);
	return 0;
}

FRR_MODULE_SETUP(.name = "bgpd_peering", .version = PS_VERSION,
		 .description = "peering service route-policy enforcer",
		 .init = module_init, );
