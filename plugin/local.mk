# SPDX-License-Identifier: GPL-2.0-or-later

# FRR's headers are system headers to us: their warnings aren't ours.
FRR_CPPFLAGS = -DHAVE_CONFIG_H -D_GNU_SOURCE \
	-DPS_FRR_VERSION=$(FRR_VERSION_NUMBER) \
	-isystem $(FRR_BUILD) -isystem $(FRR_BUILD)/lib \
	-isystem $(FRR_SOURCE) -isystem $(FRR_SOURCE)/lib \
	-isystem $(FRR_SOURCE)/lib/assert -isystem $(FRR_SOURCE)/include
FRR_CFLAGS = -fms-extensions $(PREFIX_MAP_CFLAGS) $(YANG_CFLAGS) $(JSON_CFLAGS)

# FRR unmaps a module whose start fails and then looks at it: nodelete.
MODULE_LDFLAGS = -module -avoid-version -shared -Wl,-z,nodelete

module_LTLIBRARIES += plugin/bgpd_peering.la
plugin_bgpd_peering_la_SOURCES = \
	plugin/adj_out.c plugin/adj_out.h \
	plugin/apply.c plugin/apply.h \
	plugin/built_in_map.c plugin/built_in_map.h \
	plugin/child.c plugin/child.h \
	plugin/cli.c plugin/cli.h \
	plugin/command_table.c plugin/command_table.h \
	plugin/command_words.h \
	plugin/commit.c plugin/commit.h \
	plugin/compilation.c plugin/compilation.h \
	plugin/compliance.c plugin/compliance.h \
	plugin/compliance_change.c plugin/compliance_change.h \
	plugin/compliance_count.c plugin/compliance_count.h \
	plugin/compliance_exchange.c plugin/compliance_exchange.h \
	plugin/compliance_facts.c plugin/compliance_facts.h \
	plugin/compliance_party.c plugin/compliance_party.h \
	plugin/compliance_past.c plugin/compliance_past.h \
	plugin/complete.c plugin/complete.h \
	plugin/convert.h \
	plugin/event_consumer.c plugin/event_consumer.h \
	plugin/event_consumers.c plugin/event_consumers.h \
	plugin/event_release.c plugin/event_release.h \
	plugin/event_snapshot.c plugin/event_snapshot.h \
	plugin/event_socket.c plugin/event_socket.h \
	plugin/explain.c plugin/explain.h \
	plugin/explain_json.c \
	plugin/export.c plugin/export.h \
	plugin/export_community.c plugin/export_community.h \
	plugin/detours.c plugin/detours.h \
	plugin/drain.c plugin/drain.h \
	plugin/failover.c plugin/failover.h \
	plugin/feeder.c plugin/feeder.h \
	plugin/frr_compat.h plugin/frr_compat_queue.h \
	plugin/gaps.c plugin/gaps.h \
	plugin/gate.c plugin/gate.h \
	plugin/incidents.c plugin/incidents.h \
	plugin/instance.c plugin/instance.h \
	plugin/layout.c plugin/layout.h \
	plugin/leak.c plugin/leak.h \
	plugin/line_order.h \
	plugin/line_text.c plugin/line_text.h \
	plugin/lines.c plugin/lines.h \
	plugin/loss.c plugin/loss.h \
	plugin/neighbor_bfd.c plugin/neighbor_bfd.h \
	plugin/module.c \
	plugin/notify.c plugin/notify.h \
	plugin/notify_latency.c \
	plugin/notify_routes.c \
	plugin/notify_topology.c \
	plugin/other_routes.c plugin/other_routes.h \
	plugin/path.c plugin/path.h \
	plugin/path_record.c plugin/path_record.h \
	plugin/pointer_hash.h \
	plugin/probe_outcome.c plugin/probe_outcome.h \
	plugin/probe_sockets.c plugin/probe_sockets.h \
	plugin/probe_way.c plugin/probe_way.h \
	plugin/probes.c plugin/probes.h \
	plugin/process_queue.c plugin/process_queue.h \
	plugin/reevaluate.c plugin/reevaluate.h \
	plugin/registered_walk.c plugin/registered_walk.h \
	plugin/reply.c plugin/reply.h \
	plugin/route_check.c plugin/route_check.h \
	plugin/session_view.c plugin/session_view.h \
	plugin/sessions.c plugin/sessions.h \
	plugin/show.c plugin/show.h \
	plugin/show_text.c plugin/show_text.h \
	plugin/show_compliance.c plugin/show_compliance.h \
	plugin/show_compliance_json.c \
	plugin/show_configuration.c \
	plugin/show_events.c \
	plugin/show_incidents.c \
	plugin/show_latency.c \
	plugin/show_locations.c \
	plugin/show_neighbors.c \
	plugin/show_prefixes.c \
	plugin/show_rpki.c \
	plugin/show_aspas.c \
	plugin/show_statistics.c \
	plugin/show_stream.c plugin/show_stream.h \
	plugin/socket_file.c plugin/socket_file.h \
	plugin/start_hold.c plugin/start_hold.h \
	plugin/spawned.c plugin/spawned.h \
	plugin/statistics.c plugin/statistics.h \
	plugin/table_walk.c plugin/table_walk.h \
	plugin/unrest.c plugin/unrest.h \
	plugin/urgent.c plugin/urgent.h \
	plugin/validate.c plugin/validate.h \
	plugin/validate_print.c plugin/validation.h \
	plugin/view.c plugin/view.h \
	plugin/vrp_change.c plugin/vrp_change.h \
	plugin/vrp_feed.c plugin/vrp_feed.h \
	plugin/vrp_image.c plugin/vrp_image.h \
	plugin/vrp_sources.c plugin/vrp_sources.h \
	plugin/vrp_told.c plugin/vrp_told.h \
	plugin/vrps.c plugin/vrps.h \
	plugin/walk.c plugin/walk.h
plugin_bgpd_peering_la_CPPFLAGS = $(AM_CPPFLAGS) $(FRR_CPPFLAGS)
plugin_bgpd_peering_la_CFLAGS = $(AM_CFLAGS) $(FRR_CFLAGS) $(PROTOBUF_CFLAGS)
plugin_bgpd_peering_la_LDFLAGS = $(MODULE_LDFLAGS)
plugin_bgpd_peering_la_LIBADD = policy/libpeeringpolicy.la

module_LTLIBRARIES += plugin/vtysh_peering.la
plugin_vtysh_peering_la_SOURCES = \
	plugin/command_table.c plugin/command_table.h \
	plugin/command_words.h \
	plugin/vtysh_peering.c
plugin_vtysh_peering_la_CPPFLAGS = $(AM_CPPFLAGS) $(FRR_CPPFLAGS)
plugin_vtysh_peering_la_CFLAGS = $(AM_CFLAGS) $(FRR_CFLAGS)
plugin_vtysh_peering_la_LDFLAGS = $(MODULE_LDFLAGS)

# FRR loads the .so alone.
install-data-hook:
	rm -f $(DESTDIR)$(moduledir)/bgpd_peering.la \
		$(DESTDIR)$(moduledir)/vtysh_peering.la
uninstall-hook:
	rm -f $(DESTDIR)$(moduledir)/bgpd_peering.so \
		$(DESTDIR)$(moduledir)/vtysh_peering.so

# The process that owns the VRPs; it knows nothing of FRR.
pkglibexec_PROGRAMS += plugin/peering-rtrd
plugin_peering_rtrd_SOURCES = \
	plugin/rtrd/cache_worker.c plugin/rtrd/cache_worker.h \
	plugin/rtrd/client.c plugin/rtrd/client.h \
	plugin/rtrd/config.c plugin/rtrd/config.h \
	plugin/rtrd/exceptions.c plugin/rtrd/exceptions.h \
	plugin/rtrd/file_worker.c plugin/rtrd/file_worker.h \
	plugin/rtrd/holding.c plugin/rtrd/holding.h \
	plugin/rtrd/inbox.c plugin/rtrd/inbox.h \
	plugin/rtrd/pdu.c plugin/rtrd/pdu.h \
	plugin/rtrd/peering_rtrd.c \
	plugin/rtrd/publisher.c plugin/rtrd/publisher.h \
	plugin/rtrd/report.c plugin/rtrd/report.h \
	plugin/rtrd/selection.c plugin/rtrd/selection.h \
	plugin/rtrd/source.c plugin/rtrd/source.h \
	plugin/rtrd/tcp.c plugin/rtrd/tcp.h \
	plugin/rtrd/watch.c plugin/rtrd/watch.h \
	plugin/rtrd/worker.c plugin/rtrd/worker.h
plugin_peering_rtrd_CFLAGS = $(AM_CFLAGS) $(RTR_CFLAGS)
plugin_peering_rtrd_LDADD = \
	policy/libpeeringchild.la policy/libpeeringpolicy.la $(RTR_LIBS)

# The process that probes; it knows nothing of FRR.
pkglibexec_PROGRAMS += plugin/peering-probed
plugin_peering_probed_SOURCES = \
	plugin/probed/echo.c plugin/probed/echo.h \
	plugin/probed/link_address.c plugin/probed/link_address.h \
	plugin/probed/packet.c plugin/probed/packet.h \
	plugin/probed/peering_probed.c \
	plugin/probed/syn.c plugin/probed/syn.h \
	plugin/probed/way.c plugin/probed/way.h \
	plugin/probed/wire.c plugin/probed/wire.h
plugin_peering_probed_LDADD = \
	policy/libpeeringchild.la policy/libpeeringpolicy.la

# Who wants every vtysh to know our commands runs this; uninstalling undoes it.
sbin_SCRIPTS = plugin/peering-vtysh
CLEANFILES += plugin/peering-vtysh
EXTRA_DIST += plugin/peering-vtysh.in
plugin/peering-vtysh: plugin/peering-vtysh.in Makefile
	$(AM_V_GEN)$(MKDIR_P) plugin && \
	sed 's|@moduledir[@]|$(moduledir)|g' $(srcdir)/plugin/peering-vtysh.in >$@.new && \
	chmod 755 $@.new && mv $@.new $@
uninstall-local: plugin/peering-vtysh
	[ -n "$(DESTDIR)" ] || plugin/peering-vtysh disable

dist_man1_MANS += doc/peering-policy.1
dist_man8_MANS = doc/peering-service.8 doc/peering-rtrd.8 doc/peering-vtysh.8
