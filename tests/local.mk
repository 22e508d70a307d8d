# SPDX-License-Identifier: GPL-2.0-or-later

# A unit test is a program: its name in this list, and its link line below,
# with the fewest sources it can do with. All run under sanitizers and report
# each test function by TAP.
check_PROGRAMS += \
	tests/unit/test_announce \
	tests/unit/test_anomaly \
	tests/unit/test_as_path \
	tests/unit/test_as_path_text \
	tests/unit/test_aspa \
	tests/unit/test_aspa_set \
	tests/unit/test_channel \
	tests/unit/test_command_table \
	tests/unit/test_compile \
	tests/unit/test_compile_protection \
	tests/unit/test_compile_rpki \
	tests/unit/test_compliance \
	tests/unit/test_compliance_left \
	tests/unit/test_compliance_sessions \
	tests/unit/test_compliance_states \
	tests/unit/test_config_lines \
	tests/unit/test_confine \
	tests/unit/test_decide \
	tests/unit/test_decide_aspa \
	tests/unit/test_decide_path \
	tests/unit/test_decide_rank \
	tests/unit/test_decide_twin \
	tests/unit/test_degradation \
	tests/unit/test_evidence \
	tests/unit/test_event \
	tests/unit/test_event_filter \
	tests/unit/test_event_log \
	tests/unit/test_event_queue \
	tests/unit/test_event_resume \
	tests/unit/test_feed \
	tests/unit/test_mrt \
	tests/unit/test_pdu \
	tests/unit/test_echo \
	tests/unit/test_file \
	tests/unit/test_ignore \
	tests/unit/test_detour \
	tests/unit/test_flap \
	tests/unit/test_withdrawal \
	tests/unit/test_incident \
	tests/unit/test_latency \
	tests/unit/test_names \
	tests/unit/test_no_memory \
	tests/unit/test_no_memory_compile \
	tests/unit/test_no_memory_events \
	tests/unit/test_packet \
	tests/unit/test_peer \
	tests/unit/test_policy \
	tests/unit/test_probe_feed \
	tests/unit/test_prefix_filter \
	tests/unit/test_prefix_index \
	tests/unit/test_prefix_inside \
	tests/unit/test_quality \
	tests/unit/test_rank \
	tests/unit/test_rtrd_config \
	tests/unit/test_rtrd_holding \
	tests/unit/test_rtrd_selection \
	tests/unit/test_sandbox \
	tests/unit/test_session \
	tests/unit/test_session_proof \
	tests/unit/test_slurm \
	tests/unit/test_special_prefix \
	tests/unit/test_subscription \
	tests/unit/test_syn \
	tests/unit/test_target \
	tests/unit/test_utf8 \
	tests/unit/test_vrp_json \
	tests/unit/test_vrp_set \
	tests/unit/test_vrp_table \
	tests/unit/test_way

UNIT_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS) $(CMOCKA_CFLAGS) \
	-DPS_SOURCE_DIR='"$(abs_top_srcdir)"'
LDADD = $(CMOCKA_LIBS)

# What makes and opens images: of anything, of a policy, of VRPs.
IMAGE = policy/image.c policy/prefix.c policy/prefix_index.c policy/status.c
POLICY_IMAGE = $(IMAGE) policy/as_path.c policy/defaults.c policy/ignore.c \
	policy/policy.c \
	policy/policy_builder.c \
	policy/policy_check.c policy/policy_writer.c policy/prefix_filter.c \
	policy/rank.c policy/record_array.c
VRP_IMAGE = $(IMAGE) policy/aspa_set.c policy/vrp_builder.c \
	policy/vrp_set.c policy/vrp_table.c
SLURM = $(VRP_IMAGE) policy/json_vrp.c policy/slurm.c policy/slurm_json.c
# peering-rtrd without its main loop.
RTRD = $(SLURM) plugin/rtrd/cache_worker.c plugin/rtrd/client.c \
	plugin/rtrd/config.c \
	plugin/rtrd/file_worker.c plugin/rtrd/holding.c plugin/rtrd/inbox.c \
	plugin/rtrd/pdu.c plugin/rtrd/report.c plugin/rtrd/selection.c \
	plugin/rtrd/source.c plugin/rtrd/tcp.c plugin/rtrd/worker.c \
	policy/channel.c policy/confine.c policy/file.c policy/image_file.c \
	policy/sandbox.c policy/text.c policy/vrp_json.c
# What judges a route.
DECIDE = policy/aspa.c policy/aspa_set.c policy/decide.c policy/path_check.c policy/peer.c \
	policy/reason.c \
	policy/vrp_builder.c policy/vrp_set.c policy/vrp_table.c
# What its tests share.
DECIDE_FIXTURE = tests/unit/decide_fixture.c tests/unit/decide_fixture.h \
	$(POLICY_IMAGE) $(DECIDE)
# What compiles a policy, and what its tests share.
COMPILE_FIXTURE = tests/unit/compile_fixture.c tests/unit/compile_fixture.h \
	$(POLICY_COMPILER)
POLICY_COMPILER = $(POLICY_IMAGE) policy/candidate.c policy/compile.c \
	policy/event_settings.c policy/file.c policy/model.c \
	policy/model_merge.c policy/model_schema.c policy/model_text.c \
	policy/node.c policy/overlap.c policy/protection.c \
	policy/registration.c policy/rpki.c policy/text.c policy/topology.c
# What checks a registration, and what its tests share.
COMPLIANCE_FIXTURE = tests/unit/compliance_fixture.c \
	tests/unit/compliance_fixture.h \
	$(POLICY_IMAGE) policy/compliance.c \
	policy/compliance_check.c policy/compliance_exchange.c \
	policy/compliance_left.c \
	policy/compliance_redundancy.c policy/compliance_route.c \
	policy/compliance_session.c policy/special_prefix.c policy/text.c \
	policy/aspa_set.c policy/vrp_builder.c policy/vrp_set.c policy/vrp_table.c
# What encodes an event.
EVENT = policy/event.c policy/event_body.c policy/event_encode.c \
	policy/event_fields.c policy/prefix.c policy/reason.c policy/status.c \
	policy/utf8.c
# What brings events to consumers.
EVENT_QUEUE = $(EVENT) policy/event_filter.c policy/event_log.c \
	policy/event_queue.c policy/event_stream.c
# What its tests share.
EVENT_QUEUE_FIXTURE = tests/unit/event_queue_fixture.c \
	tests/unit/event_queue_fixture.h $(EVENT_QUEUE)

tests_unit_test_announce_SOURCES = tests/unit/test_announce.c \
	policy/announce.c $(DECIDE_FIXTURE)
tests_unit_test_announce_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_anomaly_SOURCES = tests/unit/test_anomaly.c \
	policy/anomaly.c $(DECIDE_FIXTURE)
tests_unit_test_anomaly_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_as_path_SOURCES = tests/unit/test_as_path.c policy/as_path.c
tests_unit_test_as_path_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_aspa_SOURCES = tests/unit/test_aspa.c \
	tests/unit/aspa_twin.c tests/unit/aspa_twin.h tests/unit/random.h \
	policy/as_path.c policy/aspa.c policy/aspa_set.c policy/status.c
tests_unit_test_aspa_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_aspa_set_SOURCES = tests/unit/test_aspa_set.c $(VRP_IMAGE)
tests_unit_test_aspa_set_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_as_path_text_SOURCES = tests/unit/test_as_path_text.c \
	policy/as_path_text.c policy/status.c policy/text.c
tests_unit_test_as_path_text_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_channel_SOURCES = tests/unit/test_channel.c policy/channel.c \
	policy/image_file.c policy/status.c
tests_unit_test_channel_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_command_table_SOURCES = tests/unit/test_command_table.c \
	plugin/command_table.c plugin/command_table.h \
	plugin/command_words.h
tests_unit_test_command_table_CPPFLAGS = $(AM_CPPFLAGS) $(FRR_CPPFLAGS)
tests_unit_test_command_table_CFLAGS = $(UNIT_CFLAGS) $(FRR_CFLAGS)
tests_unit_test_command_table_LDADD = $(LDADD) $(YANG_LIBS)

tests_unit_test_compile_SOURCES = tests/unit/test_compile.c $(COMPILE_FIXTURE)
tests_unit_test_compile_CFLAGS = $(UNIT_CFLAGS) $(YANG_CFLAGS)
tests_unit_test_compile_LDADD = $(LDADD) $(YANG_LIBS)

tests_unit_test_compile_protection_SOURCES = \
	tests/unit/test_compile_protection.c $(COMPILE_FIXTURE)
tests_unit_test_compile_protection_CFLAGS = $(UNIT_CFLAGS) $(YANG_CFLAGS)
tests_unit_test_compile_protection_LDADD = $(LDADD) $(YANG_LIBS)

tests_unit_test_compliance_SOURCES = tests/unit/test_compliance.c \
	$(COMPLIANCE_FIXTURE)
tests_unit_test_compliance_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_compliance_left_SOURCES = tests/unit/test_compliance_left.c \
	$(COMPLIANCE_FIXTURE)
tests_unit_test_compliance_left_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_compliance_sessions_SOURCES = \
	tests/unit/test_compliance_sessions.c $(COMPLIANCE_FIXTURE)
tests_unit_test_compliance_sessions_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_compliance_states_SOURCES = \
	tests/unit/test_compliance_states.c $(COMPLIANCE_FIXTURE)
tests_unit_test_compliance_states_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_compile_rpki_SOURCES = tests/unit/test_compile_rpki.c \
	$(COMPILE_FIXTURE)
tests_unit_test_compile_rpki_CFLAGS = $(UNIT_CFLAGS) $(YANG_CFLAGS)
tests_unit_test_compile_rpki_LDADD = $(LDADD) $(YANG_LIBS)

tests_unit_test_config_lines_SOURCES = tests/unit/test_config_lines.c \
	policy/config_lines.c
tests_unit_test_config_lines_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_confine_SOURCES = tests/unit/test_confine.c \
	policy/confine.c policy/status.c
tests_unit_test_confine_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_decide_SOURCES = tests/unit/test_decide.c $(DECIDE_FIXTURE)
tests_unit_test_decide_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_decide_aspa_SOURCES = tests/unit/test_decide_aspa.c \
	$(DECIDE_FIXTURE)
tests_unit_test_decide_aspa_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_decide_path_SOURCES = tests/unit/test_decide_path.c \
	$(DECIDE_FIXTURE)
tests_unit_test_decide_path_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_decide_rank_SOURCES = tests/unit/test_decide_rank.c \
	$(DECIDE_FIXTURE)
tests_unit_test_decide_rank_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_decide_twin_SOURCES = tests/unit/test_decide_twin.c \
	tests/unit/aspa_twin.c tests/unit/aspa_twin.h \
	tests/unit/decide_twin.c tests/unit/decide_twin.h \
	tests/unit/twin_policy.c tests/unit/twin_policy.h \
	tests/unit/twin_random.h tests/unit/twin_random_as.h \
	tests/unit/twin_random_policy.c tests/unit/twin_random_route.c \
	$(POLICY_IMAGE) $(DECIDE)
tests_unit_test_decide_twin_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_evidence_SOURCES = tests/unit/test_evidence.c \
	policy/evidence.c policy/text.c $(DECIDE_FIXTURE)
tests_unit_test_evidence_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_event_SOURCES = tests/unit/test_event.c $(EVENT)
nodist_tests_unit_test_event_SOURCES = $(EVENT_CODE)
tests_unit_test_event_CFLAGS = $(UNIT_CFLAGS) $(PROTOBUF_CFLAGS)
tests_unit_test_event_LDADD = $(LDADD) $(PROTOBUF_LIBS)

tests_unit_test_event_filter_SOURCES = tests/unit/test_event_filter.c $(EVENT) \
	policy/event_filter.c
nodist_tests_unit_test_event_filter_SOURCES = $(EVENT_CODE)
tests_unit_test_event_filter_CFLAGS = $(UNIT_CFLAGS) $(PROTOBUF_CFLAGS)
tests_unit_test_event_filter_LDADD = $(LDADD) $(PROTOBUF_LIBS)

tests_unit_test_event_log_SOURCES = tests/unit/test_event_log.c \
	policy/event.c policy/event_log.c
tests_unit_test_event_log_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_event_queue_SOURCES = tests/unit/test_event_queue.c \
	$(EVENT_QUEUE_FIXTURE)
nodist_tests_unit_test_event_queue_SOURCES = $(EVENT_CODE)
tests_unit_test_event_queue_CFLAGS = $(UNIT_CFLAGS) $(PROTOBUF_CFLAGS)
tests_unit_test_event_queue_LDADD = $(LDADD) $(PROTOBUF_LIBS)

tests_unit_test_event_resume_SOURCES = tests/unit/test_event_resume.c \
	$(EVENT_QUEUE_FIXTURE)
nodist_tests_unit_test_event_resume_SOURCES = $(EVENT_CODE)
tests_unit_test_event_resume_CFLAGS = $(UNIT_CFLAGS) $(PROTOBUF_CFLAGS)
tests_unit_test_event_resume_LDADD = $(LDADD) $(PROTOBUF_LIBS)

tests_unit_test_feed_SOURCES = tests/unit/test_feed.c policy/feed.c policy/status.c
tests_unit_test_feed_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_file_SOURCES = tests/unit/test_file.c policy/file.c \
	policy/status.c
tests_unit_test_file_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_ignore_SOURCES = tests/unit/test_ignore.c $(COMPILE_FIXTURE)
tests_unit_test_ignore_CFLAGS = $(UNIT_CFLAGS) $(YANG_CFLAGS)
tests_unit_test_ignore_LDADD = $(LDADD) $(YANG_LIBS)
tests_unit_test_detour_SOURCES = tests/unit/test_detour.c policy/detour.c \
	policy/text.c $(DECIDE_FIXTURE)
tests_unit_test_detour_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_flap_SOURCES = tests/unit/test_flap.c policy/flap.c
tests_unit_test_flap_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_withdrawal_SOURCES = tests/unit/test_withdrawal.c \
	policy/withdrawal.c policy/text.c $(DECIDE_FIXTURE)
tests_unit_test_withdrawal_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_incident_SOURCES = tests/unit/test_incident.c \
	policy/incident.c policy/prefix.c policy/text.c
tests_unit_test_incident_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_names_SOURCES = tests/unit/test_names.c \
	policy/degradation.c policy/drain.c policy/event.c policy/feed.c \
	policy/incident.c policy/prefix.c policy/reason.c policy/session.c \
	policy/status.c policy/text.c
tests_unit_test_names_CFLAGS = $(UNIT_CFLAGS)

# Allocations that fail.
NO_MEMORY = tests/unit/no_memory.c tests/unit/no_memory.h
tests_unit_test_no_memory_SOURCES = tests/unit/test_no_memory.c $(NO_MEMORY) \
	policy/as_path.c policy/defaults.c policy/ignore.c \
	policy/policy.c policy/policy_builder.c policy/policy_check.c \
	policy/policy_writer.c policy/prefix_filter.c policy/rank.c \
	policy/record_array.c policy/vrp_json.c $(SLURM)
tests_unit_test_no_memory_CFLAGS = $(UNIT_CFLAGS) $(JSON_CFLAGS)
tests_unit_test_no_memory_LDADD = $(LDADD) $(JSON_LIBS)

tests_unit_test_no_memory_compile_SOURCES = \
	tests/unit/test_no_memory_compile.c $(NO_MEMORY) \
	$(POLICY_COMPILER)
tests_unit_test_no_memory_compile_CFLAGS = $(UNIT_CFLAGS) $(YANG_CFLAGS)
tests_unit_test_no_memory_compile_LDADD = $(LDADD) $(YANG_LIBS)

tests_unit_test_no_memory_events_SOURCES = \
	tests/unit/test_no_memory_events.c $(NO_MEMORY) \
	policy/incident.c policy/subscription.c policy/text.c \
	$(EVENT_QUEUE_FIXTURE)
nodist_tests_unit_test_no_memory_events_SOURCES = $(EVENT_CODE)
tests_unit_test_no_memory_events_CFLAGS = $(UNIT_CFLAGS) $(PROTOBUF_CFLAGS)
tests_unit_test_no_memory_events_LDADD = $(LDADD) $(PROTOBUF_LIBS)

tests_unit_test_mrt_SOURCES = tests/unit/test_mrt.c policy/as_path_text.c \
	policy/file.c policy/mrt.c policy/mrt_file.c policy/mrt_route.c \
	policy/prefix.c policy/status.c policy/text.c
tests_unit_test_mrt_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_mrt_LDADD = $(LDADD) $(MRT_LIBS)

tests_unit_test_pdu_SOURCES = tests/unit/test_pdu.c tests/unit/pdu_fixture.c \
	tests/unit/pdu_fixture.h \
	plugin/rtrd/inbox.c plugin/rtrd/pdu.c policy/text.c $(VRP_IMAGE)
tests_unit_test_pdu_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_peer_SOURCES = tests/unit/test_peer.c $(DECIDE_FIXTURE)
tests_unit_test_peer_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_policy_SOURCES = tests/unit/test_policy.c $(POLICY_IMAGE)
tests_unit_test_policy_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_prefix_filter_SOURCES = tests/unit/test_prefix_filter.c \
	policy/prefix.c policy/prefix_filter.c
tests_unit_test_prefix_filter_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_prefix_index_SOURCES = tests/unit/test_prefix_index.c \
	policy/prefix.c policy/prefix_index.c policy/status.c
tests_unit_test_prefix_index_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_prefix_inside_SOURCES = tests/unit/test_prefix_inside.c $(VRP_IMAGE)
tests_unit_test_prefix_inside_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_rank_SOURCES = tests/unit/test_rank.c $(POLICY_IMAGE)
tests_unit_test_rank_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_rtrd_config_SOURCES = tests/unit/test_rtrd_config.c \
	plugin/rtrd/config.c policy/status.c
tests_unit_test_rtrd_config_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_rtrd_holding_SOURCES = tests/unit/test_rtrd_holding.c \
	plugin/rtrd/holding.c $(SLURM)
tests_unit_test_rtrd_holding_CFLAGS = $(UNIT_CFLAGS) $(JSON_CFLAGS)
tests_unit_test_rtrd_holding_LDADD = $(LDADD) $(JSON_LIBS)

tests_unit_test_rtrd_selection_SOURCES = tests/unit/test_rtrd_selection.c \
	$(RTRD)
tests_unit_test_rtrd_selection_CFLAGS = $(UNIT_CFLAGS) $(JSON_CFLAGS) \
	$(RTR_CFLAGS)
tests_unit_test_rtrd_selection_LDADD = $(LDADD) $(JSON_LIBS) $(RTR_LIBS)

tests_unit_test_sandbox_SOURCES = tests/unit/test_sandbox.c \
	policy/confine.c policy/sandbox.c policy/status.c
tests_unit_test_sandbox_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_degradation_SOURCES = tests/unit/test_degradation.c \
	policy/degradation.c policy/quality.c
tests_unit_test_degradation_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_latency_SOURCES = tests/unit/test_latency.c \
	tests/unit/random.h policy/latency.c
tests_unit_test_latency_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_quality_SOURCES = tests/unit/test_quality.c policy/quality.c
tests_unit_test_quality_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_echo_SOURCES = tests/unit/test_echo.c plugin/probed/echo.c \
	plugin/probed/packet.c
tests_unit_test_echo_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_packet_SOURCES = tests/unit/test_packet.c plugin/probed/echo.c \
	plugin/probed/packet.c plugin/probed/syn.c
tests_unit_test_packet_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_syn_SOURCES = tests/unit/test_syn.c plugin/probed/packet.c \
	plugin/probed/syn.c
tests_unit_test_syn_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_probe_feed_SOURCES = tests/unit/test_probe_feed.c \
	tests/unit/random.h policy/probe_feed.c policy/status.c
tests_unit_test_probe_feed_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_target_SOURCES = tests/unit/test_target.c \
	policy/degradation.c policy/latency.c policy/quality.c policy/target.c
tests_unit_test_target_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_way_SOURCES = tests/unit/test_way.c plugin/probed/way.c
tests_unit_test_way_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_session_SOURCES = tests/unit/test_session.c policy/session.c
tests_unit_test_session_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_session_proof_SOURCES = tests/unit/test_session_proof.c \
	policy/drain.c policy/rank.c policy/session.c policy/status.c
tests_unit_test_session_proof_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_special_prefix_SOURCES = tests/unit/test_special_prefix.c \
	policy/prefix.c policy/special_prefix.c
tests_unit_test_special_prefix_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_subscription_SOURCES = tests/unit/test_subscription.c $(EVENT) \
	policy/event_filter.c policy/subscription.c
nodist_tests_unit_test_subscription_SOURCES = $(EVENT_CODE)
tests_unit_test_subscription_CFLAGS = $(UNIT_CFLAGS) $(PROTOBUF_CFLAGS)
tests_unit_test_subscription_LDADD = $(LDADD) $(PROTOBUF_LIBS)

tests_unit_test_utf8_SOURCES = tests/unit/test_utf8.c policy/utf8.c
tests_unit_test_utf8_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_slurm_SOURCES = tests/unit/test_slurm.c $(SLURM)
tests_unit_test_slurm_CFLAGS = $(UNIT_CFLAGS) $(JSON_CFLAGS)
tests_unit_test_slurm_LDADD = $(LDADD) $(JSON_LIBS)

tests_unit_test_vrp_json_SOURCES = tests/unit/test_vrp_json.c \
	$(VRP_IMAGE) policy/file.c policy/json_vrp.c policy/vrp_json.c
tests_unit_test_vrp_json_CFLAGS = $(UNIT_CFLAGS) $(JSON_CFLAGS)
tests_unit_test_vrp_json_LDADD = $(LDADD) $(JSON_LIBS)

tests_unit_test_vrp_table_SOURCES = tests/unit/test_vrp_table.c $(VRP_IMAGE)
tests_unit_test_vrp_table_CFLAGS = $(UNIT_CFLAGS)

tests_unit_test_vrp_set_SOURCES = tests/unit/test_vrp_set.c $(VRP_IMAGE) \
	policy/vrp_diff.c
tests_unit_test_vrp_set_CFLAGS = $(UNIT_CFLAGS)

TESTS = $(check_PROGRAMS)
TEST_EXTENSIONS =
LOG_DRIVER = env CMOCKA_MESSAGE_OUTPUT=TAP AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh

# What it costs: `BENCH name value unit` lines. Needs valgrind, takes minutes.
EXTRA_PROGRAMS = tests/bench/bench_events tests/bench/bench_tables
CLEANFILES += tests/bench/bench_events tests/bench/bench_tables
tests_bench_bench_events_SOURCES = tests/bench/bench_events.c \
	examples/event_reader.c $(EVENT_QUEUE)
nodist_tests_bench_bench_events_SOURCES = $(EVENT_CODE)
tests_bench_bench_events_CFLAGS = $(AM_CFLAGS) $(PROTOBUF_CFLAGS)
tests_bench_bench_events_LDADD = $(PROTOBUF_LIBS)
tests_bench_bench_tables_SOURCES = tests/bench/bench_tables.c $(POLICY_IMAGE) \
	$(DECIDE)
tests_bench_bench_tables_CFLAGS = $(AM_CFLAGS) $(RTR_CFLAGS)
tests_bench_bench_tables_LDADD = $(RTR_LIBS)
bench: all tests/bench/bench_events$(EXEEXT) tests/bench/bench_tables$(EXEEXT)
	tests/bench/bench_tables
	tests/bench/bench_events
	$(srcdir)/tests/bench/run --build .
# Time without service, by packets, beside stock FRR. Needs root.
wire: all
	$(srcdir)/tests/wire/run --build .
.PHONY: bench wire

EXTRA_DIST += tests/run tests/mutate tests/mutate_compliance.py \
	tests/mutate_events.py tests/mutate_failover.py tests/mutate_incidents.py \
	tests/mutate_probes.py \
	tests/mutate_rpki.py \
	tests/check-policy-is-free-of-frr \
	tests/check-install tests/check-packages tests/check-yang \
	tests/compile-on-debian-13 tests/coverage tests/debian_root.py \
	tests/lint tests/lint.exceptions tests/memcheck tests/bench tests/lab \
	tests/unit/data \
	tests/wire
