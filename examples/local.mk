# SPDX-License-Identifier: GPL-2.0-or-later
bin_PROGRAMS += examples/peering-events
examples_peering_events_SOURCES = \
	examples/event_client.c examples/event_client.h \
	examples/event_json.c examples/event_json.h \
	examples/event_reader.c examples/event_reader.h \
	examples/event_request.c examples/event_request.h \
	examples/event_text.c examples/event_text.h \
	examples/follow.c examples/follow.h \
	examples/memory.c examples/memory.h \
	examples/number.h \
	examples/peering_events.c \
	examples/replace_file.c examples/replace_file.h \
	policy/prefix.c
nodist_examples_peering_events_SOURCES = $(EVENT_CODE)
examples_peering_events_CFLAGS = $(AM_CFLAGS) $(PROTOBUF_CFLAGS) \
	$(JSON_CFLAGS)
examples_peering_events_LDADD = $(PROTOBUF_LIBS) $(JSON_LIBS)
EXTRA_DIST += examples/demo examples/demo.py examples/policy.json \
	examples/read_events.py
