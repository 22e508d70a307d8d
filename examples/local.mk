# SPDX-License-Identifier: GPL-2.0-or-later
bin_PROGRAMS += examples/peering-events
examples_peering_events_SOURCES = \
	examples/event_client.c examples/event_client.h \
	examples/event_json.c examples/event_json.h \
	examples/event_reader.c examples/event_reader.h \
	examples/event_request.c examples/event_request.h \
	examples/event_text.c examples/event_text.h \
	examples/event_words.c examples/event_words.h \
	examples/follow.c examples/follow.h \
	examples/latency_text.c examples/latency_text.h \
	examples/latency_view.c examples/latency_view.h \
	examples/latency_watch.c examples/latency_watch.h \
	examples/memory.c examples/memory.h \
	examples/metrics.c examples/metrics.h \
	examples/metrics_checks.c examples/metrics_checks.h \
	examples/metrics_latency.c examples/metrics_latency.h \
	examples/metrics_members.c examples/metrics_members.h \
	examples/metrics_routes.c examples/metrics_routes.h \
	examples/metrics_sample.c examples/metrics_sample.h \
	examples/metrics_serve.c examples/metrics_serve.h \
	examples/metrics_state.c examples/metrics_state.h \
	examples/metrics_text.c examples/metrics_text.h \
	examples/number.h \
	examples/peering_events.c \
	examples/replace_file.c examples/replace_file.h \
	examples/tree.c examples/tree.h \
	examples/until_stopped.c examples/until_stopped.h \
	policy/prefix.c
nodist_examples_peering_events_SOURCES = $(EVENT_CODE)
examples_peering_events_CFLAGS = $(AM_CFLAGS) $(PROTOBUF_CFLAGS) \
	$(JSON_CFLAGS) $(MICROHTTPD_CFLAGS) -pthread
examples_peering_events_LDADD = $(PROTOBUF_LIBS) $(JSON_LIBS) \
	$(MICROHTTPD_LIBS)
dist_man1_MANS += doc/peering-events.1
EXTRA_DIST += examples/demo examples/demo.py examples/peering-alerts.yml \
	examples/frr.conf examples/policy.json examples/peering_client.h \
	examples/read_events.c examples/read_events.py
