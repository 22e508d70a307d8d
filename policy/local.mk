# SPDX-License-Identifier: GPL-2.0-or-later

# The engine: what the module and the tools share. No FRR header.
noinst_LTLIBRARIES += policy/libpeeringpolicy.la
policy_libpeeringpolicy_la_SOURCES = \
	policy/clock.h \
	policy/limits.h \
	policy/announce.c policy/announce.h \
	policy/anomaly.c policy/anomaly.h \
	policy/as_path.c policy/as_path.h \
	policy/aspa.c policy/aspa.h \
	policy/aspa_set.c policy/aspa_set.h \
	policy/compliance.c policy/compliance.h \
	policy/compliance_check.c policy/compliance_check.h \
	policy/compliance_exchange.c \
	policy/compliance_left.c \
	policy/compliance_redundancy.c \
	policy/compliance_route.c \
	policy/compliance_session.c \
	policy/config_lines.c policy/config_lines.h \
	policy/decide.c policy/decide.h \
	policy/degradation.c policy/degradation.h \
	policy/channel.c policy/channel.h \
	policy/drain.c policy/drain.h \
	policy/evidence.c policy/evidence.h \
	policy/event.c policy/event.h \
	policy/event_body.c \
	policy/event_encode.c \
	policy/event_fields.c policy/event_fields.h \
	policy/event_filter.c policy/event_filter.h \
	policy/event_log.c policy/event_log.h \
	policy/event_queue.c policy/event_queue.h \
	policy/event_stream.c policy/event_stream.h \
	policy/feed.c policy/feed.h \
	policy/ignore.c policy/ignore.h \
	policy/image.c policy/image.h \
	policy/image_file.c policy/image_file.h \
	policy/detour.c policy/detour.h \
	policy/flap.c policy/flap.h \
	policy/withdrawal.c policy/withdrawal.h \
	policy/incident.c policy/incident.h \
	policy/latency.c policy/latency.h \
	policy/path_check.c policy/path_check.h \
	policy/peer.c policy/peer.h \
	policy/policy.c policy/policy.h \
	policy/policy_check.c policy/policy_check.h \
	policy/prefix.c policy/prefix.h \
	policy/prefix_filter.c policy/prefix_filter.h \
	policy/prefix_index.c policy/prefix_index.h \
	policy/probe_feed.c policy/probe_feed.h \
	policy/quality.c policy/quality.h \
	policy/rank.c policy/rank.h \
	policy/reason.c \
	policy/session.c policy/session.h \
	policy/special_prefix.c policy/special_prefix.h \
	policy/status.c policy/status.h \
	policy/subscription.c policy/subscription.h \
	policy/target.c policy/target.h \
	policy/text.c policy/text.h \
	policy/vrp_diff.c policy/vrp_diff.h \
	policy/text_image.h \
	policy/utf8.c policy/utf8.h \
	policy/vrp_table.c policy/vrp_table.h
nodist_policy_libpeeringpolicy_la_SOURCES = $(EVENT_CODE)
policy_libpeeringpolicy_la_CFLAGS = $(AM_CFLAGS) $(PROTOBUF_CFLAGS)
policy_libpeeringpolicy_la_LIBADD = $(PROTOBUF_LIBS)

# What the children share: files, sets of VRPs, how to give up privileges.
noinst_LTLIBRARIES += policy/libpeeringchild.la
policy_libpeeringchild_la_SOURCES = \
	policy/confine.c policy/confine.h \
	policy/file.c policy/file.h \
	policy/json_vrp.c policy/json_vrp.h \
	policy/sandbox.c policy/sandbox.h \
	policy/slurm.c policy/slurm.h \
	policy/slurm_json.c \
	policy/vrp_builder.c policy/vrp_builder.h \
	policy/vrp_json.c policy/vrp_json.h \
	policy/vrp_set.c policy/vrp_set.h
policy_libpeeringchild_la_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)
policy_libpeeringchild_la_LIBADD = $(JSON_LIBS)

# The compiler: reads JSON, writes what the engine opens. Never in bgpd.
noinst_LTLIBRARIES += policy/libpeeringcompile.la
policy_libpeeringcompile_la_SOURCES = \
	policy/candidate.c policy/candidate.h \
	policy/compile.c policy/compile.h \
	policy/defaults.c policy/defaults.h \
	policy/event_settings.c policy/event_settings.h \
	policy/libyang_compat.h policy/model.c policy/model.h \
	policy/model_merge.c policy/model_merge.h \
	policy/model_schema.c policy/model_schema.h \
	policy/model_text.c policy/model_text.h \
	policy/node.c policy/node.h \
	policy/overlap.c policy/overlap.h \
	policy/policy_builder.c policy/policy_builder.h \
	policy/policy_writer.c policy/policy_writer.h \
	policy/protection.c policy/protection.h \
	policy/record_array.c policy/record_array.h \
	policy/registration.c policy/registration.h \
	policy/rpki.c policy/rpki.h \
	policy/topology.c policy/topology.h
policy_libpeeringcompile_la_CFLAGS = $(AM_CFLAGS) $(YANG_CFLAGS)
policy_libpeeringcompile_la_LIBADD = $(YANG_LIBS)

bin_PROGRAMS += policy/peering-policy
policy_peering_policy_SOURCES = \
	policy/as_path_text.c policy/as_path_text.h \
	policy/config_diff.c policy/config_diff.h \
	policy/explanation.c policy/explanation.h \
	policy/frr_config.c policy/frr_config.h \
	policy/json_text.c policy/json_text.h \
	policy/mrt.c policy/mrt.h \
	policy/mrt_file.c policy/mrt_file.h \
	policy/mrt_route.c policy/mrt_route.h \
	policy/octets.h \
	policy/peering_policy.c \
	policy/replay.c policy/replay.h \
	policy/replay_json.c policy/replay_json.h \
	policy/replay_table.c policy/replay_table.h \
	policy/tool.c policy/tool.h \
	policy/tool_check.c \
	policy/tool_compare.c \
	policy/tool_compile.c \
	policy/tool_diff.c \
	policy/tool_explain.c \
	policy/tool_peer.c \
	policy/tool_policy.c \
	policy/tool_print.c \
	policy/tool_replay.c
policy_peering_policy_LDADD = \
	policy/libpeeringcompile.la policy/libpeeringchild.la \
	policy/libpeeringpolicy.la $(MRT_LIBS)

# The wire format of events, generated.
EVENT_CODE = policy/events.pb-c.c policy/events.pb-c.h
BUILT_SOURCES += $(EVENT_CODE)
CLEANFILES += $(EVENT_CODE)
EXTRA_DIST += policy/events.proto

# The revision of the model that this is made for, generated.
BUILT_SOURCES += policy/model_revision.h
CLEANFILES += policy/model_revision.h

policy/model_revision.h: yang/peering-service.yang
	$(AM_V_GEN)$(MKDIR_P) policy && \
		sed -n 's/^  revision \([0-9-]*\) {$$/#define PS_MODEL_REVISION "\1"/p;T;q' \
			$(srcdir)/yang/peering-service.yang >$@

policy/events.pb-c.c: policy/events.proto
	$(AM_V_GEN)$(MKDIR_P) policy && \
		$(PROTOC_C) -I$(srcdir) --c_out=. $(srcdir)/policy/events.proto
policy/events.pb-c.h: policy/events.pb-c.c
